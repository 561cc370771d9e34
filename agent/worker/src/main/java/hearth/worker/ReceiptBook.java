package hearth.worker;

import hearth.protocol.DeviceId;
import hearth.protocol.Json;
import hearth.protocol.LeaseId;
import hearth.protocol.Receipt;
import hearth.protocol.ReceiptChain;
import hearth.protocol.ServerId;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The receipts as their owner reads them, whether the coordinator still knows the work that it
/// signed for, and whether each receipt follows from the one before: whoever signs and then forgets
/// owes pay that nobody else would notice. Safe for use by several threads.
final class ReceiptBook {
    static final String FORGOTTEN = "receipt-without-result";
    static final String BROKEN = "receipts-do-not-follow";

    /// A result is listed with its receipt, and receipts that are missing are asked for; this is
    /// for a coordinator whose replicas lag.
    private static final Duration PATIENCE = Duration.ofHours(1);

    /// Where a coordinator does not answer for what is missing.
    private static final Duration LONG_PATIENCE = Duration.ofDays(1);

    private static final int PAGE = 500;

    /// Two uploads at once may be kept in another order than they were received in.
    private static final int OUT_OF_ORDER = 64;

    private final JournalFile file;
    private final Map<ServerId, ReceiptChain> chains = new HashMap<>();

    // Belong to whoever looks, one at a time.
    private long followed;
    private int restorations = -1;
    private volatile int forgotten;
    private volatile Optional<Long> broken = Optional.empty();

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
    ///
    /// @param isAllAsked whether every receipt that is not here was asked for and answered for
    void look(DeviceId device, boolean isAllAsked, Instant now) {
        forgotten = forgotten(device, now).size();
        follow(device);
        var patience = isAllAsked ? PATIENCE : LONG_PATIENCE;
        broken =
                chains.entrySet().stream()
                        .flatMap(
                                e ->
                                        e.getValue().breaks().stream()
                                                .filter(b -> counts(b, e.getKey(), now, patience)))
                        .map(ReceiptChain.Break::from)
                        .min(Comparator.naturalOrder());
    }

    /// What is missing may be on its way.
    private boolean counts(
            ReceiptChain.Break found, ServerId server, Instant now, Duration patience) {
        if (found.flaw() != ReceiptChain.Flaw.MISSING) {
            return true;
        }
        return !file.rows(
                        """
                        SELECT 1 FROM receipt WHERE number = ? AND kept_ms <= ?
                            AND json_extract(receipt, '$.content.server') = ?""",
                        s -> {
                            s.setLong(1, found.to() + 1);
                            s.setLong(2, now.minus(patience).toEpochMilli());
                            s.setString(3, server.value());
                        },
                        r -> true)
                .isEmpty();
    }

    /// Looks at what came since, as far as it goes on from the last; at all, where it does not.
    private void follow(DeviceId device) {
        long newest =
                file.rows("SELECT coalesce(max(rowid), 0) FROM receipt", s -> {}, r -> r.getLong(1))
                        .getFirst();
        if (file.restorations() != restorations || newest < followed || !goOn(device)) {
            restorations = file.restorations();
            walk(device);
        }
        followed = newest;
    }

    private boolean goOn(DeviceId device) {
        var since =
                file.rows(
                        "SELECT receipt FROM receipt WHERE rowid > ? ORDER BY number LIMIT ?",
                        s -> {
                            s.setLong(1, followed);
                            s.setInt(2, PAGE);
                        },
                        ReceiptBook::content);
        if (since.size() == PAGE) {
            return false;
        }
        for (var receipt : since) {
            var chain = chains.get(receipt.server());
            if (receipt.device().equals(device)) {
                if (chain == null || !receipt.number().equals(Optional.of(chain.last() + 1))) {
                    return false;
                }
                chain.add(receipt);
            }
        }
        return true;
    }

    private record Numbered(long number, long row, Receipt.Content content) {}

    private void walk(DeviceId device) {
        chains.clear();
        long number = 0;
        long row = 0;
        List<Numbered> page;
        do {
            long fromNumber = number;
            long fromRow = row;
            page =
                    file.rows(
                            """
                            SELECT receipt, number, rowid FROM receipt
                                WHERE (number, rowid) > (?, ?) ORDER BY number, rowid LIMIT ?""",
                            s -> {
                                s.setLong(1, fromNumber);
                                s.setLong(2, fromRow);
                                s.setInt(3, PAGE);
                            },
                            r -> new Numbered(r.getLong(2), r.getLong(3), content(r)));
            for (var next : page) {
                number = next.number();
                row = next.row();
                if (next.content().device().equals(device)) {
                    chains.computeIfAbsent(next.content().server(), s -> chain(device, s))
                            .add(next.content());
                }
            }
        } while (page.size() == PAGE);
    }

    private ReceiptChain chain(DeviceId device, ServerId server) {
        return new ReceiptChain(
                (until, most) ->
                        unnumbered(device, server, most + OUT_OF_ORDER).stream()
                                .filter(receipt -> !receipt.receivedAt().isAfter(until))
                                .sorted(
                                        Comparator.comparing(Receipt.Content::receivedAt)
                                                .reversed())
                                .limit(most)
                                .toList());
    }

    private List<Receipt.Content> unnumbered(DeviceId device, ServerId server, int most) {
        return file.rows(
                """
                SELECT receipt FROM receipt WHERE number IS NULL
                    AND json_extract(receipt, '$.content.device') = ?
                    AND json_extract(receipt, '$.content.server') = ?
                    ORDER BY rowid DESC LIMIT ?""",
                s -> {
                    s.setString(1, device.value());
                    s.setString(2, server.value());
                    s.setInt(3, most);
                },
                ReceiptBook::content);
    }

    private static Receipt.Content content(ResultSet row) throws SQLException {
        return Json.read(row.getString(1), Receipt.class).content();
    }

    /// What was found when [#look] was called last.
    Optional<AgentSnapshot.Reason> problem() {
        int count = forgotten;
        return count == 0
                ? broken.map(n -> new AgentSnapshot.Reason(BROKEN, Long.toString(n)))
                : Optional.of(new AgentSnapshot.Reason(FORGOTTEN, Integer.toString(count)));
    }
}
