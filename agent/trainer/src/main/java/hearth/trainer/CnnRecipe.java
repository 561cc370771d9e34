package hearth.trainer;

import hearth.protocol.RecipeConfig;
import hearth.protocol.TensorSpec;

import java.nio.ByteBuffer;
import java.util.List;

/// Classifier of 28 x 28 grey images into 10 classes. A shard is records of 784 pixels, row by row,
/// and one label.
record CnnRecipe(int channels, int hidden) implements Recipe {
    private static final int SIDE = 28;
    private static final int PIXELS = SIDE * SIDE;
    private static final int CLASSES = 10;
    private static final int TAPS = 9;

    static CnnRecipe of(RecipeConfig config) {
        return new CnnRecipe(
                Math.toIntExact(config.size("channels")), Math.toIntExact(config.size("hidden")));
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
    public long[] sizes() {
        return new long[] {CLASSES};
    }

    /// Two operations for each weight and each place it is applied at.
    @Override
    public long flopPerExample() {
        long c = channels;
        long convolutions = TAPS * c * PIXELS + TAPS * c * 2 * c * PIXELS / 4;
        long linear = 2 * c * PIXELS / 16 * hidden + (long) hidden * CLASSES;
        return 3 * 2 * (convolutions + linear);
    }

    @Override
    public int exampleBytes() {
        return PIXELS + 1;
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
        if (shard.limit() == 0 || shard.limit() % exampleBytes() != 0) {
            throw new IllegalArgumentException("images do not fill whole records of 785 bytes");
        }
        for (int at = PIXELS; at < shard.limit(); at += exampleBytes()) {
            if ((shard.get(at) & 0xFF) >= CLASSES) {
                throw new IllegalArgumentException("an image has a label over 9");
            }
        }
    }
}
