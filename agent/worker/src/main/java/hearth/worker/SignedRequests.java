package hearth.worker;

import hearth.protocol.Messages;
import hearth.protocol.RequestSignature;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;

/// Requests of one running agent that say who sends them, by the coordinator's clock. Safe for use
/// by many threads.
final class SignedRequests {
    private static final int NONCE_BYTES = 16;

    private final URI coordinator;
    private final SigningKey key;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final String instance;

    /// What was learned at first contact.
    ///
    /// @param ahead how far the server's clock is ahead of ours
    record Contact(Messages.Server server, Duration ahead) {}

    SignedRequests(URI coordinator, SigningKey key, Clock clock) {
        var text = coordinator.toString();
        this.coordinator =
                text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : coordinator;
        this.key = key;
        this.clock = clock;
        this.instance = hex();
    }

    private String hex() {
        var bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /// Of this running agent, 32 hex digits.
    String instance() {
        return instance;
    }

    URI uri(String path) {
        return URI.create(coordinator + path);
    }

    HttpRequest signed(Contact to, String method, String path, byte[] body) {
        var publisher =
                method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
        return head(to, method, path, Sha256.of(body)).method(method, publisher).build();
    }

    /// @param body hash of what the request carries or is part of
    HttpRequest.Builder head(Contact to, String method, String path, Sha256 body) {
        var content = content(to, method, path, body, hex());
        return headers(path, content).header(RequestSignature.SIGNATURE_HEADER, content.sign(key));
    }

    /// @param body hash of what the request carries or is part of
    HttpRequest.Builder inSession(
            Contact to, DeviceSession.Open session, String method, String path, Sha256 body) {
        var content = content(to, method, path, body, session.nextNonce());
        return headers(path, content)
                .header(RequestSignature.MAC_HEADER, content.mac(session.key()));
    }

    private RequestSignature content(
            Contact to, String method, String path, Sha256 body, String nonce) {
        var uri = uri(path);
        var query = uri.getRawQuery();
        return new RequestSignature(
                method,
                query == null ? uri.getRawPath() : uri.getRawPath() + "?" + query,
                body,
                to.server().id(),
                clock.instant().plus(to.ahead()),
                nonce,
                key.deviceId());
    }

    private HttpRequest.Builder headers(String path, RequestSignature signature) {
        return Exchange.request(uri(path))
                .header(RequestSignature.DEVICE_HEADER, signature.device().value())
                .header(
                        RequestSignature.TIMESTAMP_HEADER,
                        Long.toString(signature.timestamp().toEpochMilli()))
                .header(RequestSignature.INSTANCE_HEADER, instance)
                .header(RequestSignature.NONCE_HEADER, signature.nonce());
    }
}
