package hearth.protocol;

/// How much of a sandbox was proven by trying it out on the computer that trains. The order is the
/// order of trust. It is that computer's own word.
public enum SandboxGrade {
    /// Nothing proven, or not tried yet.
    C,
    /// File rules, system call filter and limits, but no namespaces of its own.
    B,
    /// As B, and the child has no view of other processes, of the network or of any other file.
    A;

    public boolean isAtLeast(SandboxGrade other) {
        return compareTo(other) >= 0;
    }
}
