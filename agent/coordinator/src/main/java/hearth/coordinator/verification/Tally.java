package hearth.coordinator.verification;

import hearth.coordinator.aggregation.RepeatCheck;
import hearth.coordinator.aggregation.RepeatCheck.Likeness;
import hearth.protocol.Manifest.RepeatLimits;

import java.util.Map;
import java.util.TreeMap;

/// What was seen of one attack.
final class Tally {
    private final RepeatCheck repeat = new RepeatCheck(RepeatLimits.usual());
    private int total;
    private int cheap;
    private int other;
    private int scored;
    private double least = Double.POSITIVE_INFINITY;
    private double gaps;
    private final Map<String, Integer> reasons = new TreeMap<>();

    void add(RoundSeen.Seen seen) {
        total++;
        cheap += seen.reason().isPresent() ? 1 : 0;
        seen.reason().ifPresent(r -> reasons.merge(r, 1, Integer::sum));
        other += repeat.of(seen.distance()) == Likeness.OTHER ? 1 : 0;
        least = Math.min(least, seen.distance());
        seen.score()
                .ifPresent(
                        score -> {
                            scored++;
                            gaps += score.gap();
                        });
    }

    Report.AttackRow row(Attack attack) {
        return new Report.AttackRow(
                attack.label(),
                total,
                cheap,
                other,
                attack.isCheaplySeen(),
                Share.of(cheap, total),
                Share.of(other, total),
                least,
                scored == 0 ? 0 : gaps / scored,
                reasons);
    }
}
