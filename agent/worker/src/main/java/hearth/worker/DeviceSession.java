package hearth.worker;

import hearth.protocol.DeviceId;
import hearth.protocol.KeyExchange;
import hearth.protocol.ServerId;
import hearth.protocol.SessionGrant;
import hearth.protocol.SessionKey;

import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;

/// The device's session with its coordinator: opened when it is first of use, anew when it is over
/// or forgotten there. Where there is none, as with an older coordinator, requests are signed.
/// Times are the coordinator's. Safe for use by many threads.
final class DeviceSession {
    private static final Duration EARLY = Duration.ofMinutes(1);
    private static final Duration AFTER_REFUSAL = Duration.ofMinutes(10);
    private static final Duration AFTER_LOSS = Duration.ofSeconds(10);

    private final SecureRandom random;
    private @Nullable Open open;

    /// The newest and the one before it, whose last requests may be on their way.
    private volatile List<Open> answered = List.of();

    private Instant notBefore = Instant.MIN;

    /// One that is open.
    ///
    /// @param used sequence of the last request
    record Open(String id, SessionKey key, Instant expiresAt, AtomicLong used) {
        String nextNonce() {
            return SessionGrant.nonce(id, used.incrementAndGet());
        }
    }

    DeviceSession(SecureRandom random) {
        this.random = random;
    }

    /// @param begin sends the offer, signed
    /// @return empty while requests have to be signed
    synchronized Optional<Open> current(
            ServerId server,
            DeviceId device,
            Instant now,
            Function<SessionGrant.Offer, Outcome<SessionGrant>> begin) {
        var known = open;
        if (known != null && now.isBefore(known.expiresAt().minus(EARLY))) {
            return Optional.of(known);
        }
        if (now.isBefore(notBefore)) {
            return Optional.empty();
        }
        var exchange = KeyExchange.begin(random);
        var offer = new SessionGrant.Offer(exchange.publicHex());
        var answer = begin.apply(offer);
        open = begun(answer, exchange, offer, server, device);
        if (open == null) {
            boolean isRefused = answer instanceof Outcome.Refused<SessionGrant>;
            notBefore = now.plus(isRefused ? AFTER_REFUSAL : AFTER_LOSS);
        } else {
            answered = Stream.concat(Stream.of(open), answered.stream().limit(1)).toList();
        }
        return Optional.ofNullable(open);
    }

    /// What replies to requests in a session are sealed with. Waits for nobody.
    Optional<SessionKey> keyOf(String id) {
        return answered.stream().filter(o -> o.id().equals(id)).map(Open::key).findFirst();
    }

    private static @Nullable Open begun(
            Outcome<SessionGrant> answer,
            KeyExchange exchange,
            SessionGrant.Offer offer,
            ServerId server,
            DeviceId device) {
        return switch (answer) {
            case Outcome.Refused<SessionGrant> _, Outcome.Unreachable<SessionGrant> _ -> null;
            case Outcome.Ok<SessionGrant>(var grant) -> {
                if (!grant.answers(server, device, offer)) {
                    yield null;
                }
                var terms = grant.content();
                try {
                    yield new Open(
                            terms.session(),
                            exchange.agree(terms.serverKey(), terms),
                            terms.expiresAt(),
                            new AtomicLong());
                } catch (IllegalArgumentException noKey) {
                    yield null;
                }
            }
        };
    }

    /// The coordinator does not know it any more.
    synchronized void lost(Open session, Instant now) {
        if (session.equals(open)) {
            open = null;
            notBefore = now.plus(AFTER_LOSS);
        }
    }
}
