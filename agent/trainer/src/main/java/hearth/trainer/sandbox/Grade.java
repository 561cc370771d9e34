package hearth.trainer.sandbox;

/// How much of a sandbox was proven by trying it out on this computer. The order is the order of
/// trust.
public enum Grade {
    /// Nothing proven, or not tried yet.
    C,
    /// File rules, system call filter and limits, but no namespaces of its own.
    B,
    /// As B, and the child has no view of other processes, of the network or of any other file.
    A;

    public boolean isAtLeast(Grade other) {
        return compareTo(other) >= 0;
    }
}
