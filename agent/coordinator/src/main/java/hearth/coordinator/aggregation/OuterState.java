package hearth.coordinator.aggregation;

/// What a job carries from round to round, flat, all of the same length.
///
/// @param parameters the canonical checkpoint
/// @param momentum of the outer optimiser
/// @param residual what the published differences still owe to the exact ones (error feedback)
@SuppressWarnings("ArrayRecordComponent") // large buffers, compared through their hashes
public record OuterState(float[] parameters, float[] momentum, float[] residual) {
    public OuterState {
        if (momentum.length != parameters.length || residual.length != parameters.length) {
            throw new IllegalArgumentException("momentum and residual fit the parameters");
        }
    }

    public static OuterState beginning(float[] parameters) {
        return new OuterState(
                parameters, new float[parameters.length], new float[parameters.length]);
    }
}
