package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.KeyExchange;
import hearth.protocol.ReplySeal;
import hearth.protocol.RequestSignature;
import hearth.protocol.SessionGrant;
import hearth.protocol.SessionKey;
import hearth.protocol.SigningKey;
import hearth.storage.Database;
import hearth.storage.Row;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Sessions of devices with the network, one for each device. All coordinators of it know them
/// (`docs/decisions/0017-sessions-of-the-network.md`): what they were begun with is in the
/// database, and the key follows from that and the coordinators' own. Which requests of a session
/// were let in each process knows for itself; of one that may have been used with the same process
/// before it was restarted nothing is taken that could have been seen then. Safe for use by many
/// threads.
final class Sessions {
    static final Duration LASTS = Duration.ofHours(1);

    /// For which the database is believed about a device.
    static final Duration TRUSTED = Duration.ofSeconds(10);

    /// By which the clocks of two coordinators may differ.
    private static final Duration BETWEEN_CLOCKS = Duration.ofSeconds(2);

    private static final int MOST = 1_000_000;
    private static final int ID_BYTES = 8;

    private final Database database;
    private final SigningKey key;
    private final SecureRandom random;
    private final Instant started;
    private final Map<DeviceId, Session> open = new ConcurrentHashMap<>();

    /// @param started when this process began to answer
    Sessions(Database database, SigningKey key, SecureRandom random, Instant started) {
        this.database = database;
        this.key = key;
        this.random = random;
        this.started = started;
    }

    /// A session and what was used up of its sequence. Of the last 64 each is taken once, older
    /// ones never (the window of RFC 4303, 3.4.3).
    static final class Session {
        private static final int WINDOW = 64;

        private final String id;
        private final SessionKey key;
        private final Instant expiresAt;
        private final Instant takenFrom;
        private volatile Instant checkedAt;
        private long highest;
        private long used = 1;

        private Session(
                String id,
                SessionKey key,
                Instant expiresAt,
                Instant takenFrom,
                Instant checkedAt) {
            this.id = id;
            this.key = key;
            this.expiresAt = expiresAt;
            this.takenFrom = takenFrom;
            this.checkedAt = checkedAt;
        }

        /// Whether this process can tell that a request of that time was not let in before.
        boolean isTakenAt(Instant time) {
            return !time.isBefore(takenFrom);
        }

        boolean isOf(RequestSignature request, String mac) {
            return request.hasMac(key, mac);
        }

        Sealing.Proof proves(ReplySeal reply) {
            return new Sealing.Proof(ReplySeal.MAC_HEADER, reply.mac(key));
        }

        /// Whether the device was looked up not long ago.
        boolean isTrusted(Instant now) {
            return now.isBefore(checkedAt.plus(TRUSTED));
        }

        void trust(Instant now) {
            checkedAt = now;
        }

        synchronized boolean isFirst(long sequence) {
            long ahead = sequence - highest;
            if (sequence <= 0 || ahead <= -WINDOW) {
                return false;
            }
            if (ahead > 0) {
                used = ahead >= WINDOW ? 1 : (used << ahead) | 1;
                highest = sequence;
                return true;
            }
            long bit = 1L << -ahead;
            boolean isFirst = (used & bit) == 0;
            used |= bit;
            return isFirst;
        }
    }

    /// Ends the device's last session.
    ///
    /// @throws IllegalArgumentException if the offer is no key
    Answer<SessionGrant> begin(DeviceId device, SessionGrant.Offer offer, Instant now) {
        if (open.size() >= MOST) {
            open.values().removeIf(session -> !now.isBefore(session.expiresAt));
            if (open.size() >= MOST) {
                return Answer.refused(Refusal.BUSY);
            }
        }
        // As the database keeps it: the key is bound to these very terms.
        var at = now.truncatedTo(ChronoUnit.MILLIS);
        var begun = new Begun(newId(), offer.key(), at, at.plus(LASTS));
        var terms = terms(device, begun);
        open.put(device, session(device, begun, Instant.MIN, now));
        database.change(
                session ->
                        session.update(
                                "INSERT INTO device_session (device, session, device_key, begun_at,"
                                        + " expires_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (device)"
                                        + " DO UPDATE SET session = excluded.session, device_key ="
                                        + " excluded.device_key, begun_at = excluded.begun_at,"
                                        + " expires_at = excluded.expires_at",
                                device,
                                begun.id(),
                                begun.deviceKey(),
                                begun.at(),
                                begun.expiresAt()));
        return Answer.done(SessionGrant.signed(terms, key));
    }

    /// What a session was begun with.
    private record Begun(String id, String deviceKey, Instant at, Instant expiresAt) {
        private static Begun read(Row row) {
            return new Begun(
                    row.text("session"),
                    row.text("device_key"),
                    row.instant("begun_at"),
                    row.instant("expires_at"));
        }
    }

    private KeyExchange exchange(DeviceId device, Begun begun) {
        return KeyExchange.following(
                key, device.value() + "\n" + begun.id() + "\n" + begun.deviceKey());
    }

    private SessionGrant.Terms terms(DeviceId device, Begun begun) {
        return new SessionGrant.Terms(
                key.serverId(),
                device,
                begun.id(),
                begun.deviceKey(),
                exchange(device, begun).publicHex(),
                begun.expiresAt());
    }

    private Session session(DeviceId device, Begun begun, Instant takenFrom, Instant checkedAt) {
        return new Session(
                begun.id(),
                exchange(device, begun).agree(begun.deviceKey(), terms(device, begun)),
                begun.expiresAt(),
                takenFrom,
                checkedAt);
    }

    private String newId() {
        var bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    Optional<Session> find(DeviceId device, String id, Instant now) {
        var here = Optional.ofNullable(open.get(device)).filter(session -> session.id.equals(id));
        return here.or(() -> foundElsewhere(device, id, now))
                .filter(session -> now.isBefore(session.expiresAt));
    }

    /// One that another coordinator began, or this one before it was restarted.
    private Optional<Session> foundElsewhere(DeviceId device, String id, Instant now) {
        return database.read(
                        session ->
                                session.first(
                                        "SELECT session, device_key, begun_at, expires_at FROM"
                                                + " device_session WHERE device = ? AND session = ?"
                                                + " AND expires_at > ?",
                                        Begun::read,
                                        device,
                                        id,
                                        now))
                .map(begun -> adopted(device, begun));
    }

    /// The first request finds it once, so that all see the same sequence used up.
    private Session adopted(DeviceId device, Begun begun) {
        boolean isNew = begun.at().isAfter(started.plus(BETWEEN_CLOCKS));
        var from = isNew ? Instant.MIN : started.plus(Admission.WINDOW);
        return open.compute(
                device,
                (_, known) ->
                        known != null && known.id.equals(begun.id())
                                ? known
                                : session(device, begun, from, Instant.EPOCH));
    }

    /// What was learned of a device ends what it could do without a signature.
    void end(DeviceId device) {
        open.remove(device);
        database.change(
                session -> session.update("DELETE FROM device_session WHERE device = ?", device));
    }
}
