package hearth.app.owner;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.chain.EmberNetwork;
import hearth.chain.EmberWallet;
import hearth.chain.JobEscrows;
import hearth.chain.PracticeTokens;
import hearth.chain.Reading;
import hearth.chain.TxResult;
import hearth.keys.TransactionSigner;
import hearth.keys.UnlockedWallet;
import hearth.protocol.JobId;
import hearth.protocol.OwnerMessages.Funding;
import hearth.protocol.Wei;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The budget of a job on its way into the escrow and back: each may be asked for again and happens
/// once.
final class JobMoney {
    private final HearthHome home;
    private final OwnerNetwork place;
    private final Clock clock;
    private final SecureRandom random;
    private final Consumer<String> progress;

    /// @param progress takes one line at a time
    JobMoney(
            HearthHome home,
            OwnerNetwork place,
            Clock clock,
            SecureRandom random,
            Consumer<String> progress) {
        this.home = home;
        this.place = place;
        this.clock = clock;
        this.random = random;
        this.progress = progress;
    }

    /// Once for each budget: another one only after the one before it was closed.
    ///
    /// @param time until the job ends at the latest
    /// @param before what the coordinator knows to have been paid for it
    /// @return hash of the transaction
    String pay(
            JobFolder job,
            Duration time,
            Optional<Funding> before,
            Supplier<UnlockedWallet> wallet) {
        try (var network = network()) {
            var escrows = new JobEscrows(network);
            var intent = name(job.id(), before);
            boolean isPaid = escrows.isPaid(intent);
            if (!isPaid) {
                checkLongEnough(escrows, time);
            }
            try (var opened = wallet.get()) {
                var signer = opened.signer(opened.addresses().getFirst());
                var budget = job.manifest().budget();
                if (!isPaid) {
                    provide(network, signer, budget, job.id().value());
                    progress.accept("paying the budget into the escrow");
                }
                return included(
                        escrows.create(
                                intent,
                                job.manifest().id().bytes(),
                                budget,
                                budget,
                                clock.instant().plus(time),
                                signer));
            }
        }
    }

    static String name(JobId job, Optional<Funding> before) {
        var first = "fund-job:" + job;
        return before.filter(Funding::closed).map(f -> first + ":after-" + f.id()).orElse(first);
    }

    private static String words(Duration time) {
        return time.toHours() > 1 ? time.toHours() + " hours" : time.toMinutes() + " minutes";
    }

    /// Work is settled until the escrow's grace is over, so nobody takes a job that ends before.
    private static void checkLongEnough(JobEscrows escrows, Duration time) {
        if (!(escrows.grace() instanceof Reading.Known<Duration>(var grace))) {
            throw silent();
        }
        if (time.compareTo(grace) <= 0) {
            throw new CommandFailure(
                    CommandFailure.REFUSED,
                    "The job has to run for more than %s, the time in which the escrow settles: --for. Nothing was paid."
                            .formatted(words(grace)));
        }
    }

    /// Gives notice; what is left comes back after the escrow's grace.
    ///
    /// @return hash of the transaction
    String takeBack(Funding funding, Supplier<UnlockedWallet> wallet) {
        try (var opened = wallet.get();
                var network = network()) {
            var signer = opened.signer(opened.addresses().getFirst());
            return included(
                    new JobEscrows(network)
                            .requestClose("close-job:" + funding.id(), funding.id(), signer));
        }
    }

    /// Tokens of the practice network are worth nothing, so whoever needs some gets them. Those of
    /// another the owner has, or has not.
    private void provide(EmberNetwork network, TransactionSigner signer, Wei budget, String job) {
        var account = signer.address();
        var has =
                switch (new EmberWallet(network).balances(account, Wei.ZERO)) {
                    case Reading.Known<hearth.chain.Balances> known -> known.value().ember();
                    case Reading.Unreachable<hearth.chain.Balances> _ -> throw silent();
                };
        if (has.compareTo(budget) < 0) {
            var more = budget.minus(has);
            var folder =
                    place.practice()
                            .orElseThrow(
                                    () ->
                                            new CommandFailure(
                                                    CommandFailure.REFUSED,
                                                    "The account %s has %s, and the job's budget is %s. Nothing was paid."
                                                            .formatted(
                                                                    account.grouped(),
                                                                    JobReport.ember(has),
                                                                    JobReport.ember(budget))));
            progress.accept(
                    "taking " + JobReport.ember(more) + " test tokens from the practice network");
            var _ =
                    included(
                            new PracticeTokens(place.profile(), folder, random, clock)
                                    .give("job-tokens:" + job + ":" + has, account, more));
        }
    }

    private EmberNetwork network() {
        var network =
                EmberNetwork.open(place.profile(), home.walletJournal(), place.policy(), clock);
        network.refresh();
        return network;
    }

    private static String included(TxResult result) {
        return switch (result) {
            case TxResult.Included in -> in.hash();
            case TxResult.Refused refused ->
                    throw new CommandFailure(
                            CommandFailure.FAILED,
                            "The chain refused the transaction: " + refused.reason() + ".");
            case TxResult.Pending pending ->
                    throw new CommandFailure(
                            CommandFailure.FAILED,
                            "Transaction "
                                    + pending.hash()
                                    + " is on its way; the same command goes on with it.");
            case TxResult.Unreachable _ -> throw silent();
        };
    }

    private static CommandFailure silent() {
        return new CommandFailure(CommandFailure.FAILED, "The chain does not answer.");
    }
}
