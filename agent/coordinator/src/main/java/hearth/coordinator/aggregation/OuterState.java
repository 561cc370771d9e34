package hearth.coordinator.aggregation;

/// What a job carries from round to round.
///
/// @param parameters the canonical checkpoint
/// @param momentum of the outer optimiser
/// @param residual what the published differences still owe to the exact ones (error feedback)
public record OuterState(Numbers parameters, Numbers momentum, Numbers residual) {
    public static OuterState beginning(Numbers parameters) {
        return new OuterState(parameters, Numbers.zeros(), Numbers.zeros());
    }
}
