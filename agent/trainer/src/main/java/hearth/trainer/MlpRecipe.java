package hearth.trainer;

import hearth.protocol.Precision;
import hearth.protocol.RecipeConfig;
import hearth.protocol.TensorSpec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Classifier of rows of bytes: tables, small pictures, anything flat. A shard is records of
/// `inputs` bytes and one label. Hidden layers are the sizes `hidden1`, `hidden2` and so on; none
/// is logistic regression.
///
/// @param widths inputs, hidden layers, classes
record MlpRecipe(List<Integer> widths, Precision precision) implements Recipe {
    private static final int MAX_INPUTS = 1 << 20;
    private static final int MAX_HIDDEN = 1 << 16;
    private static final int MAX_CLASSES = 256;
    private static final int MAX_LAYERS = 99;

    MlpRecipe {
        widths = List.copyOf(widths);
    }

    static MlpRecipe of(RecipeConfig config) {
        var sizes = new Sizes(config);
        var widths = new ArrayList<Integer>();
        widths.add(sizes.take("inputs", MAX_INPUTS));
        for (int i = 1; i < MAX_LAYERS && sizes.has("hidden" + i); i++) {
            widths.add(sizes.take("hidden" + i, MAX_HIDDEN));
        }
        widths.add(sizes.take("classes", MAX_CLASSES));
        sizes.refuseOthers();
        if (widths.getLast() < 2) {
            throw new IllegalArgumentException("mlp: one class leaves nothing to learn");
        }
        return new MlpRecipe(widths, config.precisionOrDefault());
    }

    @Override
    public List<TensorSpec> parameters() {
        var specs = new ArrayList<TensorSpec>();
        for (int i = 1; i < widths.size(); i++) {
            var layer = String.format(Locale.ROOT, "layer%02d.", i);
            long out = widths.get(i);
            specs.add(new TensorSpec(layer + "bias", List.of(out)));
            specs.add(new TensorSpec(layer + "weight", List.of(out, (long) widths.get(i - 1))));
        }
        return specs;
    }

    /// He et al., arXiv 1502.01852: for rectified units.
    @Override
    public double initialDeviation(TensorSpec parameter) {
        var shape = parameter.shape();
        return shape.size() < 2 ? 0 : StrictMath.sqrt(2.0 / shape.get(1));
    }

    @Override
    public double initialMean(TensorSpec parameter) {
        return 0;
    }

    @Override
    public long[] numbers() {
        return new long[0];
    }

    /// Two operations for each weight, forward and in both gradients; the bytes need no gradient.
    @Override
    public long flopPerExample() {
        long weights = 0;
        for (int i = 1; i < widths.size(); i++) {
            weights += (long) widths.get(i) * widths.get(i - 1);
        }
        return 2 * (3 * weights - (long) widths.get(1) * widths.getFirst());
    }

    private LabelledRecords records() {
        return new LabelledRecords(widths.getFirst(), widths.getLast());
    }

    @Override
    public long flopPerAnswer(int inputBytes, int width) {
        long weights = 0;
        for (int i = 1; i < widths.size(); i++) {
            weights += (long) widths.get(i) * widths.get(i - 1);
        }
        return 2 * weights;
    }

    @Override
    public int classes() {
        return widths.getLast();
    }

    @Override
    public int exampleBytes() {
        return records().bytes();
    }

    @Override
    public int stride() {
        return exampleBytes();
    }

    @Override
    public boolean hasAccuracy() {
        return true;
    }

    @Override
    public void check(ByteBuffer shard) {
        records().check(shard);
    }
}
