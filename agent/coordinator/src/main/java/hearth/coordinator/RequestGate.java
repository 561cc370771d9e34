package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.RequestSignature;
import hearth.protocol.Sha256;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

import java.util.Optional;
import java.util.function.Function;

/// Takes from a request what [Admission] looks at.
final class RequestGate {
    private final Coordinator coordinator;

    RequestGate(Coordinator coordinator) {
        this.coordinator = coordinator;
    }

    /// @param body hash of the body, known or promised, of this device's request; empty refuses
    /// @param mustBeKnown false only for the registration itself
    Answer<DeviceId> admit(
            ServerRequest request, Function<DeviceId, Answer<Sha256>> body, boolean mustBeKnown) {
        return coordinator.admit(
                new SignedRequest(
                        request.prologue().method().text(),
                        pathWithQuery(request),
                        header(request, RequestSignature.DEVICE_HEADER),
                        header(request, RequestSignature.TIMESTAMP_HEADER),
                        header(request, RequestSignature.NONCE_HEADER),
                        header(request, RequestSignature.SIGNATURE_HEADER),
                        header(request, RequestSignature.INSTANCE_HEADER)),
                body,
                mustBeKnown);
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
