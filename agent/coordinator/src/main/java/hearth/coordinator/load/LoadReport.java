package hearth.coordinator.load;

import java.util.Optional;

/// What a coordinator did under load. Rates are per second of one core: requests divided by the
/// processor time of everything that was not the sender's.
///
/// @param postgres with HTTP, over a database of its own; its server's work is not counted
public record LoadReport(
        Column sqlite,
        Column withoutHttp,
        Optional<Column> postgres,
        long violations,
        int connections) {
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
