package hearth.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

final class ReplySealTest {
    private static final SigningKey SERVER = SigningKey.ofSeed(new byte[32]);
    private static final SigningKey OTHER = SigningKey.generate(new SecureRandom());
    private static final DeviceId DEVICE = OTHER.deviceId();
    private static final String NONCE = "0123456789abcdef".repeat(2);
    private static final ReplySeal.Asked ASKED = asked(SERVER.serverId(), DEVICE, NONCE, Map.of());
    private static final Map<String, String> HEADERS =
            Map.of("Content-Type", "application/json", "Retry-After", "2");
    private static final byte[] BODY = "{\"paid\":\"1\"}".getBytes(StandardCharsets.UTF_8);

    private static ReplySeal.Asked asked(
            ServerId server, DeviceId device, String nonce, Map<String, String> headers) {
        return ReplySeal.Asked.of(server, device, nonce, headers(headers));
    }

    private static Function<String, Optional<String>> headers(Map<String, String> all) {
        return name -> Optional.ofNullable(all.get(name));
    }

    /// With each part changed, one at a time.
    private static List<ReplySeal> others() {
        var all = new ArrayList<ReplySeal>();
        var headers = headers(HEADERS);
        all.add(ASKED.answered(201, headers, BODY));
        all.add(ASKED.answered(200, headers, "{\"paid\":\"9\"}".getBytes(StandardCharsets.UTF_8)));
        all.add(ASKED.answered(200, headers(Map.of()), BODY));
        all.add(ASKED.streams(200, headers, Sha256.of(BODY)));
        for (var name :
                List.of("Content-Type", "Retry-After", "Location", ReplySeal.NEXT_CONTACT)) {
            var changed = new HashMap<>(HEADERS);
            changed.put(name, "60");
            all.add(ASKED.answered(200, headers(changed), BODY));
        }
        // A value does not move into the line of another header.
        var moved = Map.of("Content-Type", "application/json", "Location", "2");
        all.add(ASKED.answered(200, headers(moved), BODY));
        all.add(
                asked(SERVER.serverId(), DEVICE, NONCE.replace('0', '1'), Map.of())
                        .answered(200, headers, BODY));
        all.add(
                asked(SERVER.serverId(), SERVER.deviceId(), NONCE, Map.of())
                        .answered(200, headers, BODY));
        all.add(asked(OTHER.serverId(), DEVICE, NONCE, Map.of()).answered(200, headers, BODY));
        for (var name :
                List.of(
                        RequestSignature.INSTANCE_HEADER,
                        "Hearth-Token",
                        "Range",
                        "Hearth-Direct")) {
            all.add(
                    asked(SERVER.serverId(), DEVICE, NONCE, Map.of(name, "1"))
                            .answered(200, headers, BODY));
        }
        return all;
    }

    @Test
    void vouchesForOneReplyToOneRequest() {
        var key = session("0123456789abcdef");
        var seal = ASKED.answered(200, headers(HEADERS), BODY);
        var mac = seal.mac(key);
        var signature = seal.sign(SERVER);
        assertThat(ASKED.answered(200, headers(HEADERS), BODY).hasMac(key, mac)).isTrue();
        assertThat(seal.isSigned(signature)).isTrue();
        assertThat(seal.hasMac(session("fedcba9876543210"), mac)).isFalse();
        assertThat(seal.isSigned(seal.sign(OTHER))).isFalse();
        assertThat(seal.hasMac(key, "")).isFalse();
        assertThat(seal.isSigned("")).isFalse();
        for (var other : others()) {
            assertThat(other.hasMac(key, mac)).as(other.toString()).isFalse();
            assertThat(other.isSigned(signature)).as(other.toString()).isFalse();
        }
    }

    @Test
    void contentIsVouchedForByItsNameAndLength() {
        var name = Sha256.of(BODY);
        var head = Map.of("Content-Length", "12", "Content-Range", "bytes 0-11/12");
        var mac = ASKED.streams(206, headers(head), name).mac(session("0123456789abcdef"));
        var longer = Map.of("Content-Length", "13", "Content-Range", "bytes 0-11/12");
        for (var other :
                List.of(
                        ASKED.streams(206, headers(longer), name),
                        ASKED.streams(200, headers(head), name),
                        ASKED.streams(206, headers(Map.of()), name),
                        ASKED.streams(206, headers(head), Sha256.of(new byte[0])))) {
            assertThat(other.hasMac(session("0123456789abcdef"), mac)).isFalse();
        }
    }

    /// Nobody who holds a reply can make a request of it, nor the other way round.
    @Test
    void aRequestsKeySealsNoReply() {
        var key = session("0123456789abcdef");
        var message = "hearth".getBytes(StandardCharsets.UTF_8);
        assertThat(key.seal(message)).isNotEqualTo(key.mac(message));
        assertThat(key.isSeal(message, key.mac(message))).isFalse();
        assertThat(key.isMac(message, key.seal(message))).isFalse();
    }

    @Test
    void aHeaderHasOneLine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ASKED.answered(200, headers(Map.of("Location", "a\nb")), BODY));
    }

    private static SessionKey session(String id) {
        var device = KeyExchange.of(OTHER.seed());
        var server = KeyExchange.following(SERVER, "one");
        return device.agree(
                server.publicHex(),
                new SessionGrant.Terms(
                        SERVER.serverId(),
                        DEVICE,
                        id,
                        device.publicHex(),
                        server.publicHex(),
                        Instant.EPOCH));
    }
}
