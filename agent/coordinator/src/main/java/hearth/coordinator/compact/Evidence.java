package hearth.coordinator.compact;

/// What the checks find in updates: a compact book has no bytes to look at. Leases are named as the
/// book names them to devices.
public interface Evidence {
    /// A result that nothing speaks against.
    int GOOD = 0;

    /// The device of a repetition that the coordinator made itself; it has no lease.
    int OWN = -1;

    /// Layers L1 and L2, for a result of a round that closes.
    ///
    /// @param steps that it stands for
    /// @param isMeasured whether its loss was drawn to be measured
    /// @return [#GOOD], or the number of the reason, above it
    int judge(long lease, int device, int steps, boolean isMeasured);

    /// Layer L3: how far an update is from another of the same work.
    ///
    /// @param other lease, with its device or [#OWN]
    double distance(long lease, int device, long other, int otherDevice);
}
