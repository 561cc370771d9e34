package hearth.coordinator.compact;

/// Is told what a book does not keep.
public interface Outcomes {
    /// Of a refusal on the evidence of a repetition; other reasons have the numbers of the
    /// evidence.
    int OTHER_WORK = -1;

    /// A result became FINAL_BAD.
    void refused(int device, int reason);

    /// An accepted result's pay was taken.
    void slashed(int device);
}
