package hearth.coordinator.aggregation;

/// What a check says about one update.
public sealed interface Verdict {
    /// Nothing against it.
    record Good() implements Verdict {}

    /// @param reason stable id, such as `norm-too-large`
    /// @param evidence measured value and limit, such as `norm 3.1 > 2.0 × median 1.2`
    record Bad(String reason, String evidence) implements Verdict {}
}
