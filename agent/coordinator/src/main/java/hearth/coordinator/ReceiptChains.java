package hearth.coordinator;

import static hearth.coordinator.DifferenceException.require;

import hearth.protocol.DeviceId;
import hearth.protocol.Json;
import hearth.protocol.Receipt;
import hearth.protocol.ReceiptHead;
import hearth.protocol.ServerId;
import hearth.storage.Row;
import hearth.storage.Session;

import java.util.List;
import java.util.Optional;

/// Computes again how the receipts of each device follow from each other. Results from before they
/// were counted are no part of it.
final class ReceiptChains {
    private static final int PAGE = 1000;

    private ReceiptChains() {}

    private record Link(
            long sequence,
            String lease,
            ReceiptHead head,
            Optional<String> receipt,
            boolean isPaid) {
        static Link read(Row row) {
            return new Link(
                    row.number("sequence"),
                    row.text("lease"),
                    new ReceiptHead(row.number("receipts"), row.hash("receipts_head")),
                    row.optionalText("receipt"),
                    row.integer("paid") == 1);
        }
    }

    /// Whose receipts shared books hold. A database that one coordinator has for itself does not
    /// say, and then each receipt's own word counts.
    static Optional<ServerId> signer(Session session) {
        return session.first("SELECT id FROM server", row -> new ServerId(row.text("id")));
    }

    /// @throws DifferenceException with the first receipt that does not follow
    static void verify(Session session) {
        var signer = signer(session);
        session.all("SELECT id FROM device ORDER BY id", row -> new DeviceId(row.text("id")))
                .forEach(device -> verify(session, device, signer));
    }

    private static void verify(Session session, DeviceId device, Optional<ServerId> signer) {
        var head = ReceiptHead.NONE;
        long after = Long.MIN_VALUE;
        List<Link> page;
        do {
            page = page(session, device, after);
            for (var link : page) {
                head = follow(head, link, device, signer);
                after = link.sequence();
            }
        } while (page.size() == PAGE);
    }

    private static List<Link> page(Session session, DeviceId device, long after) {
        return session.all(
                "SELECT sequence, lease, receipts, receipts_head, receipt, CASE WHEN EXISTS (SELECT"
                        + " 1 FROM ledger WHERE ledger.result = sequence) THEN 1 ELSE 0 END AS paid"
                        + " FROM result WHERE device = ? AND sequence > ? AND receipts IS NOT NULL"
                        + " ORDER BY sequence LIMIT "
                        + PAGE,
                Link::read,
                device,
                after);
    }

    private static ReceiptHead follow(
            ReceiptHead before, Link link, DeviceId device, Optional<ServerId> signer) {
        var what = "result " + link.sequence() + " (lease " + link.lease() + ")";
        if (link.receipt().isEmpty()) {
            require(
                    link.head().equals(before),
                    what + " does not follow from the result before it of device " + device);
            return before;
        }
        var receipt = Json.read(link.receipt().get(), Receipt.class);
        var says = receipt.content();
        require(
                says.before().filter(before::equals).isPresent(),
                "receipt of "
                        + what
                        + " is not number "
                        + (before.number() + 1)
                        + " of device "
                        + device);
        var head = before.with(says);
        require(
                head.equals(link.head()) && says.device().equals(device),
                "receipt of " + what + " is another one than device " + device + " was given");
        // Those in the ledger are looked at with what they pay.
        require(
                link.isPaid()
                        || (says.lease().value().equals(link.lease())
                                && receipt.isAuthentic(signer.orElse(says.server()))),
                "receipt of " + what + " is not signed by its coordinator");
        return head;
    }
}
