package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Json;
import hearth.protocol.KeyExchange;
import hearth.protocol.Messages.Server;
import hearth.protocol.ProtocolVersion;
import hearth.protocol.ReplySeal;
import hearth.protocol.RequestSignature;
import hearth.protocol.ServerId;
import hearth.protocol.SessionGrant;
import hearth.protocol.SessionKey;
import hearth.protocol.Sha256;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Sends signed requests as a device does. Whatever is answered has to be as it is described.
final class SignedClient {
    private static final int OK = 200;

    private final URI uri;
    final SimulatedDevice device;
    private final HttpClient http = HttpClient.newHttpClient();
    private final SecureRandom random = new SecureRandom();
    private final ServerId server;
    private Optional<String> instance = Optional.empty();
    private Optional<Session> session = Optional.empty();
    private Optional<String> version = Optional.empty();

    SignedClient(URI uri, SimulatedDevice device) {
        this.uri = uri;
        this.device = device;
        this.server = json(get("/v1/server"), Server.class).id();
    }

    HttpResponse<byte[]> get(String path) {
        return send(HttpRequest.newBuilder(uri.resolve(path)).build());
    }

    /// From now on as this running agent of the device.
    SignedClient as(String running) {
        instance = Optional.of(running);
        return this;
    }

    /// From now on in this version of the protocol.
    SignedClient speaking(String protocol) {
        version = Optional.of(protocol);
        return this;
    }

    /// Whether the coordinator vouches for exactly this reply to exactly that request.
    ///
    /// @param content its name, of a reply that is content; else null
    boolean isSealed(HttpResponse<byte[]> reply, @Nullable Sha256 content) {
        var asked =
                ReplySeal.Asked.of(
                        server,
                        device.key.deviceId(),
                        reply.request()
                                .headers()
                                .firstValue(RequestSignature.NONCE_HEADER)
                                .orElseThrow(),
                        reply.request().headers()::firstValue);
        int status = reply.statusCode();
        var seal =
                content == null
                        ? asked.answered(status, reply.headers()::firstValue, reply.body())
                        : asked.streams(status, reply.headers()::firstValue, content);
        return session.map(
                        open ->
                                reply.headers()
                                        .firstValue(ReplySeal.MAC_HEADER)
                                        .filter(mac -> seal.hasMac(open.key(), mac)))
                .orElseGet(
                        () ->
                                reply.headers()
                                        .firstValue(ReplySeal.SIGNATURE_HEADER)
                                        .filter(seal::isSigned))
                .isPresent();
    }

    /// From now on with the HMAC of a session, whatever is sent.
    SignedClient inSession() {
        assertThat(beginsSession()).isTrue();
        return this;
    }

    /// The same where the coordinator may not be able to; then all is signed.
    ///
    /// @return whether there is a session
    boolean beginsSession() {
        session = Optional.empty();
        var exchange = KeyExchange.begin(random);
        var offer = new SessionGrant.Offer(exchange.publicHex());
        var answer = post("/v1/session", offer);
        if (answer.statusCode() != OK) {
            return false;
        }
        var grant = json(answer, SessionGrant.class);
        assertThat(grant.answers(server, device.key.deviceId(), offer)).isTrue();
        var terms = grant.content();
        session =
                Optional.of(
                        new Session(
                                terms.session(),
                                exchange.agree(terms.serverKey(), terms),
                                new AtomicLong()));
        return true;
    }

    boolean isInSession() {
        return session.isPresent();
    }

    /// From now on in the session that the device opened at another coordinator of the network.
    void shareSession(SignedClient other) {
        session = other.session;
    }

    private record Session(String id, SessionKey key, AtomicLong sequence) {}

    HttpResponse<byte[]> signedGet(String path) {
        var signature = signature("GET", path, new byte[0]);
        return send(sign(HttpRequest.newBuilder(uri.resolve(path)), signature).build());
    }

    HttpResponse<byte[]> put(String path, Object body) {
        return send("PUT", path, Json.bytes(body));
    }

    HttpResponse<byte[]> post(String path, Object body) {
        return send("POST", path, Json.bytes(body));
    }

    HttpResponse<byte[]> update(String path, long token, byte[] update) {
        return send("PUT", path, update, signature("PUT", path, update), token);
    }

    HttpResponse<byte[]> send(String method, String path, byte[] body) {
        return send(method, path, body, signature(method, path, body));
    }

    HttpResponse<byte[]> send(String method, String path, byte[] body, RequestSignature signature) {
        return send(method, path, body, signature, 0);
    }

    HttpResponse<byte[]> send(
            String method, String path, byte[] body, RequestSignature signature, long token) {
        var request = sign(HttpRequest.newBuilder(uri.resolve(path)), signature);
        request.header("Hearth-Token", Long.toString(token));
        return send(request.method(method, BodyPublishers.ofByteArray(body)).build());
    }

    /// Its head only; the body is the caller's.
    HttpRequest.Builder signed(String method, String path, byte[] body) {
        return sign(HttpRequest.newBuilder(uri.resolve(path)), signature(method, path, body));
    }

    RequestSignature signature(String method, String path, byte[] body) {
        return signature(method, path, body, Instant.now());
    }

    RequestSignature signature(String method, String path, byte[] body, Instant time) {
        var nonce = new byte[16];
        random.nextBytes(nonce);
        return new RequestSignature(
                method,
                path,
                Sha256.of(body),
                server,
                time,
                session.map(
                                open ->
                                        SessionGrant.nonce(
                                                open.id(), open.sequence().incrementAndGet()))
                        .orElseGet(() -> HexFormat.of().formatHex(nonce)),
                device.key.deviceId());
    }

    HttpRequest.Builder sign(HttpRequest.Builder request, RequestSignature signature) {
        instance.ifPresent(i -> request.header(RequestSignature.INSTANCE_HEADER, i));
        version.ifPresent(v -> request.header(ProtocolVersion.HEADER, v));
        return request.header(RequestSignature.DEVICE_HEADER, signature.device().value())
                .header(
                        RequestSignature.TIMESTAMP_HEADER,
                        Long.toString(signature.timestamp().toEpochMilli()))
                .header(RequestSignature.NONCE_HEADER, signature.nonce())
                .header(
                        session.isPresent()
                                ? RequestSignature.MAC_HEADER
                                : RequestSignature.SIGNATURE_HEADER,
                        session.map(open -> signature.mac(open.key()))
                                .orElseGet(() -> signature.sign(device.key)));
    }

    HttpResponse<byte[]> send(HttpRequest request) {
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            DescribedReplies.check(response);
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    <T> T json(HttpResponse<byte[]> response, Class<T> type) {
        if (response.statusCode() != OK) {
            throw new AssertionError(
                    response.statusCode()
                            + " "
                            + new String(response.body(), StandardCharsets.UTF_8));
        }
        return Json.read(response.body(), type);
    }
}
