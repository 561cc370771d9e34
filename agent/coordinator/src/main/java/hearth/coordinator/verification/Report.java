package hearth.coordinator.verification;

import hearth.coordinator.Checking;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/// What a trial saw.
///
/// @param honestShare of honest results that were refused
/// @param refusedFor honest results that were refused, by reason
/// @param gap,fall of the honest results, see `LossScore`
/// @param cosine,pair of the honest results, see `Geometry.Place`
/// @param overhead compute beyond the training itself, as a share of it, for a device with 2,000
/// leases a month
public record Report(
        TrialSetting setting,
        int rounds,
        int honestTotal,
        int honestRefused,
        Share honestShare,
        Map<String, Integer> refusedFor,
        Spread gap,
        Spread fall,
        Spread cosine,
        Spread pair,
        List<AttackRow> attacks,
        double overhead,
        Overhead overheads) {
    /// Leases of a month, over which the cost of repeating is spread.
    private static final int MONTH = 2000;

    /// @param rounds at least one, all of one setting
    public static Report of(List<RoundSeen> rounds) {
        var honest = rounds.stream().flatMap(r -> r.honest().stream()).toList();
        var scores = honest.stream().flatMap(h -> h.score().stream()).toList();
        var refused = new TreeMap<String, Integer>();
        honest.forEach(h -> h.reason().ifPresent(r -> refused.merge(r, 1, Integer::sum)));
        int bad = refused.values().stream().mapToInt(n -> n).sum();
        var tallies = new EnumMap<Attack, Tally>(Attack.class);
        for (var attack : Attack.values()) {
            rounds.stream()
                    .filter(r -> r.attacks().containsKey(attack.label()))
                    .forEach(
                            r ->
                                    tallies.computeIfAbsent(attack, _ -> new Tally())
                                            .add(r.attacks().get(attack.label())));
        }
        var rows = new ArrayList<AttackRow>();
        tallies.forEach((attack, tally) -> rows.add(tally.row(attack)));
        var overheads = overheads(rounds);
        return new Report(
                rounds.getFirst().setting(),
                rounds.size(),
                honest.size(),
                bad,
                Share.of(bad, honest.size()),
                refused,
                Spread.of(scores, RoundSeen.Score::gap),
                Spread.of(scores, RoundSeen.Score::fall),
                Spread.of(honest, h -> h.place().cosine()),
                Spread.of(honest, h -> h.place().pair()),
                rows,
                overheads.sum(),
                overheads);
    }

    private static Overhead overheads(List<RoundSeen> rounds) {
        double lease =
                rounds.stream().mapToLong(RoundSeen::trainingMillis).sum()
                        / rounds.stream().mapToDouble(RoundSeen::leases).sum();
        double score =
                (double) rounds.stream().mapToLong(RoundSeen::scoringMillis).sum()
                        / Math.max(1, rounds.stream().mapToInt(RoundSeen::scores).sum());
        var checking = Checking.network();
        double repeated = 0;
        double scored = 0;
        for (int v = 0; v < MONTH; v++) {
            repeated += checking.repeated(v) / MONTH;
            scored += checking.scored(v) / MONTH;
        }
        return new Overhead(scored * score / lease, repeated, checking.canaries());
    }

    /// @param loss of layer L2, measured
    /// @param repeats of layer L3, by its rule
    /// @param canaries of layer L4, by its rule
    public record Overhead(double loss, double repeats, double canaries) {
        double sum() {
            return loss + repeats + canaries;
        }
    }

    /// @param cheapCaught refused by L1 or L2
    /// @param rerunCaught farther from a repetition than two honest runs can be (L3)
    /// @param expectedCheap whether statistics can see it at all
    /// @param cheap,rerun the same as shares
    /// @param leastDistance to the repetition
    /// @param meanGap of those that L1 left, see `LossScore`
    public record AttackRow(
            String name,
            int total,
            int cheapCaught,
            int rerunCaught,
            boolean expectedCheap,
            Share cheap,
            Share rerun,
            double leastDistance,
            double meanGap,
            Map<String, Integer> reasons) {}

    /// Of some measured numbers.
    public record Spread(double least, double mean, double most) {
        static <T> Spread of(List<T> of, ToDoubleFunction<T> value) {
            var all = of.stream().mapToDouble(value).summaryStatistics();
            return new Spread(all.getMin(), all.getAverage(), all.getMax());
        }
    }
}
