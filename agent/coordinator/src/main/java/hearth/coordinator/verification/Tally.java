package hearth.coordinator.verification;

import hearth.coordinator.aggregation.RepeatCheck.Likeness;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What was seen of one attack.
final class Tally {
    private int total;
    private int cheap;
    private int other;
    private double least = Double.POSITIVE_INFINITY;
    private double gaps;
    private final Map<String, Integer> reasons = new TreeMap<>();

    void add(Optional<String> reason, double distance, Likeness likeness, double gap) {
        total++;
        cheap += reason.isPresent() ? 1 : 0;
        reason.ifPresent(r -> reasons.merge(r, 1, Integer::sum));
        other += likeness == Likeness.OTHER ? 1 : 0;
        least = Math.min(least, distance);
        gaps += gap;
    }

    int total() {
        return total;
    }

    Report.AttackRow row(Attack attack) {
        return new Report.AttackRow(
                attack.label(),
                total,
                cheap,
                other,
                attack.isCheaplySeen(),
                least,
                gaps / total,
                reasons);
    }
}
