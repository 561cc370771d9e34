package hearth.coordinator.aggregation;

import hearth.protocol.TensorSpec;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/// One outer step: clipped mean, Nesterov momentum, and an int8 difference with error feedback. A
/// pure function of its arguments and independent of the order of the updates, so anybody who has
/// the accepted bytes gets the same checkpoint, bit for bit (Java's floating point is strict since
/// 17). Outer step after DiLoCo (arXiv 2311.08105): `m ← μm + d`, step `lr·(d + μm)`.
///
/// @param specs the model's parameters
/// @param learningRate,momentum of the outer optimiser
/// @param rule what becomes of the updates
public record Aggregation(List<TensorSpec> specs, double learningRate, double momentum, Rule rule) {
    /// Layer L5: what a round makes of the updates that were found good.
    public enum Rule {
        /// Their clipped mean.
        MEAN,
        /// Of each number the tenth that is largest and the tenth that is smallest do not count:
        /// while the senders are little known.
        TRIMMED,
        /// That, and half the step: after a whole one raised the loss.
        HALVED,
        /// No step at all, and no momentum into the next: after half a step raised it, too.
        NONE;

        private static final double HALF = 0.5;

        /// As it is written into a round's record.
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// @throws IllegalArgumentException if there is none of that name
        public static Rule of(String id) {
            return valueOf(id.toUpperCase(Locale.ROOT));
        }

        /// What is tried after a step by this rule raised the loss.
        public Rule next() {
            return switch (this) {
                case MEAN, TRIMMED -> HALVED;
                case HALVED, NONE -> NONE;
            };
        }

        double trim() {
            return this == TRIMMED || this == HALVED ? Mean.TRIM : 0;
        }
    }

    /// With the plain rule.
    public Aggregation(List<TensorSpec> specs, double learningRate, double momentum) {
        this(specs, learningRate, momentum, Rule.MEAN);
    }

    /// Updates with larger values cannot be summed and are refused on arrival.
    public static final float LARGEST_VALUE = Mean.LARGEST_VALUE;

    public Aggregation {
        specs = List.copyOf(specs);
    }

    /// Reads each update twice, a piece at a time; the memory is that of one piece's sums.
    public void apply(OuterState parent, List<Update> accepted, Made made) {
        var pieces = Piece.of(specs);
        if (rule == Rule.NONE) {
            pieces.forEach(piece -> stay(parent, piece, made));
            return;
        }
        var mean = new Mean(accepted, pieces, rule.trim());
        for (var piece : pieces) {
            apply(parent, mean.of(piece), piece, made);
        }
    }

    private static void stay(OuterState parent, Piece piece, Made made) {
        made.publish(piece, new float[piece.count()]);
        made.parameters(piece, parent.parameters().read(piece));
        made.momentum(piece, new float[piece.count()]);
        made.residual(piece, parent.residual().read(piece));
    }

    private void apply(OuterState parent, double[] mean, Piece piece, Made made) {
        float[] before = parent.momentum().read(piece);
        float[] owed = parent.residual().read(piece);
        var momenta = new float[mean.length];
        var wanted = new float[mean.length];
        double rate = rule == Rule.HALVED ? Rule.HALF * learningRate : learningRate;
        for (int i = 0; i < mean.length; i++) {
            momenta[i] = (float) (momentum * before[i] + mean[i]);
            double step = rate * (mean[i] + momentum * momenta[i]);
            wanted[i] = (float) (step + owed[i]);
        }
        float[] published = made.publish(piece, wanted);
        float[] parameters = parent.parameters().read(piece);
        for (int i = 0; i < mean.length; i++) {
            parameters[i] += published[i];
            wanted[i] -= published[i];
        }
        made.parameters(piece, parameters);
        made.momentum(piece, momenta);
        made.residual(piece, wanted);
    }

    /// The opposite of [Update#flatten].
    public SortedMap<String, float[]> split(float[] flat) {
        var out = new TreeMap<String, float[]>();
        int at = 0;
        for (var spec : specs) {
            int n = Math.toIntExact(spec.elements());
            out.put(spec.name(), Arrays.copyOfRange(flat, at, at + n));
            at += n;
        }
        return out;
    }
}
