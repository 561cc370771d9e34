package hearth.app.votes;

import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.chain.Ballot;
import hearth.chain.ContractRole;
import hearth.chain.KnownCall;
import hearth.chain.KnownCall.Kind;
import hearth.chain.Proposal;
import hearth.chain.ProposalStage;
import hearth.chain.ProposedCall;
import hearth.protocol.Wei;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Proposals in the owner's words. What a proposal does is said from its calls alone; the text of
/// whoever proposed it is a title, shortened and made harmless.
///
/// @param speech of the window or terminal
public record ProposalWords(Speech speech) {
    private static final int LONGEST_TITLE = 90;
    private static final int LONGEST_DATA = 200;
    private static final int HUNDRED = 100;
    private static final int TEN_THOUSAND = 10_000;
    private static final BigInteger LONGEST_SPAN = BigInteger.valueOf(1_000_000L * 86_400);

    /// The first line that says something.
    public String title(Proposal proposal) {
        return proposal.description()
                .lines()
                .limit(HUNDRED)
                .map(line -> Words.plain(line.replaceFirst("^\\s*#+", ""), LONGEST_TITLE).strip())
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElseGet(() -> speech.text("votes.untitled"));
    }

    public String stage(ProposalStage stage) {
        return speech.text("votes.stage." + stage.name().toLowerCase(Locale.ROOT));
    }

    public String ballot(Ballot ballot) {
        return speech.text("votes.ballot." + ballot.name().toLowerCase(Locale.ROOT));
    }

    /// The next moment that matters.
    public String when(Proposal proposal) {
        var times = speech.times();
        return switch (proposal.stage()) {
            case PENDING -> speech.text("votes.when.opens", times.brief(proposal.opensAt()));
            case ACTIVE -> speech.text("votes.when.closes", times.brief(proposal.closesAt()));
            case QUEUED ->
                    speech.text(
                            "votes.when.executable",
                            times.brief(proposal.executableAt().orElse(proposal.closesAt())));
            case CANCELED, DEFEATED, SUCCEEDED, EXPIRED, EXECUTED ->
                    speech.text("votes.when.closed", times.brief(proposal.closesAt()));
        };
    }

    /// What the calls do, one sentence each.
    public List<String> calls(Proposal proposal) {
        return proposal.calls().stream().map(this::call).toList();
    }

    public String call(ProposedCall call) {
        return call.meaning().map(this::known).orElseGet(() -> unknown(call));
    }

    private String known(ProposedCall.Meaning meaning) {
        var kinds = meaning.call().kinds();
        var values =
                IntStream.range(0, kinds.size())
                        .mapToObj(i -> argument(kinds.get(i), meaning.arguments().get(i)));
        boolean isOfMany =
                meaning.call() == KnownCall.GRANT_ROLE || meaning.call() == KnownCall.REVOKE_ROLE;
        var all =
                isOfMany
                        ? Stream.concat(
                                values, Stream.of(speech.text("contract." + meaning.contract())))
                        : values;
        return speech.text("call." + meaning.call().id(), all.toArray());
    }

    private String unknown(ProposedCall call) {
        boolean pays = call.value().signum() != 0;
        return speech.text(
                pays ? "call.unknown.value" : "call.unknown",
                call.target().value(),
                call.data().length() <= 2
                        ? speech.text("call.data.none")
                        : Words.plain(call.data(), LONGEST_DATA),
                call.value().toString());
    }

    private String argument(Kind kind, BigInteger value) {
        return switch (kind) {
            case ACCOUNT -> KnownCall.account(value).value();
            case EMBER -> speech.amounts().shown().exact(new Wei(value));
            case BASIS_POINTS -> percent(value, TEN_THOUSAND);
            case PERCENT -> percent(value, HUNDRED);
            case NUMBER -> value.toString();
            case SPAN, SPAN_64, SPAN_48, SPAN_32 ->
                    value.compareTo(LONGEST_SPAN) > 0
                            ? value + " s"
                            : speech.times().span(Duration.ofSeconds(value.longValue()));
            case ROLE ->
                    ContractRole.of(value)
                            .map(
                                    role ->
                                            speech.text(
                                                    "role." + role.name().toLowerCase(Locale.ROOT)))
                            .orElseGet(
                                    () -> speech.text("role.unknown", "0x" + value.toString(16)));
        };
    }

    private String percent(BigInteger value, int whole) {
        return speech.amounts().percent(new BigDecimal(value).doubleValue() / whole, 2);
    }
}
