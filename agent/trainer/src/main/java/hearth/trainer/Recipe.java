package hearth.trainer;

import hearth.protocol.Precision;
import hearth.protocol.TensorSpec;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.LongStream;

/// What the program of a recipe needs to be run from outside: its parameters in file order, how
/// they start, and how a shard falls into examples of equal size.
public sealed interface Recipe permits GptRecipe, LoraRecipe, CnnRecipe, MlpRecipe {
    /// Names and shapes, sorted by name: the order in which the program gets them.
    List<TensorSpec> parameters();

    /// Standard deviation of a parameter's random start; 0 means constant.
    double initialDeviation(TensorSpec parameter);

    /// Value around which a parameter starts.
    double initialMean(TensorSpec parameter);

    /// Parameters that the program reads and does not train, sorted by name; they come from a file
    /// of their own.
    default List<TensorSpec> frozen() {
        return List.of();
    }

    /// What matrix products are computed in.
    Precision precision();

    /// Numbers that the program cannot read off the parameters.
    long[] numbers();

    /// The program's argument of that name: the type of its products, then [#numbers].
    default long[] sizes() {
        long type =
                switch (precision()) {
                    case FP32 -> 6;
                    case BF16 -> 15;
                };
        return LongStream.concat(LongStream.of(type), LongStream.of(numbers())).toArray();
    }

    /// Floating-point operations of the matrix products and convolutions of one example, forward
    /// and backward; a multiply-add counts as two. What a fused kernel computes twice to save
    /// memory counts once.
    long flopPerExample();

    /// The same of one answer, forward only.
    ///
    /// @param inputBytes of what is asked
    /// @param width bytes of a text that goes on, each after a look at the last `context` bytes;
    /// scores of a classifier
    long flopPerAnswer(int inputBytes, int width);

    /// Scores that one look at an input gives.
    int classes();

    int exampleBytes();

    /// Distance in bytes between the starts of neighbouring examples, for training.
    int stride();

    /// True if the share of right answers is a measure that people know for this task.
    boolean hasAccuracy();

    /// True if the answer is the next byte, so that a text can be continued.
    default boolean writesText() {
        return false;
    }

    /// @throws IllegalArgumentException if the bytes cannot be a shard of this recipe
    void check(ByteBuffer shard);

    /// Number of places in a shard at which an example can start.
    default long examples(long shardBytes) {
        return shardBytes < exampleBytes() ? 0 : (shardBytes - exampleBytes()) / stride() + 1;
    }

    /// Puts the examples of one training step into `batch`: example i of step k is number
    /// `SplitMix64.below(examples, seed, k * n + i)`, n being the batch size.
    default void draw(ByteBuffer shard, long seed, long step, int size, ByteBuffer batch) {
        long examples = examples(shard.limit());
        for (int i = 0; i < size; i++) {
            copy(shard, SplitMix64.below(examples, seed, step * size + i), batch);
        }
    }

    /// Appends the example of this number to `batch`.
    default void copy(ByteBuffer shard, long example, ByteBuffer batch) {
        int start = Math.toIntExact(example * stride());
        batch.put(shard.slice(start, exampleBytes()));
    }
}
