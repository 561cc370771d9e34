package hearth.trainer;

import hearth.protocol.Precision;
import hearth.protocol.RecipeConfig;
import hearth.protocol.TensorSpec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Byte-level decoder. A shard is text as it is; an example is any `context` + 1 bytes in a row.
record GptRecipe(int depth, int width, int heads, int context, Precision precision)
        implements Recipe {
    private static final int BYTES = 256;
    /// Names count blocks with two digits.
    private static final int MAX_DEPTH = 99;

    private static final int MAX_SIZE = 1 << 16;

    static GptRecipe of(RecipeConfig config) {
        var sizes = new Sizes(config);
        var recipe =
                new GptRecipe(
                        sizes.take("depth", MAX_DEPTH),
                        sizes.take("width", MAX_SIZE),
                        sizes.take("heads", MAX_SIZE),
                        sizes.take("context", MAX_SIZE),
                        config.precisionOrDefault());
        sizes.refuseOthers();
        if (recipe.width % recipe.heads != 0) {
            throw new IllegalArgumentException(
                    config.recipe()
                            + ": "
                            + recipe.heads
                            + " heads do not divide a width of "
                            + recipe.width);
        }
        return recipe;
    }

    @Override
    public List<TensorSpec> parameters() {
        long w = width;
        var specs = new ArrayList<TensorSpec>();
        for (int i = 0; i < depth; i++) {
            var block = String.format(Locale.ROOT, "block%02d.", i);
            specs.add(new TensorSpec(block + "attention.norm.bias", List.of(w)));
            specs.add(new TensorSpec(block + "attention.norm.weight", List.of(w)));
            specs.add(new TensorSpec(block + "attention.output.bias", List.of(w)));
            specs.add(new TensorSpec(block + "attention.output.weight", List.of(w, w)));
            specs.add(new TensorSpec(block + "attention.qkv.bias", List.of(3 * w)));
            specs.add(new TensorSpec(block + "attention.qkv.weight", List.of(3 * w, w)));
            specs.add(new TensorSpec(block + "mlp.down.bias", List.of(w)));
            specs.add(new TensorSpec(block + "mlp.down.weight", List.of(w, 4 * w)));
            specs.add(new TensorSpec(block + "mlp.norm.bias", List.of(w)));
            specs.add(new TensorSpec(block + "mlp.norm.weight", List.of(w)));
            specs.add(new TensorSpec(block + "mlp.up.bias", List.of(4 * w)));
            specs.add(new TensorSpec(block + "mlp.up.weight", List.of(4 * w, w)));
        }
        specs.add(new TensorSpec("embedding.position", List.of((long) context, w)));
        specs.add(new TensorSpec("embedding.token", List.of((long) BYTES, w)));
        specs.add(new TensorSpec("norm.bias", List.of(w)));
        specs.add(new TensorSpec("norm.weight", List.of(w)));
        return specs;
    }

    /// As in GPT-2: what writes into the residual stream is smaller by the root of the number of
    /// writers.
    @Override
    public double initialDeviation(TensorSpec parameter) {
        var name = parameter.name();
        if (parameter.shape().size() < 2) {
            return 0;
        }
        if (name.startsWith("embedding.")) {
            return 0.02;
        }
        double fanIn = StrictMath.sqrt(parameter.shape().get(1));
        boolean writes = name.endsWith("output.weight") || name.endsWith("down.weight");
        return writes ? 1 / (fanIn * StrictMath.sqrt(2.0 * depth)) : 1 / fanIn;
    }

    @Override
    public double initialMean(TensorSpec parameter) {
        return parameter.name().endsWith("norm.weight") ? 1 : 0;
    }

    @Override
    public long[] numbers() {
        return new long[] {heads};
    }

    /// Weights that a byte is multiplied with: 12 width² a block and the table at the output.
    long weights() {
        long w = width;
        return 12 * w * w * depth + BYTES * w;
    }

    /// Operations of scores and mixing on the way forward, the masked half counted too.
    long attentionPerByte() {
        return 4L * context * width * depth;
    }

    /// A byte costs 2 operations for each weight it meets, and its attention; all of it is
    /// differentiated in both factors.
    @Override
    public long flopPerExample() {
        return 3 * (2 * weights() + attentionPerByte()) * context;
    }

    /// All positions of a window are computed again for each byte.
    @Override
    public long flopPerAnswer(int inputBytes, int more) {
        return flopOfText(inputBytes, more, weights());
    }

    /// @param weights that a byte meets
    long flopOfText(int inputBytes, int more, long weights) {
        long flop = 0;
        for (int i = 0; i < more; i++) {
            long seen = Math.min(context, (long) inputBytes + i);
            long attention = 4L * seen * width * depth;
            flop = Math.addExact(flop, seen * (2 * weights + attention));
        }
        return flop;
    }

    @Override
    public int classes() {
        return BYTES;
    }

    @Override
    public int exampleBytes() {
        return context + 1;
    }

    @Override
    public int stride() {
        return 1;
    }

    @Override
    public boolean hasAccuracy() {
        return false;
    }

    @Override
    public boolean writesText() {
        return true;
    }

    @Override
    public void check(ByteBuffer shard) {
        if (shard.limit() < exampleBytes()) {
            throw new IllegalArgumentException("text is shorter than the context");
        }
    }
}
