package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.ReplySeal;
import hearth.protocol.RequestSignature;
import hearth.protocol.ServerId;
import hearth.protocol.SessionGrant;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// Lets a signed request in: all of it there, device known, signature over exactly this request to
/// exactly this server, time within two minutes, from the newest agent that has this key, nonce
/// new. The signature is checked before the nonce is used up, so nobody can burn another device's
/// nonces. In a session an HMAC stands for the signature and a sequence for the nonce. Whoever
/// showed one of them gets a sealed reply, also one that refuses.
final class Admission {
    static final Duration WINDOW = Duration.ofMinutes(2);

    private final Devices devices;
    private final SigningKey key;
    private final ServerId server;
    private final Clock clock;
    private final Sessions sessions;

    Admission(Devices devices, SigningKey key, Clock clock, Sessions sessions) {
        this.devices = devices;
        this.key = key;
        this.server = key.serverId();
        this.clock = clock;
        this.sessions = sessions;
    }

    Answer<DeviceId> admit(
            SignedRequest request, Function<DeviceId, Answer<Sha256>> body, Proof proof) {
        boolean isEnough = !request.isInSession() || proof.takesSessions();
        if (!request.isComplete() || !isEnough) {
            return Answer.refused(Refusal.UNSIGNED);
        }
        var id = new DeviceId(request.device());
        var time = Instant.ofEpochMilli(Long.parseLong(request.timestamp()));
        if (Duration.between(time, clock.instant()).abs().compareTo(WINDOW) > 0) {
            return Answer.refused(Refusal.CLOCK_OFF);
        }
        return request.isInSession()
                ? inSession(request, id, time, body)
                : signed(request, id, time, body, proof.mustBeKnown());
    }

    private RequestSignature content(
            SignedRequest request, DeviceId device, Instant time, Sha256 body) {
        return new RequestSignature(
                request.method(), request.path(), body, server, time, request.nonce(), device);
    }

    private Answer<DeviceId> inSession(
            SignedRequest request,
            DeviceId device,
            Instant time,
            Function<DeviceId, Answer<Sha256>> body) {
        var now = clock.instant();
        var found = sessions.find(device, SessionGrant.sessionOf(request.nonce()), now);
        if (found.isEmpty() || !found.get().isTakenAt(time)) {
            return Answer.refused(Refusal.UNKNOWN_SESSION);
        }
        var session = found.get();
        return switch (body.apply(device)) {
            case Answer.Refused<Sha256> refused -> Answer.refused(refused.reason());
            case Answer.Done<Sha256>(var hash) -> {
                var content = content(request, device, time, hash);
                if (!session.isOf(content, request.mac())) {
                    yield Answer.refused(Refusal.BAD_SIGNATURE);
                }
                Sealing.letIn(content, session::proves);
                if (!session.isTrusted(now) && !isStillHeard(session, request, device, now)) {
                    yield Answer.refused(Refusal.UNKNOWN_SESSION);
                }
                yield session.isFirst(SessionGrant.sequenceOf(request.nonce()))
                        ? Answer.done(device)
                        : Answer.refused(Refusal.REPLAYED);
            }
        };
    }

    /// Another coordinator of the network may have heard of a newer agent.
    private boolean isStillHeard(
            Sessions.Session session, SignedRequest request, DeviceId device, Instant now) {
        var known = devices.known(device, request.instance());
        if (!known.isKnown() || known.isSuperseded()) {
            sessions.end(device);
            return false;
        }
        devices.heard(device);
        session.trust(now);
        return true;
    }

    private Answer<DeviceId> signed(
            SignedRequest request,
            DeviceId id,
            Instant time,
            Function<DeviceId, Answer<Sha256>> body,
            boolean mustBeKnown) {
        var known = devices.known(id, request.instance());
        if (mustBeKnown && !known.isKnown()) {
            return Answer.refused(Refusal.UNKNOWN_DEVICE);
        }
        return switch (body.apply(id)) {
            case Answer.Refused<Sha256> refused -> Answer.refused(refused.reason());
            case Answer.Done<Sha256>(var hash) -> {
                var signed = content(request, id, time, hash);
                if (!signed.isSignedBy(id, request.signature())) {
                    yield Answer.refused(Refusal.BAD_SIGNATURE);
                }
                Sealing.letIn(signed, this::signs);
                if (mustBeKnown && known.isSuperseded()) {
                    yield Answer.refused(Refusal.SUPERSEDED);
                }
                yield devices.useNonce(id, request.nonce(), WINDOW.multipliedBy(2))
                        ? Answer.done(id)
                        : Answer.refused(Refusal.REPLAYED);
            }
        };
    }

    private Sealing.Proof signs(ReplySeal seal) {
        return new Sealing.Proof(ReplySeal.SIGNATURE_HEADER, seal.sign(key));
    }

    /// For which account a key that was let in acts.
    Optional<String> accountOf(DeviceId key) {
        return devices.accountOf(key);
    }
}
