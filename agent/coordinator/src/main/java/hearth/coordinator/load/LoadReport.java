package hearth.coordinator.load;

import java.util.Optional;

/// What a coordinator did under load. Rates are per second of one core: requests divided by the
/// processor time of everything that was not the sender's.
///
/// @param postgres with HTTP, over a database of its own; in its rates its server's work is not
/// counted
/// @param disk what the work of the first two has left in their folder
public record LoadReport(
        Column sqlite,
        Column withoutHttp,
        Optional<Column> postgres,
        Disk disk,
        long violations,
        int connections) {
    /// What stays on the disk once all that may go has gone.
    ///
    /// @param leases that were accepted, repetitions among them
    /// @param bytesOfBooks for each of them, in the pages of `coordinator.db`
    /// @param bytesOfUpdates for each of them, of what the devices sent, which the log names
    /// @param bytesOfRounds for each of them, of what was made of their rounds: the published
    /// steps, their records, and the states of the last rounds
    public record Disk(long leases, long bytesOfBooks, long bytesOfUpdates, long bytesOfRounds) {}

    /// @param submissionsPerSecond updates taken, while whole cycles run
    /// @param p99Ms of single requests, the worse of both parts
    /// @param heartbeatsPerSecondOfClock with senders and all on this machine
    /// @param cyclesPerSecondOfClock the same for lease, commit and submission
    /// @param offered the same cycles at a rate that was chosen, where it was
    /// @param offeredHeartbeats the same heartbeats at a rate that was chosen, where it was
    /// @param serverMsPerCycle processor time of the database's server for a lease cycle, where it
    /// runs on this machine
    public record Column(
            long heartbeatsPerSecond,
            long leaseCyclesPerSecond,
            long submissionsPerSecond,
            double p99Ms,
            double heartbeatP99Ms,
            double cycleRequestP99Ms,
            long heartbeatsPerSecondOfClock,
            long cyclesPerSecondOfClock,
            Optional<Offered> offered,
            Optional<Beats> offeredHeartbeats,
            Optional<Double> serverMsPerCycle) {}

    /// Cycles that began at random times, so many a second, and not when the ones before were done:
    /// the rates and times above are those of a coordinator that all senders wait for. Times of a
    /// cycle's first request count from when it was to be sent.
    ///
    /// @param cyclesPerSecond of the clock that were to begin
    /// @param donePerSecond of the clock that were done
    /// @param notBegun that were due and nobody was free for; as late as they were they count in
    /// all times
    /// @param withoutLease that got no lease, because rounds were full
    /// @param cycleP99Ms from when a cycle was to begin until its receipt; 0 if none was done
    /// @param coresUsed seconds of processor time a second, without the senders'
    public record Offered(
            double cyclesPerSecond,
            long donePerSecond,
            long notBegun,
            long withoutLease,
            double requestP50Ms,
            double requestP99Ms,
            double requestP999Ms,
            double cycleP99Ms,
            double coresUsed) {}

    /// Heartbeats that began at random times, so many a second, as cycles do in [Offered].
    ///
    /// @param heartbeatsPerSecond of the clock that were to begin
    /// @param donePerSecond of the clock that were done
    /// @param notBegun that were due and nobody was free for; they count in all times
    /// @param coresUsed seconds of processor time a second, without the senders'
    public record Beats(
            double heartbeatsPerSecond,
            long donePerSecond,
            long notBegun,
            double p50Ms,
            double p99Ms,
            double p999Ms,
            double coresUsed) {}
}
