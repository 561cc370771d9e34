package hearth.coordinator.aggregation;

import hearth.protocol.Manifest;
import hearth.protocol.Sha256;
import hearth.protocol.TensorSpec;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/// Layer L1 as a whole: duplicates first, so that copies do not move the median; then norms; then
/// directions, judged among those that are left.
public final class Geometry {
    private final List<GeometryCheck> checks;
    private final List<Piece> pieces;

    /// @param specs of the job's parameters
    public Geometry(Manifest.Verification limits, Set<Sha256> earlier, List<TensorSpec> specs) {
        pieces = Piece.of(specs);
        checks =
                List.of(
                        new DuplicateCheck(limits.maxPairCosine(), earlier),
                        new NormCheck(limits.minNorm(), limits.maxNorm()),
                        new CosineCheck(limits.minCosine()));
    }

    /// Judges the parts of leases that are paid but not aggregated, each by its place among the
    /// good ones. A part and what somebody else made of the same data are alike and both honest;
    /// alike to anything else, the part is the copy.
    ///
    /// @param isSameData whether two updates, by sequence, were made from the same data
    public SortedMap<Long, Verdict> judgeParts(
            List<Update> parts, List<Update> good, BiPredicate<Long, Long> isSameData) {
        var verdicts = new TreeMap<Long, Verdict>();
        if (parts.isEmpty()) {
            return verdicts;
        }
        var others = new ArrayList<>(good);
        var gram = Gram.of(Stream.concat(good.stream(), parts.stream()).toList(), pieces);
        for (var part : parts) {
            var verdict = judgePart(part.asLast(), others, isSameData, gram);
            verdicts.put(part.sequence(), verdict);
            if (verdict instanceof Verdict.Good) {
                others.add(part);
            }
        }
        return verdicts;
    }

    private Verdict judgePart(
            Update part, List<Update> others, BiPredicate<Long, Long> isSameData, Gram gram) {
        var round = new ArrayList<>(others);
        round.add(part);
        var otherData = new ArrayList<>(round);
        otherData.removeIf(
                other ->
                        other.sequence() != part.sequence()
                                && isSameData.test(other.sequence(), part.sequence()));
        for (var check : checks) {
            var verdict =
                    check.judge(part, check instanceof DuplicateCheck ? otherData : round, gram);
            if (!(verdict instanceof Verdict.Good)) {
                return verdict;
            }
        }
        return new Verdict.Good();
    }

    /// Where an update lies among the others of its round.
    ///
    /// @param norm as a multiple of the median
    /// @param cosine to the mean of the others, each with norm 1
    /// @param pair largest cosine to any other
    public record Place(double norm, double cosine, double pair) {
        /// The middle cosine of some; the lower of the two middle ones where their number is even.
        public static double usualCosine(Collection<Place> places) {
            return places.isEmpty()
                    ? 0
                    : NormCheck.median(places.stream().mapToDouble(Place::cosine).toArray());
        }
    }

    /// What the checks look at, by sequence.
    public SortedMap<Long, Place> places(List<Update> round) {
        var gram = Gram.of(round, pieces);
        double median =
                round.isEmpty()
                        ? 0
                        : NormCheck.median(round.stream().mapToDouble(gram::norm).toArray());
        var places = new TreeMap<Long, Place>();
        for (var update : round) {
            double pair = -1;
            for (var other : round) {
                if (other.sequence() != update.sequence()) {
                    pair = Math.max(pair, gram.cosine(update, other));
                }
            }
            double cosine = CosineCheck.cosine(update, round, gram).orElse(1);
            places.put(update.sequence(), new Place(gram.norm(update) / median, cosine, pair));
        }
        return places;
    }

    /// One verdict for each update, by sequence; independent of the order of the list.
    public SortedMap<Long, Verdict> judge(List<Update> round) {
        var verdicts = new TreeMap<Long, Verdict>();
        var left = List.copyOf(round);
        var gram = Gram.of(left, pieces);
        for (var check : checks) {
            var passed = new ArrayList<Update>();
            for (var update : left) {
                var verdict = check.judge(update, left, gram);
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
