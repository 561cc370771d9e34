package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.PayoutMessages.Payout;
import hearth.protocol.PayoutMessages.PayoutChange;
import hearth.protocol.PayoutMessages.PayoutUndo;
import hearth.protocol.PayoutMessages.PendingChange;
import hearth.storage.Row;
import hearth.storage.Session;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// Where devices are paid. The first account of a device counts at once; one that takes its place
/// counts a day later, so that its owner hears of it and can take it back (decision record 35).
///
/// ```
/// (none) → PENDING → COUNTS | TAKEN_BACK | REPLACED (by the next change)
/// ```
///
/// `device.payout` is the account that counts. A lease keeps the one that counted when it was
/// given, so what was begun before a change is paid to the account before it.
final class Payouts {
    /// From the order until the change counts.
    static final Duration DELAY = Duration.ofHours(24);

    private static final String ADDRESS = "0x[0-9a-fA-F]{40}";
    private static final int MOST_SHOWN = 64;

    private final Premises premises;
    private final WalletWords words;

    Payouts(Premises premises, WalletWords words) {
        this.premises = premises;
        this.words = words;
    }

    /// Binds a device that is bound to no account yet. To the same account again is nothing new; to
    /// another one is a change.
    Answer<DeviceId> bind(DeviceId device, PayoutBinding binding) {
        if (!binding.payout().matches(ADDRESS)) {
            return Answer.refused(Refusal.MALFORMED);
        }
        if (!words.binds(device, binding)) {
            return Answer.refused(Refusal.BAD_BINDING);
        }
        var account = lower(binding.payout());
        return premises.database()
                .transaction(
                        session -> {
                            int changed =
                                    session.update(
                                            "UPDATE device SET payout = ? WHERE id = ? AND (payout"
                                                    + " IS NULL OR payout = ?)",
                                            account,
                                            device,
                                            account);
                            if (changed == 1) {
                                return Answer.done(device);
                            }
                            return Answer.refused(
                                    account(session, device).isPresent()
                                            ? Refusal.PAYOUT_BOUND
                                            : Refusal.UNKNOWN_DEVICE);
                        });
    }

    /// What a device may know of where it is paid.
    Payout of(DeviceId device) {
        return premises.database().read(session -> payout(session, device));
    }

    private Payout payout(Session session, DeviceId device) {
        var account = account(session, device);
        return new Payout(
                account,
                next(session, device),
                words.chainId(),
                session.all(
                        "SELECT device, number, previous, next, counts_at FROM payout_change WHERE"
                                + " previous = ? AND state = 'PENDING' ORDER BY CASE WHEN device ="
                                + " ? THEN 0 ELSE 1 END, counts_at, device LIMIT "
                                + MOST_SHOWN,
                        Payouts::pending,
                        account.orElse(""),
                        device));
    }

    private static PendingChange pending(Row row) {
        return new PendingChange(
                new DeviceId(row.text("device")),
                row.number("number"),
                row.text("previous"),
                row.text("next"),
                row.instant("counts_at"));
    }

    private static Optional<String> account(Session session, DeviceId device) {
        return session.first(
                        "SELECT payout FROM device WHERE id = ?",
                        row -> row.optionalText("payout"),
                        device)
                .flatMap(payout -> payout);
    }

    private static long next(Session session, DeviceId device) {
        return 1
                + session.count(
                        "SELECT COALESCE(max(number), 0) AS n FROM payout_change WHERE device = ?",
                        device);
    }

    /// Notes that another account is to be paid. A change that does not count yet gives way to it.
    Answer<Payout> change(DeviceId device, PayoutChange order) {
        if (!order.from().matches(ADDRESS) || !order.to().matches(ADDRESS)) {
            return Answer.refused(Refusal.MALFORMED);
        }
        var to = lower(order.to());
        boolean isAsked = order.device().equals(device) && !to.equals(lower(order.from()));
        if (!isAsked || !words.are(order)) {
            return Answer.refused(Refusal.BAD_BINDING);
        }
        var now = premises.clock().instant();
        return premises.database()
                .transaction(
                        session -> {
                            boolean isNext =
                                    account(session, device)
                                                    .equals(Optional.of(lower(order.from())))
                                            && next(session, device) == order.number();
                            if (!isNext) {
                                return Answer.refused(Refusal.OTHER_PAYOUT);
                            }
                            session.update(
                                    "UPDATE payout_change SET state = 'REPLACED' WHERE device = ?"
                                            + " AND state = 'PENDING'",
                                    device);
                            session.update(
                                    "INSERT INTO payout_change (device, number, previous, next,"
                                            + " asked_at, counts_at, state) VALUES (?, ?, ?, ?, ?,"
                                            + " ?, 'PENDING')",
                                    device,
                                    order.number(),
                                    lower(order.from()),
                                    to,
                                    now,
                                    now.plus(DELAY));
                            return Answer.done(payout(session, device));
                        });
    }

    /// Takes a change back that does not count yet. Who has the wallet needs no device for it.
    Answer<DeviceId> undo(PayoutUndo order) {
        if (!order.from().matches(ADDRESS) || !order.to().matches(ADDRESS)) {
            return Answer.refused(Refusal.MALFORMED);
        }
        if (!words.are(order)) {
            return Answer.refused(Refusal.BAD_BINDING);
        }
        var now = premises.clock().instant();
        int taken =
                premises.database()
                        .transaction(
                                session ->
                                        session.update(
                                                "UPDATE payout_change SET state = 'TAKEN_BACK'"
                                                        + " WHERE device = ? AND number = ? AND"
                                                        + " previous = ? AND next = ? AND state ="
                                                        + " 'PENDING' AND counts_at > ?",
                                                order.device(),
                                                order.number(),
                                                lower(order.from()),
                                                lower(order.to()),
                                                now));
        return taken == 1 ? Answer.done(order.device()) : Answer.refused(Refusal.OTHER_PAYOUT);
    }

    /// Makes the changes count whose time has come.
    void count(Instant now) {
        var due =
                premises.database()
                        .read(
                                session ->
                                        session.all(
                                                "SELECT device, number, previous, next, counts_at"
                                                        + " FROM payout_change WHERE state ="
                                                        + " 'PENDING' AND counts_at <= ?",
                                                Payouts::pending,
                                                now));
        due.forEach(change -> premises.database().change(session -> count(session, change)));
    }

    private static void count(Session session, PendingChange change) {
        int counted =
                session.update(
                        "UPDATE payout_change SET state = 'COUNTS' WHERE device = ? AND number = ?"
                                + " AND state = 'PENDING'",
                        change.device(),
                        change.number());
        if (counted == 1) {
            session.update(
                    "UPDATE device SET payout = ? WHERE id = ? AND payout = ?",
                    change.to(),
                    change.device(),
                    change.from());
        }
    }

    private static String lower(String address) {
        return address.toLowerCase(Locale.ROOT);
    }
}
