package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.RequestSignature;
import hearth.protocol.Sha256;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// Lets a signed request in: all headers there, device known, signature over exactly this request
/// to exactly this server, time within two minutes, from the newest agent that has this key, nonce
/// new. The signature is checked before the nonce is used up, so nobody can burn another device's
/// nonces.
final class RequestGate {
    static final Duration WINDOW = Duration.ofMinutes(2);

    private final Coordinator coordinator;
    private final Clock clock;

    RequestGate(Coordinator coordinator, Clock clock) {
        this.coordinator = coordinator;
        this.clock = clock;
    }

    /// @param body hash of the body, known or promised, of this device's request; empty refuses
    /// @param mustBeKnown false only for the registration itself
    Answer<DeviceId> admit(
            ServerRequest request, Function<DeviceId, Answer<Sha256>> body, boolean mustBeKnown) {
        var device = header(request, RequestSignature.DEVICE_HEADER);
        var timestamp = header(request, RequestSignature.TIMESTAMP_HEADER);
        var nonce = header(request, RequestSignature.NONCE_HEADER);
        var signature = header(request, RequestSignature.SIGNATURE_HEADER);
        if (!device.matches("[0-9a-f]{64}")
                || !timestamp.matches("[0-9]{1,15}")
                || !nonce.matches("[0-9a-f]{32}")
                || signature.isEmpty()) {
            return Answer.refused(Refusal.UNSIGNED);
        }
        var id = new DeviceId(device);
        var time = Instant.ofEpochMilli(Long.parseLong(timestamp));
        if (Duration.between(time, clock.instant()).abs().compareTo(WINDOW) > 0) {
            return Answer.refused(Refusal.CLOCK_OFF);
        }
        if (mustBeKnown && !coordinator.isKnown(id)) {
            return Answer.refused(Refusal.UNKNOWN_DEVICE);
        }
        return switch (body.apply(id)) {
            case Answer.Refused<Sha256> refused -> Answer.refused(refused.reason());
            case Answer.Done<Sha256> hash -> {
                var signed =
                        new RequestSignature(
                                request.prologue().method().text(),
                                pathWithQuery(request),
                                hash.value(),
                                coordinator.id(),
                                time,
                                nonce,
                                id);
                if (!signed.isSignedBy(id, signature)) {
                    yield Answer.refused(Refusal.BAD_SIGNATURE);
                }
                var instance = header(request, RequestSignature.INSTANCE_HEADER);
                if (mustBeKnown && !instance.isEmpty() && coordinator.isSuperseded(id, instance)) {
                    yield Answer.refused(Refusal.SUPERSEDED);
                }
                yield coordinator.useNonce(id, nonce, WINDOW.multipliedBy(2))
                        ? Answer.done(id)
                        : Answer.refused(Refusal.REPLAYED);
            }
        };
    }

    private static String pathWithQuery(ServerRequest request) {
        var path = request.prologue().uriPath().rawPath();
        var query = request.prologue().query();
        return query.isEmpty() ? path : path + "?" + query.rawValue();
    }

    private static String header(ServerRequest request, String name) {
        return Optional.of(request.headers())
                .flatMap(headers -> headers.first(HeaderNames.create(name)))
                .orElse("");
    }
}
