package hearth.coordinator.compact;

import hearth.coordinator.Refusal;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The book of a coordinator without a database: leases, rounds, results, repetitions, pay and
/// standings in arrays. What it decides it asks the same functions that the database's book asks
/// ([hearth.coordinator.Eligibility], [hearth.coordinator.Objection], [hearth.coordinator.Arrival],
/// [hearth.coordinator.RoundEnd], [hearth.coordinator.Belief], [hearth.coordinator.HoldBack],
/// [hearth.coordinator.Policy], [hearth.coordinator.Checking]), in the same order and with the same
/// draws; where it writes that down is its own, and a test holds it against the database's step by
/// step. For one thread. Times are whole milliseconds.
///
/// It knows jobs that train, never run out of money and are not appealed against, updates that are
/// legal, and devices that are paid from the start (`docs/decisions/0020-a-million-workers.md`).
public final class CompactBook {
    private final Tables tables;
    private final Granting granting;
    private final Progress progress;
    private final Closing closing;
    private final Repeating repeating;
    private int epoch = 1;

    /// @param random names nothing here, but is drawn from as where it does
    public CompactBook(
            Extent extent, RandomGenerator random, Evidence evidence, Outcomes outcomes) {
        tables = new Tables(extent, random, evidence, outcomes);
        granting = new Granting(tables);
        progress = new Progress(tables);
        closing = new Closing(tables);
        repeating = new Repeating(tables);
        closing.measure();
    }

    /// @param now milliseconds since the beginning
    public void jumpTo(long now) {
        tables.now = Math.toIntExact(now);
    }

    /// A device that has nothing in hand asks for work.
    ///
    /// @return the name of its lease, or the seconds to wait, negative
    public long ask(int device) {
        return granting.ask(device, Slots.NONE);
    }

    public Optional<Refusal> beat(long lease) {
        return progress.beat(tables.leases.find(lease));
    }

    public Optional<Refusal> release(long lease) {
        return progress.release(tables.leases.find(lease));
    }

    public Optional<Refusal> commit(long lease, int steps) {
        return progress.commit(tables.leases.find(lease), steps);
    }

    public Optional<Refusal> reveal(long lease) {
        return progress.reveal(tables.leases.find(lease));
    }

    /// What a receipt for a lease promises, right after [#reveal].
    public long promised(long lease) {
        int slot = tables.leases.find(lease);
        boolean isLate = tables.resultState(slot) == ResultLog.LATE;
        return isLate ? 0 : tables.pay(slot);
    }

    /// What is due now: expiry, rounds, repetitions; then what is measured and repeated here.
    public void sweep() {
        granting.expire();
        closing.closePatiently();
        repeating.advance();
        closing.advance();
        closing.measure();
        repeating.repeatOwn();
    }

    /// Freezes the open epoch with everything whose hold-back is over.
    ///
    /// @return its number, unless there was nothing to release
    public Optional<Integer> settle() {
        var jobs = tables.jobs;
        long count =
                tables.log.release(
                        tables.now,
                        (job, pay) -> {
                            Tables.require(jobs.held[job] >= pay);
                            jobs.held[job] -= pay;
                            jobs.released[job] += pay;
                        });
        return count == 0 ? Optional.empty() : Optional.of(epoch++);
    }

    /// Everything that must always hold and does not, in words.
    public List<String> violations() {
        return new CompactInvariants(tables).violations();
    }

    /// Where a shard is that a lease is about, and which try it is.
    public record Work(int job, int round, int shard, long token, boolean isAudit) {}

    /// Of a live lease. A repetition has no token here.
    public Work work(long lease) {
        int slot = tables.leases.find(lease);
        boolean isAudit = tables.leases.is(slot, LeaseTable.AUDIT);
        return new Work(
                tables.leases.get(slot, LeaseTable.JOB),
                tables.leases.get(slot, LeaseTable.ROUND),
                tables.leases.get(slot, LeaseTable.SHARD),
                isAudit ? 0 : tables.leases.get(slot, LeaseTable.TOKEN),
                isAudit);
    }

    public long leases() {
        return granting.granted();
    }

    public long published() {
        return tables.jobs.published();
    }

    /// Results that nobody has decided on yet.
    public long undecided() {
        return tables.log.undecided();
    }

    /// What a device is known for.
    ///
    /// @param results that arrived, late ones as well
    /// @param paid booked and not taken, in wei
    public record Standing(int sinceFailure, int accepted, int refused, int results, long paid) {}

    public Standing standing(int device) {
        var devices = tables.devices;
        return new Standing(
                devices.sinceFailure[device],
                devices.accepted[device],
                devices.refused[device],
                tables.log.count(device),
                devices.paid[device]);
    }

    /// The books of a job, in wei.
    public record Money(long available, long reserved, long held, long released, long slashed) {
        public long sum() {
            return available + reserved + held + released + slashed;
        }
    }

    public Money money(int job) {
        var jobs = tables.jobs;
        return new Money(
                jobs.available[job],
                jobs.reserved[job],
                jobs.held[job],
                jobs.released[job],
                jobs.slashed[job]);
    }

    /// Number of the round of a job that is not published yet.
    public int round(int job) {
        return tables.jobs.round[job];
    }
}
