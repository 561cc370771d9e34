package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Messages.Registration;
import hearth.protocol.SandboxGrade;
import hearth.storage.Row;
import hearth.storage.Session;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;

/// Known devices, and the nonces that their requests have used up.
final class Devices {
    private static final int MAX_NAME = 64;
    private static final int MOST_INSTANCES = 64;
    private static final Duration BETWEEN_NOTES = Duration.ofMinutes(1);

    /// Who is seen is noted for minutes at least.
    private static final Duration BETWEEN_SIGHTS = Duration.ofSeconds(10);

    private static final Duration BETWEEN_FORGETTING = Duration.ofSeconds(1);

    private final Premises premises;
    private final KeyAccounts accounts = new KeyAccounts();
    private volatile Instant forgetFrom = Instant.MIN;

    Devices(Premises premises) {
        this.premises = premises;
    }

    Answer<DeviceId> register(DeviceId device, Registration registration) {
        var name = registration.name();
        if (name.isBlank()
                || name.length() > MAX_NAME
                || name.chars().anyMatch(Character::isISOControl)) {
            return Answer.refused(Refusal.MALFORMED);
        }
        var instance = registration.instance();
        if (instance.isPresent() && !instance.get().matches("[0-9a-f]{32}")) {
            return Answer.refused(Refusal.MALFORMED);
        }
        boolean newest =
                premises.database()
                        .transaction(
                                session -> {
                                    write(session, device, name);
                                    return instance.isEmpty()
                                            || isNewest(session, device, instance.get());
                                });
        return newest ? Answer.done(device) : Answer.refused(Refusal.SUPERSEDED);
    }

    private void write(Session session, DeviceId device, String name) {
        var now = premises.clock().instant();
        int isNew =
                session.update(
                        "INSERT INTO device (id, name, registered_at, heard_at) VALUES (?, ?, ?, ?)"
                                + " ON CONFLICT (id) DO NOTHING",
                        device,
                        name,
                        now,
                        now);
        if (isNew == 1) {
            Tallies.add(session, Tallies.Kind.DEVICE, Tallies.KNOWN, 1);
        } else {
            session.update("UPDATE device SET name = ? WHERE id = ?", name, device);
        }
    }

    /// An instance that was there before does not come back in front of one that came after it: two
    /// copies of a data folder would take turns for ever.
    private static boolean isNewest(Session session, DeviceId device, String instance) {
        session.update(
                "INSERT INTO device_instance (device, instance, number) VALUES (?, ?,"
                        + " 1 + COALESCE((SELECT max(number) FROM device_instance"
                        + " WHERE device = ?), 0)) ON CONFLICT (device, instance) DO NOTHING",
                device,
                instance,
                device);
        session.update(
                "DELETE FROM device_instance WHERE device = ? AND number <= (SELECT max(number)"
                        + " FROM device_instance WHERE device = ?) - ?",
                device,
                device,
                MOST_INSTANCES);
        return !isOlder(session, device, instance);
    }

    /// Notes how a device says that its newest work was confined; mostly as before.
    static void confined(Session session, DeviceId device, Optional<SandboxGrade> sandbox) {
        session.update(
                "UPDATE device SET sandbox = ? WHERE id = ? AND sandbox IS DISTINCT FROM ?",
                sandbox,
                device,
                sandbox);
    }

    /// What is known of whoever sends a request.
    ///
    /// @param isKnown whether it is registered
    /// @param isSuperseded whether an agent that registered later has the same key; an instance
    /// that is not known is not, as after a return to an older backup
    record Known(boolean isKnown, boolean isSuperseded) {}

    /// Also notes for which account the key acts.
    ///
    /// @param instance empty if it does not say
    Known known(DeviceId device, String instance) {
        return premises.database()
                .read(
                        session ->
                                new Known(
                                        session.first(
                                                        KeyAccounts.OF_KEY,
                                                        row -> accounts.note(device, row),
                                                        device,
                                                        device,
                                                        device)
                                                .orElseThrow(),
                                        !instance.isEmpty() && isOlder(session, device, instance)));
    }

    /// For which account a key acts, as of when it was last looked up; empty for none.
    Optional<String> accountOf(DeviceId key) {
        return accounts.of(key);
    }

    private static boolean isOlder(Session session, DeviceId device, String instance) {
        return session.count(
                        "SELECT count(*) AS n FROM device_instance WHERE device = ? AND number >"
                                + " (SELECT number FROM device_instance WHERE device = ?"
                                + " AND instance = ?)",
                        device,
                        device,
                        instance)
                > 0;
    }

    /// A device that asks for work.
    ///
    /// @param payout where it is paid
    /// @param isDue whether any lease is to expire now
    /// @param holds whether it has live leases
    /// @param isDrawn whether it is to repeat something
    record Sight(
            Optional<String> payout,
            Optional<Instant> at,
            Optional<String> deviceClass,
            Optional<String> recipes,
            boolean isDue,
            boolean holds,
            boolean isDrawn) {
        private static Sight read(Row row) {
            return new Sight(
                    row.optionalText("payout"),
                    row.optionalInstant("seen_at"),
                    row.optionalText("class"),
                    row.optionalText("recipes"),
                    row.number("due") == 1,
                    row.number("holds") == 1,
                    row.number("drawn") == 1);
        }

        private boolean isNews(String nowClass, String nowRecipes, Instant now) {
            return !deviceClass.equals(Optional.of(nowClass))
                    || !recipes.equals(Optional.of(nowRecipes))
                    || at.isEmpty()
                    || at.get().isAfter(now)
                    || !at.get().isAfter(now.minus(BETWEEN_SIGHTS));
        }
    }

    /// A device that asks for work can be drawn to repeat some, if it can be paid. What is due by
    /// now expires first, because it may be work for it.
    ///
    /// @return empty if it is not registered
    static Optional<Sight> saw(
            Session session, DeviceId device, LeaseRequest request, Instant now) {
        var sight = sight(session, device, now);
        if (sight.filter(Sight::isDue).isPresent()) {
            Leases.expire(session, now);
            sight = sight(session, device, now);
        }
        if (sight.isEmpty() || sight.get().payout().isEmpty()) {
            return sight;
        }
        var deviceClass = classOf(request);
        var recipes = " " + String.join(" ", new TreeSet<>(request.recipes())) + " ";
        if (sight.get().isNews(deviceClass, recipes, now)) {
            session.update(
                    "UPDATE device SET seen_at = ?, class = ?, recipes = ? WHERE id = ?",
                    now,
                    deviceClass,
                    recipes,
                    device);
        }
        return sight;
    }

    private static Optional<Sight> sight(Session session, DeviceId device, Instant now) {
        return session.first(
                "SELECT payout, seen_at, class, recipes, CASE WHEN EXISTS (SELECT 1 FROM lease WHERE"
                        + " lease.state IN ('GRANTED', 'COMMITTED') AND lease.expires_at <= ?) THEN"
                        + " 1 ELSE 0 END AS due, CASE WHEN EXISTS (SELECT 1 FROM lease WHERE"
                        + " lease.device = device.id AND lease.state IN ('GRANTED', 'COMMITTED'))"
                        + " THEN 1 ELSE 0 END AS holds, CASE WHEN EXISTS (SELECT 1 FROM audit WHERE"
                        + " audit.state = 'DRAWN' AND audit.auditor = device.id) THEN 1 ELSE 0 END"
                        + " AS drawn FROM device WHERE id = ?",
                Sight::read,
                now,
                device);
    }

    static String classOf(LeaseRequest request) {
        return request.deviceClass()
                .filter(c -> c.matches("[a-z0-9-]{1,32}"))
                .orElse(Leases.UNKNOWN);
    }

    /// Most requests write nothing here.
    private static void heard(Session session, DeviceId device, Instant now) {
        session.update(
                "UPDATE device SET heard_at = ? WHERE id = ? AND (heard_at IS NULL"
                        + " OR heard_at <= ? OR heard_at > ?)",
                now,
                device,
                now.minus(BETWEEN_NOTES),
                now);
    }

    /// Notes that the device was heard of.
    void heard(DeviceId device) {
        var now = premises.clock().instant();
        premises.database().change(session -> heard(session, device, now));
    }

    /// Nonces whose time is over are refused for that already; they only take room.
    private void forgetNonces(Session session, Instant now) {
        if (now.isBefore(forgetFrom)) {
            return;
        }
        forgetFrom = now.plus(BETWEEN_FORGETTING);
        session.update("DELETE FROM nonce WHERE until < ?", now);
    }

    /// Also notes that the device was heard of.
    ///
    /// @return false if the nonce was used before
    boolean useNonce(DeviceId device, String nonce, Duration window) {
        var now = premises.clock().instant();
        return premises.database()
                .transaction(
                        session -> {
                            forgetNonces(session, now);
                            int added =
                                    session.update(
                                            "INSERT INTO nonce (device, nonce, until)"
                                                    + " VALUES (?, ?, ?)"
                                                    + " ON CONFLICT (device, nonce) DO NOTHING",
                                            device,
                                            nonce,
                                            now.plus(window));
                            if (added == 1) {
                                heard(session, device, now);
                            }
                            return added == 1;
                        });
    }
}
