package hearth.app.cli;

import hearth.app.votes.ProposalWords;
import hearth.chain.Ballot;
import hearth.chain.Proposal;
import hearth.chain.ProposalStage;
import hearth.chain.Proposals;
import hearth.chain.VotingStanding;
import hearth.keys.Address;
import hearth.protocol.Wei;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What `hearth wallet proposals` prints.
final class ProposalLines {
    private static final int SHORT = 8;

    private ProposalLines() {}

    /// One call, said in words and as it is.
    ///
    /// @param known false if Hearth cannot say what it does
    record Call(
            String text,
            boolean known,
            Optional<String> contract,
            Optional<String> call,
            List<BigInteger> arguments,
            Address target,
            BigInteger value,
            String data) {}

    /// @param id a number of up to 78 digits, as text
    record Line(
            String id,
            String title,
            ProposalStage stage,
            Address proposer,
            List<Call> calls,
            Instant opensAt,
            Instant closesAt,
            Optional<Instant> executableAt,
            Proposal.Tally tally,
            boolean quorumReached,
            boolean majority,
            Wei myVotes,
            boolean voted) {}

    record Figures(
            List<Line> proposals, long sinceBlock, int unreadable, VotingStanding standing) {}

    static Figures figures(Proposals list, VotingStanding standing, ProposalWords words) {
        return new Figures(
                list.list().stream().map(p -> line(p, words)).toList(),
                list.sinceBlock(),
                list.unreadable(),
                standing);
    }

    private static Line line(Proposal p, ProposalWords words) {
        return new Line(
                p.id().toString(),
                words.title(p),
                p.stage(),
                p.proposer(),
                p.calls().stream()
                        .map(
                                c ->
                                        new Call(
                                                words.call(c),
                                                c.meaning().isPresent(),
                                                c.meaning().map(m -> m.contract()),
                                                c.meaning().map(m -> m.call().id()),
                                                c.meaning()
                                                        .map(m -> m.arguments())
                                                        .orElse(List.of()),
                                                c.target(),
                                                c.value(),
                                                c.data()))
                        .toList(),
                p.opensAt(),
                p.closesAt(),
                p.executableAt(),
                p.tally(),
                p.tally().hasQuorum(),
                p.tally().hasMajority(),
                p.power(),
                p.hasVoted());
    }

    static String text(Proposals list, VotingStanding standing, ProposalWords words) {
        String proposals =
                list.list().isEmpty()
                        ? "No proposals."
                        : list.list().stream()
                                .map(p -> text(p, words))
                                .collect(Collectors.joining("\n"));
        String older = list.sinceBlock() == 0 ? "" : "\nSearched since block " + list.sinceBlock();
        String left =
                list.unreadable() == 0
                        ? ""
                        : "\nLeft out "
                                + list.unreadable()
                                + " whose content does not fit their number: the node is not to be trusted.";
        return proposals + older + left + "\n" + text(standing);
    }

    private static String text(Proposal p, ProposalWords words) {
        var tally = p.tally();
        var lines = new StringBuilder();
        lines.append("%s  %s  [%s]%n".formatted(number(p), words.title(p), words.stage(p.stage())));
        words.calls(p).forEach(call -> lines.append("    ").append(call).append('\n'));
        lines.append("    %s%n".formatted(words.when(p)));
        lines.append(
                "    %s %s, %s %s, %s %s; quorum %s of %s%s%n"
                        .formatted(
                                words.ballot(Ballot.FOR),
                                ember(tally.inFavour()),
                                words.ballot(Ballot.AGAINST),
                                ember(tally.against()),
                                words.ballot(Ballot.ABSTAIN),
                                ember(tally.abstaining()),
                                ember(tally.towardsQuorum()),
                                ember(tally.quorum()),
                                tally.hasQuorum() ? ", reached" : ", not reached"));
        lines.append(
                "    Your votes: %s%s"
                        .formatted(ember(p.power()), p.hasVoted() ? ", cast" : ", not cast"));
        return lines.toString();
    }

    private static String text(VotingStanding standing) {
        return "You have %s votes; cast by %s. To propose takes %s."
                .formatted(
                        ember(standing.votes()),
                        standing.delegate().map(Address::value).orElse("nobody yet: stake first"),
                        ember(standing.threshold()));
    }

    static String number(Proposal proposal) {
        String digits = proposal.id().toString();
        return digits.length() <= SHORT ? digits : digits.substring(0, SHORT);
    }

    static String ember(Wei amount) {
        return amount.ember().stripTrailingZeros().toPlainString();
    }
}
