package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.RequestSignature;
import hearth.protocol.ServerId;
import hearth.protocol.Sha256;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/// Lets a signed request in: all of it there, device known, signature over exactly this request to
/// exactly this server, time within two minutes, from the newest agent that has this key, nonce
/// new. The signature is checked before the nonce is used up, so nobody can burn another device's
/// nonces.
final class Admission {
    static final Duration WINDOW = Duration.ofMinutes(2);

    private final Devices devices;
    private final ServerId server;
    private final Clock clock;

    Admission(Devices devices, ServerId server, Clock clock) {
        this.devices = devices;
        this.server = server;
        this.clock = clock;
    }

    Answer<DeviceId> admit(
            SignedRequest request, Function<DeviceId, Answer<Sha256>> body, boolean mustBeKnown) {
        if (!request.isComplete()) {
            return Answer.refused(Refusal.UNSIGNED);
        }
        var id = new DeviceId(request.device());
        var time = Instant.ofEpochMilli(Long.parseLong(request.timestamp()));
        if (Duration.between(time, clock.instant()).abs().compareTo(WINDOW) > 0) {
            return Answer.refused(Refusal.CLOCK_OFF);
        }
        var known = devices.known(id, request.instance());
        if (mustBeKnown && !known.isKnown()) {
            return Answer.refused(Refusal.UNKNOWN_DEVICE);
        }
        return switch (body.apply(id)) {
            case Answer.Refused<Sha256> refused -> Answer.refused(refused.reason());
            case Answer.Done<Sha256>(var hash) -> {
                var signed =
                        new RequestSignature(
                                request.method(),
                                request.path(),
                                hash,
                                server,
                                time,
                                request.nonce(),
                                id);
                if (!signed.isSignedBy(id, request.signature())) {
                    yield Answer.refused(Refusal.BAD_SIGNATURE);
                }
                if (mustBeKnown && known.isSuperseded()) {
                    yield Answer.refused(Refusal.SUPERSEDED);
                }
                yield devices.useNonce(id, request.nonce(), WINDOW.multipliedBy(2))
                        ? Answer.done(id)
                        : Answer.refused(Refusal.REPLAYED);
            }
        };
    }
}
