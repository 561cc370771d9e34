package hearth.worker;

import hearth.protocol.DeviceId;
import hearth.protocol.ReplySeal;
import hearth.protocol.RequestSignature;
import hearth.protocol.ServerId;
import hearth.protocol.SessionGrant;
import hearth.protocol.Sha256;

import org.jspecify.annotations.Nullable;

import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.Optional;
import java.util.function.Predicate;

/// Tells the coordinator's answer to one request of this device from whatever else comes over the
/// line: by the key of the session that the request was sent in, else by the coordinator's
/// signature. A request that does not say who sends it has no such answer, and what comes is
/// nobody's word. Safe for use by many threads.
final class ReplyCheck {
    private static final String CONTENT = "/v1/blobs/";
    private static final int OK = 200;

    private final DeviceSession session;
    private volatile @Nullable ServerId server;

    ReplyCheck(DeviceSession session) {
        this.session = session;
    }

    /// Whose answers are believed from now on.
    void expect(ServerId coordinator) {
        server = coordinator;
    }

    /// Whether a reply vouches for something, rightly or not.
    static boolean isSealed(HttpHeaders reply) {
        return reply.firstValue(ReplySeal.MAC_HEADER).isPresent()
                || reply.firstValue(ReplySeal.SIGNATURE_HEADER).isPresent();
    }

    /// Of a reply that is there as a whole. Content that was asked for by its hash is its own
    /// proof.
    boolean isAnswer(HttpRequest request, int status, HttpHeaders reply, byte[] body) {
        return asked(request)
                        .map(
                                asked ->
                                        isProven(
                                                asked.answered(status, reply::firstValue, body),
                                                reply))
                        .orElse(true)
                || (status == OK
                        && name(request).filter(hash -> hash.equals(Sha256.of(body))).isPresent());
    }

    /// Of the head of content that is about to come.
    boolean isStream(HttpRequest request, int status, HttpHeaders reply) {
        return asked(request)
                .map(
                        asked ->
                                name(request)
                                        .map(n -> asked.streams(status, reply::firstValue, n))
                                        .filter(seal -> isProven(seal, reply))
                                        .isPresent())
                .orElse(true);
    }

    private Optional<ReplySeal.Asked> asked(HttpRequest request) {
        var headers = request.headers();
        var nonce = headers.firstValue(RequestSignature.NONCE_HEADER);
        var device = headers.firstValue(RequestSignature.DEVICE_HEADER).map(DeviceId::new);
        var known = server;
        return nonce.isEmpty() || device.isEmpty() || known == null
                ? Optional.empty()
                : Optional.of(
                        ReplySeal.Asked.of(known, device.get(), nonce.get(), headers::firstValue));
    }

    private boolean isProven(ReplySeal seal, HttpHeaders reply) {
        Predicate<String> hasMac =
                mac ->
                        session.keyOf(SessionGrant.sessionOf(seal.asked().nonce()))
                                .filter(key -> seal.hasMac(key, mac))
                                .isPresent();
        return reply.firstValue(ReplySeal.MAC_HEADER).filter(hasMac).isPresent()
                || reply.firstValue(ReplySeal.SIGNATURE_HEADER).filter(seal::isSigned).isPresent();
    }

    /// Content is asked for by its hash, at the end of the path.
    private static Optional<Sha256> name(HttpRequest request) {
        var path = request.uri().getPath();
        int from = path.lastIndexOf(CONTENT);
        try {
            return from < 0
                    ? Optional.empty()
                    : Optional.of(new Sha256(path.substring(from + CONTENT.length())));
        } catch (IllegalArgumentException isNoHash) {
            return Optional.empty();
        }
    }
}
