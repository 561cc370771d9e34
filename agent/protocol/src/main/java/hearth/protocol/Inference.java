package hearth.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// A finished model and what it is asked. All of its inputs are one list, cut into shards whose
/// lengths differ by one at most; a shard is its inputs one after the other, each in
/// [#recordBytes].
///
/// @param model content address of its parameters (safetensors, F32)
/// @param inputs in all shards together
/// @param inputBytes of the longest text, or of each row or picture
/// @param form of an answer
/// @param width bytes of a text that is an answer, or scores of classes
/// @param temperature 0 takes the likeliest byte each time; 1 draws from what the model expects
/// @param seed of what is drawn: the same seed gives the same text for the same input
public record Inference(
        Sha256 model,
        int inputs,
        int inputBytes,
        Form form,
        int width,
        BigDecimal temperature,
        long seed) {
    private static final int LENGTH = 2;

    /// What an input takes in its shard: of a text its length (two bytes, the higher first),
    /// then its bytes, then zeros.
    public int recordBytes() {
        return switch (form) {
            case TEXT -> LENGTH + inputBytes;
            case SCORES -> inputBytes;
        };
    }

    /// Inputs of a shard.
    ///
    /// @param shards in all
    public int inputsOf(int shard, int shards) {
        return inputs / shards + (shard < inputs % shards ? 1 : 0);
    }

    /// Number of a shard's first input among all.
    public int firstOf(int shard, int shards) {
        return shard * (inputs / shards) + Math.min(shard, inputs % shards);
    }

    /// What an answer is.
    public enum Form {
        /// Bytes that go on where the input ends.
        @JsonProperty("text")
        TEXT,
        /// A number for each class; the largest is the model's guess.
        @JsonProperty("scores")
        SCORES;

        /// How far the answers of two devices may be apart. Texts: the share of inputs whose
        /// answers are not the same byte for byte; one of a lease may differ, because two
        /// processors round differently and a text goes its own way from the first byte on. Scores
        /// are numbers, which come within a thousandth.
        ///
        /// @param inputs of a lease
        public Manifest.RepeatLimits repeatLimits(int inputs) {
            return switch (this) {
                case TEXT -> {
                    var one =
                            new BigDecimal("1.5")
                                    .divide(BigDecimal.valueOf(inputs), 4, RoundingMode.UP);
                    yield new Manifest.RepeatLimits(
                            new BigDecimal("0.02"), one.max(new BigDecimal("0.1")));
                }
                case SCORES ->
                        new Manifest.RepeatLimits(new BigDecimal("0.01"), new BigDecimal("0.1"));
            };
        }
    }
}
