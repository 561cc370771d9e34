package hearth.chain;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Says what signing would lead to, by everything that is looked at before a signature.
final class Forecaster {
    private final Nodes nodes;
    private final ChainCheck check;
    private final Journal journal;
    private final Rehearsal rehearsal;

    Forecaster(Nodes nodes, ChainCheck check, Journal journal, Rehearsal rehearsal) {
        this.nodes = nodes;
        this.check = check;
        this.journal = journal;
        this.rehearsal = rehearsal;
    }

    /// Signs and writes down nothing.
    ///
    /// @param calls of one sender, in their order
    Forecast forecast(List<Intent> calls, Instant now) {
        var wish = calls.getLast();
        var before = journal.find(wish.id());
        if (before.filter(e -> !e.isOpen()).isPresent()) {
            return new Forecast.Decided(Transactions.resultOf(before.get()));
        }
        var overLimit = journal.spending().refuses(wish, now);
        if (overLimit.isPresent()) {
            return refused(overLimit.get());
        }
        try {
            if (nodes.verdict(check) != ChainCheck.Verdict.SAME) {
                return refused(Refusal.WRONG_CHAIN);
            }
            return switch (rehearsal.of(calls)) {
                case Rehearsal.Outcome.Ready ready -> expected(ready, wish);
                case Rehearsal.Outcome.Refused refused -> refused(refused.reason());
            };
        } catch (NodesDisagreeException e) {
            return refused(Refusal.NODES_DISAGREE);
        } catch (NodeUnreachableException e) {
            return new Forecast.Unreachable();
        }
    }

    private Forecast expected(Rehearsal.Outcome.Ready ready, Intent wish) {
        var limits = journal.fees().limits();
        var fee = ready.highestFee();
        // Whether a share is accepted is for the owner to say, who has to see it first.
        var refused = fee.flatMap(f -> limits.refuses(f, wish.amount(), fee));
        return refused.map(Forecaster::refused)
                .orElseGet(
                        () ->
                                new Forecast.Expected(
                                        ready.effect().isTried(),
                                        ready.effect().changes(),
                                        fee,
                                        fee.map(f -> sight(f, wish, limits))
                                                .orElseGet(FeeSight::unknown),
                                        journal.contracts().isMissing(wish, nodes)));
    }

    private static FeeSight sight(BigInteger fee, Intent wish, FeeLimits limits) {
        var sight = limits.look(fee, wish.amount());
        return sight.needsConsent() && wish.kind().canWait()
                ? sight.patient(limits.amountWorth(fee))
                : sight;
    }

    private static Forecast refused(Refusal reason) {
        return new Forecast.Decided(new TxResult.Refused(reason, Optional.empty()));
    }
}
