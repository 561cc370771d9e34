package hearth.worker;

import java.nio.file.Path;
import java.time.Clock;
import java.util.function.LongSupplier;

/// The parts of the agent's journal file.
record AgentRecords(
        JournalFile file,
        LeaseJournal leases,
        AgentSettings settings,
        ReceiptBook receipts,
        ResultMirror results,
        Traffic traffic,
        ElectricityBook electricity,
        HealthLedger health,
        YieldJournal yields,
        LeaseParts parts,
        PayoutWatch payouts)
        implements AutoCloseable {
    /// @param clock whose zone decides when a day begins
    static AgentRecords open(Path journal, Clock clock) {
        var file = JournalFile.open(journal, clock);
        try {
            return of(file, clock);
        } catch (RuntimeException unreadable) {
            file.close();
            throw unreadable;
        }
    }

    private static AgentRecords of(JournalFile file, Clock clock) {
        var settings = new AgentSettings(file);
        return new AgentRecords(
                file,
                new LeaseJournal(file),
                settings,
                new ReceiptBook(file),
                new ResultMirror(file),
                new Traffic(file, clock),
                new ElectricityBook(file, clock),
                new HealthLedger(file, clock),
                new YieldJournal(file),
                new LeaseParts(file),
                new PayoutWatch(settings, clock));
    }

    /// @param freeDisk bytes that the disk of the data folder has left
    Allowance allowance(LongSupplier freeDisk) {
        return new Allowance(settings, traffic, freeDisk);
    }

    @Override
    public void close() {
        try {
            traffic.flush();
            electricity.flush();
            health.write();
        } finally {
            file.close();
        }
    }
}
