package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.RequestSignature;
import hearth.protocol.Sha256;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Takes from a request what [Admission] looks at.
final class RequestGate {
    private static final HeaderName DEVICE = HeaderNames.create(RequestSignature.DEVICE_HEADER);
    private static final HeaderName TIMESTAMP =
            HeaderNames.create(RequestSignature.TIMESTAMP_HEADER);
    private static final HeaderName NONCE = HeaderNames.create(RequestSignature.NONCE_HEADER);
    private static final HeaderName SIGNATURE =
            HeaderNames.create(RequestSignature.SIGNATURE_HEADER);
    private static final HeaderName MAC = HeaderNames.create(RequestSignature.MAC_HEADER);
    private static final HeaderName INSTANCE = HeaderNames.create(RequestSignature.INSTANCE_HEADER);

    private static final int MOST_DEVICES = 1_000_000;
    private static final DeviceId CROWD = new DeviceId("0".repeat(64));

    private final Coordinator coordinator;
    private final TokenBuckets<DeviceId> devices;
    private final TokenBuckets<String> accounts;

    RequestGate(Coordinator coordinator, TrafficLimits limits, LongSupplier nanos) {
        this.coordinator = coordinator;
        this.devices = new TokenBuckets<>(limits.ofDevice(), MOST_DEVICES, CROWD, nanos);
        this.accounts = new TokenBuckets<>(limits.ofAccount(), MOST_DEVICES, "", nanos);
    }

    /// @param body hash of the body, known or promised, of this device's request; empty refuses
    Answer<DeviceId> admit(
            ServerRequest request, Function<DeviceId, Answer<Sha256>> body, Proof proof) {
        var admitted =
                coordinator.admit(
                        new SignedRequest(
                                request.prologue().method().text(),
                                pathWithQuery(request),
                                header(request, DEVICE),
                                header(request, TIMESTAMP),
                                header(request, NONCE),
                                header(request, SIGNATURE),
                                header(request, MAC),
                                header(request, INSTANCE)),
                        body,
                        proof);
        return switch (admitted) {
            case Answer.Refused<DeviceId> refused -> refused;
            case Answer.Done<DeviceId>(var device) -> {
                LogContext.note("device", device);
                yield mayGoOn(device) ? admitted : Answer.refused(Refusal.TOO_MANY_REQUESTS);
            }
        };
    }

    /// A name costs nothing, so whoever has many devices shares one bucket, too.
    private boolean mayGoOn(DeviceId key) {
        return devices.take(key).isEmpty()
                && coordinator.accountOf(key).flatMap(accounts::take).isEmpty();
    }

    /// Lets in whoever asks for what anybody may ask, so that the reply can be sealed: who wants it
    /// so and shows who it is.
    ///
    /// @param body its hash
    /// @return why the request is refused, if it is
    Optional<Refusal> named(ServerRequest request, Sha256 body) {
        boolean isShown = !header(request, MAC).isEmpty() || !header(request, SIGNATURE).isEmpty();
        return Sealing.isAsked()
                        && isShown
                        && admit(request, _ -> Answer.done(body), Proof.OF_ANY_KEY_OR_SESSION)
                                instanceof Answer.Refused<DeviceId> refused
                ? Optional.of(refused.reason())
                : Optional.empty();
    }

    private static String pathWithQuery(ServerRequest request) {
        var path = request.prologue().uriPath().rawPath();
        var query = request.prologue().query();
        return query.isEmpty() ? path : path + "?" + query.rawValue();
    }

    private static String header(ServerRequest request, HeaderName name) {
        return request.headers().first(name).orElse("");
    }
}
