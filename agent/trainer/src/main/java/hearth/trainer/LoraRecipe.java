package hearth.trainer;

import hearth.protocol.Precision;
import hearth.protocol.RecipeConfig;
import hearth.protocol.TensorSpec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/// Low-rank adapters on a frozen `gpt` (Hu et al., arXiv 2106.09685), whose sizes are given as for
/// that recipe. To each of a block's four matrices belong `a` of [rank, in] and `b` of [out, rank];
/// `alpha / rank` times their product is added to the matrix. `b` starts at zero, so an untrained
/// adapter changes nothing. A shard is text.
record LoraRecipe(GptRecipe base, int rank, int alpha) implements Recipe {
    private static final int MAX_RANK = 4096;

    static LoraRecipe of(RecipeConfig config) {
        var sizes = new Sizes(config);
        int rank = sizes.take("rank", MAX_RANK);
        int alpha = sizes.take("alpha", MAX_RANK);
        var shape = new TreeMap<>(config.shape());
        shape.keySet().removeAll(List.of("rank", "alpha"));
        var base = GptRecipe.of(new RecipeConfig("lora", shape, config.precision()));
        if (rank > base.width()) {
            throw new IllegalArgumentException("lora: a rank over the width saves nothing");
        }
        return new LoraRecipe(base, rank, alpha);
    }

    @Override
    public Precision precision() {
        return base.precision();
    }

    @Override
    public List<TensorSpec> parameters() {
        long w = base.width();
        var specs = new ArrayList<TensorSpec>();
        for (int i = 0; i < base.depth(); i++) {
            var block = String.format(Locale.ROOT, "block%02d.", i);
            adapter(specs, block + "attention.output.", w, w);
            adapter(specs, block + "attention.qkv.", w, 3 * w);
            adapter(specs, block + "mlp.down.", 4 * w, w);
            adapter(specs, block + "mlp.up.", w, 4 * w);
        }
        return specs;
    }

    private void adapter(List<TensorSpec> specs, String name, long in, long out) {
        specs.add(new TensorSpec(name + "a", List.of((long) rank, in)));
        specs.add(new TensorSpec(name + "b", List.of(out, (long) rank)));
    }

    @Override
    public List<TensorSpec> frozen() {
        return base.parameters();
    }

    @Override
    public double initialDeviation(TensorSpec parameter) {
        return parameter.name().endsWith(".a") ? 1 / StrictMath.sqrt(parameter.shape().get(1)) : 0;
    }

    @Override
    public double initialMean(TensorSpec parameter) {
        return 0;
    }

    @Override
    public long[] numbers() {
        return new long[] {base.heads(), rank, alpha};
    }

    /// The frozen matrices are passed forward and backward but get no gradient of their own; the
    /// first of them is not even passed backward, for nothing below it is trained. Adapters hold
    /// 16 · rank · width weights a block.
    @Override
    public long flopPerExample() {
        long w = base.width();
        long d = base.depth();
        long frozen = 2 * base.weights() - 3 * w * w;
        long adapters = rank * w * (48 * d - 1);
        long perByte = 2 * (frozen + adapters) + 3 * base.attentionPerByte();
        return perByte * base.context();
    }

    @Override
    public long flopPerAnswer(int inputBytes, int width) {
        long adapters = 16L * rank * base.width() * base.depth();
        return base.flopOfText(inputBytes, width, base.weights() + adapters);
    }

    @Override
    public int classes() {
        return base.classes();
    }

    @Override
    public int exampleBytes() {
        return base.exampleBytes();
    }

    @Override
    public int stride() {
        return base.stride();
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
        base.check(shard);
    }
}
