package hearth.trainer;

import hearth.protocol.Precision;
import hearth.protocol.RecipeConfig;
import hearth.protocol.TensorSpec;

import java.nio.ByteBuffer;
import java.util.List;

/// Classifier of 28 x 28 grey images into 10 classes. A shard is records of 784 pixels, row by row,
/// and one label.
record CnnRecipe(int channels, int hidden, Precision precision) implements Recipe {
    private static final int SIDE = 28;
    private static final int PIXELS = SIDE * SIDE;
    private static final int CLASSES = 10;
    private static final int TAPS = 9;
    private static final int MAX_SIZE = 1 << 14;
    private static final LabelledRecords RECORDS = new LabelledRecords(PIXELS, CLASSES);

    static CnnRecipe of(RecipeConfig config) {
        var sizes = new Sizes(config);
        var recipe =
                new CnnRecipe(
                        sizes.take("channels", MAX_SIZE),
                        sizes.take("hidden", MAX_SIZE),
                        config.precisionOrDefault());
        sizes.refuseOthers();
        return recipe;
    }

    @Override
    public List<TensorSpec> parameters() {
        long c = channels;
        long h = hidden;
        return List.of(
                new TensorSpec("conv1.bias", List.of(c)),
                new TensorSpec("conv1.weight", List.of(c, 1L, 3L, 3L)),
                new TensorSpec("conv2.bias", List.of(2 * c)),
                new TensorSpec("conv2.weight", List.of(2 * c, c, 3L, 3L)),
                new TensorSpec("linear1.bias", List.of(h)),
                new TensorSpec("linear1.weight", List.of(h, 2 * c * PIXELS / 16)),
                new TensorSpec("linear2.bias", List.of((long) CLASSES)),
                new TensorSpec("linear2.weight", List.of((long) CLASSES, h)));
    }

    /// He et al., arXiv 1502.01852: for rectified units.
    @Override
    public double initialDeviation(TensorSpec parameter) {
        var shape = parameter.shape();
        long fanIn = shape.subList(1, shape.size()).stream().reduce(1L, Math::multiplyExact);
        return shape.size() < 2 ? 0 : StrictMath.sqrt(2.0 / fanIn);
    }

    @Override
    public double initialMean(TensorSpec parameter) {
        return 0;
    }

    @Override
    public long[] numbers() {
        return new long[0];
    }

    /// Two operations for each weight and each place it is applied at, forward and in both
    /// gradients; the pixels need no gradient.
    @Override
    public long flopPerExample() {
        long c = channels;
        long first = TAPS * c * PIXELS;
        long second = TAPS * c * 2 * c * PIXELS / 4;
        long linear = 2 * c * PIXELS / 16 * hidden + (long) hidden * CLASSES;
        return 2 * (2 * first + 3 * (second + linear));
    }

    @Override
    public long flopPerAnswer(int inputBytes, int width) {
        long c = channels;
        long first = TAPS * c * PIXELS;
        long second = TAPS * c * 2 * c * PIXELS / 4;
        long linear = 2 * c * PIXELS / 16 * hidden + (long) hidden * CLASSES;
        return 2 * (first + second + linear);
    }

    @Override
    public int classes() {
        return CLASSES;
    }

    @Override
    public int exampleBytes() {
        return RECORDS.bytes();
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
        RECORDS.check(shard);
    }
}
