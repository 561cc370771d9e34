package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.KeyExchange;
import hearth.protocol.RequestSignature;
import hearth.protocol.SessionGrant;
import hearth.protocol.SessionKey;
import hearth.protocol.SigningKey;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Sessions of devices with this process, one for each device, in memory only
/// (`docs/decisions/0011-sessions.md`): after a restart there are none, so nothing of an old one
/// can be sent again. Safe for use by many threads.
final class Sessions {
    static final Duration LASTS = Duration.ofHours(1);

    /// For which the database is believed about a device.
    static final Duration TRUSTED = Duration.ofSeconds(10);

    private static final int MOST = 1_000_000;
    private static final int ID_BYTES = 8;

    private final SigningKey key;
    private final SecureRandom random;
    private final Map<DeviceId, Session> open = new ConcurrentHashMap<>();

    Sessions(SigningKey key, SecureRandom random) {
        this.key = key;
        this.random = random;
    }

    /// A session and what was used up of its sequence. Of the last 64 each is taken once, older
    /// ones never (the window of RFC 4303, 3.4.3).
    static final class Session {
        private static final int WINDOW = 64;

        private final String id;
        private final SessionKey key;
        private final Instant expiresAt;
        private volatile Instant checkedAt;
        private long highest;
        private long used = 1;

        private Session(String id, SessionKey key, Instant expiresAt, Instant checkedAt) {
            this.id = id;
            this.key = key;
            this.expiresAt = expiresAt;
            this.checkedAt = checkedAt;
        }

        boolean isOf(RequestSignature request, String mac) {
            return request.hasMac(key, mac);
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
        var exchange = KeyExchange.begin(random);
        var content =
                new SessionGrant.Terms(
                        key.serverId(),
                        device,
                        newId(),
                        offer.key(),
                        exchange.publicHex(),
                        now.plus(LASTS));
        var session =
                new Session(
                        content.session(),
                        exchange.agree(offer.key(), content),
                        content.expiresAt(),
                        now);
        open.put(device, session);
        return Answer.done(SessionGrant.signed(content, key));
    }

    private String newId() {
        var bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    Optional<Session> find(DeviceId device, String id, Instant now) {
        return Optional.ofNullable(open.get(device))
                .filter(session -> session.id.equals(id) && now.isBefore(session.expiresAt));
    }

    /// What was learned of a device ends what it could do without a signature.
    void end(DeviceId device) {
        open.remove(device);
    }
}
