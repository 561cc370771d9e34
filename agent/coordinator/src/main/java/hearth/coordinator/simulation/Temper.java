package hearth.coordinator.simulation;

/// What a simulated device does with a lease.
public enum Temper {
    HONEST,
    /// Noise of the right size.
    NOISE,
    /// Half of the work, made to look like all of it.
    LAZY,
    /// Work on other data than its lease's.
    ELSEWHERE,
    OPPOSITE,
    HUGE,
    ZERO;

    public boolean isHonest() {
        return this == HONEST;
    }
}
