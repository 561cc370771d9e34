package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.Receipt;
import hearth.protocol.ReceiptHead;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;
import hearth.protocol.Wei;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Signs receipts, each in its place behind the others of its device: the transaction that takes an
/// update says which place that is. A signature takes longer than that transaction, so it is made
/// before, in the place behind the last receipt that was given here; only where another coordinator
/// gave one since, it is made again. Safe for use by many threads.
final class Receipts {
    private static final int MOST = 16_384;

    private final SigningKey key;
    private final Map<DeviceId, ReceiptHead> newest =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<DeviceId, ReceiptHead> eldest) {
                    return size() > MOST;
                }
            };

    Receipts(SigningKey key) {
        this.key = key;
    }

    /// What a result adds to its device's receipts.
    ///
    /// @param receipt in the place behind those before; none where nothing is signed for
    record Place(ReceiptHead before, Optional<Receipt> receipt) {
        ReceiptHead after() {
            return receipt.map(r -> before.with(r.content())).orElse(before);
        }
    }

    /// @param text number and hash, as [Leases#reveal] reads them
    static ReceiptHead head(Optional<String> text) {
        return text.map(t -> t.split(" ", 2))
                .map(t -> new ReceiptHead(Long.parseLong(t[0]), new Sha256(t[1])))
                .orElse(ReceiptHead.NONE);
    }

    /// A receipt in the place where it probably is. Nobody sees it unless it is true.
    Receipt ahead(Leases.Held held, Wei pay, int steps, Instant now) {
        var lease = held.lease();
        var content =
                new Receipt.Content(
                        key.serverId(),
                        lease.id(),
                        lease.job(),
                        lease.round(),
                        held.device(),
                        held.committed().orElseThrow(),
                        pay,
                        Optional.of(steps),
                        now);
        return signed(content, guess(held.device()));
    }

    private synchronized ReceiptHead guess(DeviceId device) {
        return newest.getOrDefault(device, ReceiptHead.NONE);
    }

    /// The same receipt where it is, for this pay.
    Receipt in(ReceiptHead before, Receipt ahead, Wei pay) {
        var content = ahead.content();
        return content.pay().equals(pay) && content.before().equals(Optional.of(before))
                ? ahead
                : signed(content.withPay(pay), before);
    }

    private Receipt signed(Receipt.Content content, ReceiptHead before) {
        return Receipt.signed(before.place(content), key);
    }

    /// A receipt that is written down.
    synchronized void gave(Receipt receipt) {
        var content = receipt.content();
        content.before().ifPresent(head -> newest.put(content.device(), head.with(content)));
    }

    /// The same as devices know it that know no places: its bytes are the same each time.
    Receipt withoutPlace(Receipt receipt) {
        return receipt.content().before().isEmpty()
                ? receipt
                : Receipt.signed(receipt.content().withoutPlace(), key);
    }
}
