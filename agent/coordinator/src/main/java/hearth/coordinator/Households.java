package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.Messages.Household;
import hearth.protocol.Messages.Machine;
import hearth.protocol.Messages.PairingCode;
import hearth.protocol.PairingDigits;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.Row;
import hearth.storage.Session;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Machines of one owner that see each other: those that pay to the same address, and those that
/// were paired by a code. To see is all that they can do; nothing here changes another device, and
/// money never looks here (decision record 14). Nobody repeats what his household sent.
final class Households {
    private static final Duration CODE_LASTS = Duration.ofMinutes(10);
    private static final Duration TRIES_COUNT = Duration.ofMinutes(10);
    private static final int MOST_TRIES = 10;
    private static final int MOST_MEMBERS = 32;
    private static final int MOST_SEEN = 64;
    private static final int ID_BYTES = 16;

    private static final int GROUP = 5;

    private static final String SEEN_BY =
            "WITH pair (device) AS (SELECT other.device FROM household_member AS own JOIN"
                    + " household_member AS other ON other.household = own.household WHERE"
                    + " own.device = ?), seen (device) AS (SELECT ? UNION SELECT id FROM device"
                    + " WHERE payout = (SELECT payout FROM device WHERE id = ?) UNION SELECT device"
                    + " FROM pair) SELECT device.id, name, heard_at, device.class, (SELECT count(*) FROM pair WHERE"
                    + " pair.device = device.id) AS paired, (SELECT count(*) FROM lease WHERE"
                    + " lease.device = device.id AND lease.state IN ('GRANTED', 'COMMITTED') AND"
                    + " lease.expires_at > ?) AS leases FROM seen JOIN device ON device.id ="
                    + " seen.device ORDER BY device.id <> ?, name, device.id LIMIT ?";

    private final Premises premises;
    private final SecureRandom random;

    /// @param random draws codes, which are secret
    Households(Premises premises, SecureRandom random) {
        this.premises = premises;
        this.random = random;
    }

    /// A new code of the device; the one before is good no more.
    Answer<PairingCode> code(DeviceId device) {
        var now = premises.clock().instant();
        var digits = draw();
        return premises.database()
                .transaction(
                        session -> {
                            if (isTooOften(session, device, now)) {
                                return Answer.refused(Refusal.TOO_MANY_CODES);
                            }
                            tried(session, device, now);
                            var until = now.plus(CODE_LASTS);
                            session.update("DELETE FROM pairing WHERE expires_at <= ?", now);
                            session.update(
                                    "INSERT INTO pairing (device, code, expires_at) VALUES (?, ?,"
                                            + " ?) ON CONFLICT (device) DO UPDATE SET code ="
                                            + " excluded.code, expires_at = excluded.expires_at",
                                    device,
                                    hash(digits),
                                    until);
                            var shown = digits.substring(0, GROUP) + "-" + digits.substring(GROUP);
                            return Answer.done(new PairingCode(shown, until));
                        });
    }

    private String draw() {
        var digits = new StringBuilder();
        for (int i = 0; i < PairingDigits.COUNT; i++) {
            int drawn = random.nextInt(PairingDigits.ALPHABET.length());
            digits.append(PairingDigits.ALPHABET.charAt(drawn));
        }
        return digits.toString();
    }

    private static Sha256 hash(String digits) {
        return Sha256.of("hearth-pairing-1\n" + digits);
    }

    /// The device joins the household of the one whose code this is. A code that never was, is
    /// over, was used or is the device's own gets one and the same answer.
    Answer<DeviceId> join(DeviceId device, String typed) {
        var now = premises.clock().instant();
        var code = hash(PairingDigits.read(typed).orElse(""));
        return premises.database()
                .transaction(
                        session -> {
                            if (isTooOften(session, device, now)) {
                                return Answer.refused(Refusal.TOO_MANY_CODES);
                            }
                            var host =
                                    session.first(
                                            "SELECT device FROM pairing WHERE code = ? AND"
                                                    + " expires_at > ? AND device <> ?",
                                            row -> new DeviceId(row.text("device")),
                                            code,
                                            now,
                                            device);
                            if (host.isEmpty()) {
                                tried(session, device, now);
                                return Answer.refused(Refusal.WRONG_CODE);
                            }
                            return join(session, device, host.get());
                        });
    }

    private Answer<DeviceId> join(Session session, DeviceId device, DeviceId host) {
        var home = household(session, host);
        var own = household(session, device);
        if (own.isPresent() && !own.equals(home)) {
            return Answer.refused(Refusal.PAIRED_ALREADY);
        }
        if (own.isEmpty() && home.filter(h -> isFull(session, h)).isPresent()) {
            return Answer.refused(Refusal.HOUSEHOLD_FULL);
        }
        session.update("DELETE FROM pairing WHERE device = ?", host);
        var household = home.orElseGet(this::newId);
        for (var member : List.of(host, device)) {
            session.update(
                    "INSERT INTO household_member (device, household) VALUES (?, ?)"
                            + " ON CONFLICT (device) DO NOTHING",
                    member,
                    household);
        }
        return Answer.done(device);
    }

    private static boolean isFull(Session session, String household) {
        return session.count(
                        "SELECT count(*) AS n FROM household_member WHERE household = ?", household)
                >= MOST_MEMBERS;
    }

    private static Optional<String> household(Session session, DeviceId device) {
        return session.first(
                "SELECT household FROM household_member WHERE device = ?",
                row -> row.text("household"),
                device);
    }

    /// A device and those that it was paired with, and to whom they are paid.
    static Map<DeviceId, Optional<String>> with(Session session, DeviceId device) {
        var all = new HashMap<DeviceId, Optional<String>>();
        var paired =
                session.all(
                        "SELECT device.id, device.payout FROM household_member AS own JOIN"
                                + " household_member AS other ON other.household = own.household"
                                + " JOIN device ON device.id = other.device WHERE own.device = ?",
                        row -> Map.entry(new DeviceId(row.text("id")), row.optionalText("payout")),
                        device);
        all.put(device, Optional.empty());
        paired.forEach(one -> all.put(one.getKey(), one.getValue()));
        return all;
    }

    private String newId() {
        var bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /// Again and again is as once. Its open code goes too; the last one left is alone.
    Answer<DeviceId> leave(DeviceId device) {
        premises.database()
                .change(
                        session -> {
                            var left = household(session, device);
                            session.update("DELETE FROM pairing WHERE device = ?", device);
                            session.update("DELETE FROM household_member WHERE device = ?", device);
                            left.ifPresent(
                                    household ->
                                            session.update(
                                                    "DELETE FROM household_member WHERE household"
                                                            + " = ? AND (SELECT count(*) FROM"
                                                            + " household_member WHERE household ="
                                                            + " ?) = 1",
                                                    household,
                                                    household));
                        });
        return Answer.done(device);
    }

    private static boolean isTooOften(Session session, DeviceId device, Instant now) {
        return session.count(
                        "SELECT count(*) AS n FROM pairing_try WHERE device = ? AND made_at > ?",
                        device,
                        now.minus(TRIES_COUNT))
                >= MOST_TRIES;
    }

    private static void tried(Session session, DeviceId device, Instant now) {
        session.update("DELETE FROM pairing_try WHERE made_at <= ?", now.minus(TRIES_COUNT));
        session.update("INSERT INTO pairing_try (device, made_at) VALUES (?, ?)", device, now);
    }

    Household seenBy(DeviceId device, Instant since) {
        var now = premises.clock().instant();
        return premises.database()
                .read(
                        session ->
                                new Household(
                                        now,
                                        session.all(
                                                SEEN_BY,
                                                row -> machine(session, row, device, since),
                                                device,
                                                device,
                                                device,
                                                now,
                                                device,
                                                MOST_SEEN)));
    }

    private static Machine machine(Session session, Row row, DeviceId asking, Instant since) {
        var device = new DeviceId(row.text("id"));
        return new Machine(
                device,
                row.text("name"),
                device.equals(asking),
                row.integer("paired") == 1,
                row.optionalInstant("heard_at"),
                row.integer("leases"),
                earned(session, device, since),
                earned(session, device, Instant.EPOCH),
                row.optionalText("class"));
    }

    private static Wei earned(Session session, DeviceId device, Instant since) {
        return session
                .all(
                        "SELECT ledger.amount FROM ledger JOIN result ON result.sequence ="
                                + " ledger.result WHERE result.device = ? AND result.received_at"
                                + " >= ? AND ledger.state IN ('HELD', 'RELEASED')",
                        row -> row.wei("amount"),
                        device,
                        since)
                .stream()
                .reduce(Wei.ZERO, Wei::plus);
    }
}
