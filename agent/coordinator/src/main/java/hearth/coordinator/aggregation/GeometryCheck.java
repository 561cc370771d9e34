package hearth.coordinator.aggregation;

import java.util.List;

/// One rule of layer L1: judges an update by its place among the others of the same round.
sealed interface GeometryCheck permits NormCheck, CosineCheck, DuplicateCheck {
    /// @param round all updates that are still in, `update` among them
    /// @param gram of those and maybe of more
    Verdict judge(Update update, List<Update> round, Gram gram);
}
