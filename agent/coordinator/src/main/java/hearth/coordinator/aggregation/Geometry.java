package hearth.coordinator.aggregation;

import hearth.protocol.Manifest;
import hearth.protocol.Sha256;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Layer L1 as a whole: duplicates first, so that copies do not move the median; then norms; then
/// directions, judged among those that are left.
public final class Geometry {
    private final List<GeometryCheck> checks;

    public Geometry(Manifest.Verification limits, Set<Sha256> earlier) {
        checks =
                List.of(
                        new DuplicateCheck(limits.maxPairCosine(), earlier),
                        new NormCheck(limits.minNorm(), limits.maxNorm()),
                        new CosineCheck(limits.minCosine()));
    }

    /// One verdict for each update, by sequence; independent of the order of the list.
    public SortedMap<Long, Verdict> judge(List<Update> round) {
        var verdicts = new TreeMap<Long, Verdict>();
        var left = List.copyOf(round);
        for (var check : checks) {
            var passed = new ArrayList<Update>();
            for (var update : left) {
                var verdict = check.judge(update, left);
                verdicts.put(update.sequence(), verdict);
                if (verdict instanceof Verdict.Good) {
                    passed.add(update);
                }
            }
            left = passed;
        }
        return verdicts;
    }
}
