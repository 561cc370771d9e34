package hearth.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;

/// The numbers that a recipe multiplies matrices in. Parameters, moments, sums of gradients and
/// everything that travels are 32 bits wide in either.
public enum Precision {
    /// IEEE 754 binary32.
    @JsonProperty("fp32")
    FP32,
    /// bfloat16: the exponent of binary32 and 8 bits of precision.
    @JsonProperty("bf16")
    BF16
}
