package hearth.coordinator.load;

/// What a coordinator did under load. Rates are per second of one core: requests divided by the
/// processor time of everything that was not the sender's.
///
/// @param postgres why there are no figures of this column
public record LoadReport(
        Column sqlite, Column withoutHttp, String postgres, long violations, int connections) {
    /// @param submissionsPerSecond updates taken, while whole cycles run
    /// @param p99Ms of single requests, the worse of both parts
    /// @param heartbeatsPerSecondOfClock with senders and all on this machine
    /// @param cyclesPerSecondOfClock the same for lease, commit and submission
    public record Column(
            long heartbeatsPerSecond,
            long leaseCyclesPerSecond,
            long submissionsPerSecond,
            double p99Ms,
            double heartbeatP99Ms,
            double cycleRequestP99Ms,
            long heartbeatsPerSecondOfClock,
            long cyclesPerSecondOfClock) {}
}
