package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.practice.NetworkVisit;
import hearth.app.text.Speech;
import hearth.app.votes.ProposalWords;
import hearth.chain.Ballot;
import hearth.chain.Governance;
import hearth.chain.Proposal;
import hearth.chain.TxResult;
import hearth.keys.Address;
import hearth.keys.TransactionSigner;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/// The commands of `hearth wallet` about votes. Each says in plain words what is about to be
/// signed, before it asks for the password.
final class WalletVoteCommands {
    private static final int SHORTEST_NUMBER = 6;

    private WalletVoteCommands() {}

    /// What a command does with the votes of the network, once they are there.
    static final class Booth implements AutoCloseable {
        private final HearthHome home = HearthHome.open();
        private final Terminal terminal;
        private final WalletCommand.Form form;
        private final NetworkVisit visit;
        private final ProposalWords words =
                new ProposalWords(
                        Speech.of(Locale.getDefault(), Clock.system(ZoneId.systemDefault())));

        Booth(WalletCommand.Form form) {
            this.form = form;
            terminal = form.terminal();
            visit = form.visit(home);
        }

        Governance votes() {
            return visit.governance()
                    .orElseThrow(
                            () ->
                                    new CommandFailure(
                                            CommandFailure.MISSING, "This network has no votes."));
        }

        Address address() {
            return form.account(home);
        }

        /// The one proposal whose number begins so.
        Proposal proposal(String number) {
            var found =
                    NodeWarnings.known(votes().proposals(address()), terminal).list().stream()
                            .filter(p -> p.id().toString().startsWith(number))
                            .toList();
            if (number.length() < SHORTEST_NUMBER || found.size() != 1) {
                throw new CommandFailure(
                        CommandFailure.FAILED,
                        "Name one proposal by at least the first six digits of its number, as shown by: hearth wallet proposals.");
            }
            return found.getFirst();
        }

        void announce(String what, Proposal proposal) {
            terminal.progress(what + " “" + words.title(proposal) + "”");
            words.calls(proposal).forEach(call -> terminal.progress("  " + call));
        }

        int pay(WalletCommand.Once once, Payment payment) {
            return new LastLook(form, home, visit, terminal, once)
                    .pay(signer -> payment.by(votes(), signer));
        }

        @Override
        public void close() {
            visit.close();
        }
    }

    interface Payment {
        TxResult by(Governance votes, TransactionSigner signer);
    }

    /// What every command here takes.
    abstract static class OnVotes implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private CommandSpec spec;

        @Mixin private WalletCommand.Form form = new WalletCommand.Form();

        abstract int call(Booth booth);

        CommandSpec spec() {
            return spec;
        }

        @Override
        public Integer call() {
            try (var booth = new Booth(form)) {
                return call(booth);
            }
        }
    }

    @Command(
            name = "proposals",
            description = "List what stakers are asked to decide, in plain words.",
            mixinStandardHelpOptions = true)
    static final class Proposals extends OnVotes {
        @Override
        int call(Booth booth) {
            var address = booth.address();
            var list = NodeWarnings.known(booth.votes().proposals(address), booth.terminal);
            var standing = NodeWarnings.known(booth.votes().standing(address), booth.terminal);
            booth.terminal.result(
                    ProposalLines.figures(list, standing, booth.words),
                    ProposalLines.text(list, standing, booth.words));
            return 0;
        }
    }

    @Command(
            name = "vote",
            description = "Vote on a proposal with all votes of the account; once, for good.",
            mixinStandardHelpOptions = true)
    static final class Vote extends OnVotes {
        @Mixin private WalletCommand.Once once = new WalletCommand.Once();

        @Parameters(index = "0", paramLabel = "NUMBER", description = "As shown by proposals.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private String number;

        @Parameters(index = "1", paramLabel = "for|against|abstain", description = "The vote.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private Ballot ballot;

        @Override
        int call(Booth booth) {
            var proposal = booth.proposal(number);
            booth.announce(
                    "Vote “"
                            + booth.words.ballot(ballot)
                            + "” with "
                            + ProposalLines.ember(proposal.power())
                            + " votes on",
                    proposal);
            if (proposal.power().isZero()) {
                throw new CommandFailure(
                        CommandFailure.REFUSED,
                        "The account had no votes when voting began: it would count for nothing. Nothing was sent.");
            }
            return booth.pay(once, (votes, by) -> votes.vote(once.orNew(), proposal, ballot, by));
        }
    }

    @Command(
            name = "delegate",
            description = "Let another account cast the votes; stake and yield stay.",
            mixinStandardHelpOptions = true)
    static final class Delegate extends OnVotes {
        @Mixin private WalletCommand.Once once = new WalletCommand.Once();

        @Parameters(
                paramLabel = "ADDRESS",
                description = "Who votes from the next proposal on; 'me' takes the votes back.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private String to;

        @Override
        int call(Booth booth) {
            var delegate = to.equals("me") ? booth.address() : WalletCommand.address(to);
            booth.terminal.progress(
                    "Let " + delegate + " cast the votes of " + booth.address() + ".");
            return booth.pay(once, (votes, by) -> votes.delegate(once.orNew(), delegate, by));
        }
    }

    @Command(
            name = "propose",
            description = "Propose one change; it takes effect only if stakers vote for it.",
            mixinStandardHelpOptions = true)
    static final class Propose extends OnVotes {
        @Mixin private WalletCommand.Once once = new WalletCommand.Once();

        @Parameters(index = "0", paramLabel = "TITLE", description = "What voters see.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private String title;

        @Parameters(
                index = "1",
                paramLabel = "CALL",
                description = {
                    "One of: staking-set-rules BPS BPS, staking-cancel-slash NUMBER,",
                    "staking-send-slashed ADDRESS EMBER, rewards-set-rules SECONDS EMBER,",
                    "rewards-unpause, governor-voting-delay SECONDS, governor-voting-period SECONDS,",
                    "governor-late-quorum SECONDS, governor-threshold EMBER, governor-quorum PERCENT,",
                    "timelock-delay SECONDS, token-transfer ADDRESS EMBER,",
                    "CONTRACT:grant-role ROLE ADDRESS, CONTRACT:revoke-role ROLE ADDRESS."
                })
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private String call;

        @Parameters(index = "2..*", paramLabel = "VALUE", description = "Of the call.")
        private List<String> values = List.of();

        @Override
        int call(Booth booth) {
            var proposed =
                    TypedCall.read(call, values)
                            .flatMap(t -> booth.votes().callOf(t.contract(), t.call(), t.values()))
                            .orElseThrow(
                                    () ->
                                            new ParameterException(
                                                    spec().commandLine(),
                                                    "That is not a call with its values: hearth wallet propose --help"));
            booth.terminal.progress("Propose “" + title + "”");
            booth.terminal.progress("  " + booth.words.call(proposed));
            return booth.pay(
                    once, (votes, by) -> votes.propose(once.orNew(), List.of(proposed), title, by));
        }
    }

    @Command(
            name = "queue",
            description = "Hand a proposal that passed to the timelock; anybody may.",
            mixinStandardHelpOptions = true)
    static final class Queue extends OnPassed {
        @Override
        String what() {
            return "Hand to the timelock:";
        }

        @Override
        TxResult pay(Governance votes, String intent, Proposal proposal, TransactionSigner by) {
            return votes.queue(intent, proposal, by);
        }
    }

    @Command(
            name = "execute",
            description = "Carry out what was decided, once the timelock is over; anybody may.",
            mixinStandardHelpOptions = true)
    static final class Execute extends OnPassed {
        @Override
        String what() {
            return "Carry out:";
        }

        @Override
        TxResult pay(Governance votes, String intent, Proposal proposal, TransactionSigner by) {
            return votes.execute(intent, proposal, by);
        }
    }

    /// What is done to a proposal that passed.
    abstract static class OnPassed extends OnVotes {
        @Mixin private WalletCommand.Once once = new WalletCommand.Once();

        @Parameters(paramLabel = "NUMBER", description = "As shown by proposals.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private String number;

        abstract String what();

        abstract TxResult pay(
                Governance votes, String intent, Proposal proposal, TransactionSigner by);

        @Override
        int call(Booth booth) {
            var proposal = booth.proposal(number);
            booth.announce(what(), proposal);
            return booth.pay(once, (votes, by) -> pay(votes, once.orNew(), proposal, by));
        }
    }
}
