package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.KeyExchange;
import hearth.protocol.SessionGrant;
import hearth.protocol.SigningKey;

import org.junit.jupiter.api.Test;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// When a device opens a session, and whom it believes.
final class DeviceSessionTest {
    private static final SigningKey DEVICE = SigningKey.generate(new SecureRandom());
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final DeviceSession session = new DeviceSession(new SecureRandom());
    private int asked;

    private Outcome<SessionGrant> granted(SessionGrant.Offer offer) {
        asked++;
        var exchange = KeyExchange.begin(new SecureRandom());
        var terms =
                new SessionGrant.Terms(
                        Examples.SERVER.serverId(),
                        DEVICE.deviceId(),
                        String.format("%016x", asked),
                        offer.key(),
                        exchange.publicHex(),
                        NOW.plus(Duration.ofHours(1)));
        return new Outcome.Ok<>(SessionGrant.signed(terms, Examples.SERVER));
    }

    private Optional<DeviceSession.Open> at(
            Instant time, Function<SessionGrant.Offer, Outcome<SessionGrant>> begin) {
        return session.current(Examples.SERVER.serverId(), DEVICE.deviceId(), time, begin);
    }

    @Test
    void isOpenedOnceAndAnewBeforeItsEnd() {
        var first = at(NOW, this::granted).orElseThrow();
        assertThat(at(NOW.plusSeconds(3500), this::granted)).contains(first);
        assertThat(first.nextNonce()).isNotEqualTo(first.nextNonce());
        assertThat(at(NOW.plusSeconds(3541), this::granted).orElseThrow().id())
                .isNotEqualTo(first.id());
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void asksAnOlderCoordinatorOnceInTenMinutes() {
        Function<SessionGrant.Offer, Outcome<SessionGrant>> older =
                _ -> {
                    asked++;
                    return new Outcome.Refused<>("no-such-path", 404);
                };
        assertThat(at(NOW, older)).isEmpty();
        assertThat(at(NOW.plusSeconds(599), older)).isEmpty();
        assertThat(asked).isEqualTo(1);
        assertThat(at(NOW.plusSeconds(600), older)).isEmpty();
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void believesOnlyThePinnedCoordinatorsAnswerToItsOwnOffer() {
        assertThat(at(NOW, offer -> reSigned(granted(offer)))).isEmpty();
        assertThat(
                        at(
                                NOW.plusSeconds(600),
                                _ ->
                                        granted(
                                                new SessionGrant.Offer(
                                                        KeyExchange.begin(new SecureRandom())
                                                                .publicHex()))))
                .isEmpty();
    }

    private static Outcome<SessionGrant> reSigned(Outcome<SessionGrant> granted) {
        return granted.then(
                grant -> new Outcome.Ok<>(SessionGrant.signed(grant.content(), DEVICE)));
    }

    @Test
    void isOpenedAgainAfterTheCoordinatorForgotIt() {
        var lost = at(NOW, this::granted).orElseThrow();
        session.lost(lost, NOW);
        assertThat(at(NOW.plusSeconds(9), this::granted)).isEmpty();
        assertThat(at(NOW.plusSeconds(10), this::granted)).isPresent();
    }
}
