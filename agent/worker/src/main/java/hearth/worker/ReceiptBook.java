package hearth.worker;

import hearth.protocol.DeviceId;
import hearth.protocol.Json;
import hearth.protocol.LeaseId;
import hearth.protocol.Receipt;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The receipts as their owner reads them, and whether the coordinator still knows the work that it
/// signed for: whoever signs and then forgets owes pay that nobody else would notice. Safe for use
/// by several threads.
final class ReceiptBook {
    static final String FORGOTTEN = "receipt-without-result";

    /// A result is listed with its receipt; this is for a coordinator whose replicas lag.
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final JournalFile file;
    private volatile int forgotten;

    ReceiptBook(JournalFile file) {
        this.file = file;
    }

    /// In the order in which they were kept.
    List<KeptReceipt> after(long number, int limit) {
        return file.rows(
                "SELECT rowid, receipt FROM receipt WHERE rowid > ? ORDER BY rowid LIMIT ?",
                s -> {
                    s.setLong(1, number);
                    s.setInt(2, limit);
                },
                r -> new KeptReceipt(r.getLong(1), Json.read(r.getString(2), Receipt.class)));
    }

    /// Leases of this device that the coordinator signed for more than an hour ago and lists no
    /// result for.
    List<LeaseId> forgotten(DeviceId device, Instant now) {
        return file.rows(
                """
                SELECT lease FROM receipt
                    WHERE kept_ms <= ? AND json_extract(receipt, '$.content.device') = ?
                        AND lease NOT IN (SELECT json_extract(result, '$.lease') FROM result
                            WHERE open <> 2)
                    ORDER BY rowid""",
                s -> {
                    s.setLong(1, now.minus(PATIENCE).toEpochMilli());
                    s.setString(2, device.value());
                },
                r -> new LeaseId(r.getString(1)));
    }

    /// Call once all results are mirrored: one that was not asked for yet is not missing.
    void look(DeviceId device, Instant now) {
        forgotten = forgotten(device, now).size();
    }

    /// What was found when [#look] was called last.
    Optional<AgentSnapshot.Reason> problem() {
        int count = forgotten;
        return count == 0
                ? Optional.empty()
                : Optional.of(new AgentSnapshot.Reason(FORGOTTEN, Integer.toString(count)));
    }
}
