package hearth.trainer;

import java.time.Duration;

/// What an inference task did.
///
/// @param answered inputs, fewer than asked for after a stop; the output holds these, and there is
/// none without any
/// @param computing time inside the program
public record InferenceResult(int answered, Duration computing) {}
