package hearth.app.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import hearth.app.install.CommandFailure;
import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.Messages.Received;
import hearth.protocol.Messages.Server;
import hearth.protocol.OwnerMessages.Piece;
import hearth.protocol.ReplySeal;
import hearth.protocol.RequestSignature;
import hearth.protocol.ServerId;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/// An owner's side of a line that breaks, and of a coordinator that is none.
@Timeout(30)
final class OwnerClientTest {
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[32]);
    private static final ServerId ID = new ServerId(KEY.deviceId().value());
    private static final byte[] MODEL = "a model that is long".getBytes(StandardCharsets.UTF_8);

    @TempDir private Path folder;
    private HttpServer server;
    private int puts;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/v1/server",
                exchange ->
                        answer(
                                exchange,
                                200,
                                Json.bytes(
                                        new Server(
                                                ID,
                                                "1",
                                                Clock.systemUTC().instant(),
                                                0,
                                                Optional.empty()))));
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private OwnerClient client() {
        return new OwnerClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                ID,
                KEY,
                Clock.systemUTC(),
                new SecureRandom());
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            var _ = exchange.getRequestBody().readAllBytes();
            var request = exchange.getRequestHeaders();
            var reply = exchange.getResponseHeaders();
            var nonce = request.getFirst(RequestSignature.NONCE_HEADER);
            if (nonce != null) {
                var asked =
                        ReplySeal.Asked.of(
                                ID,
                                KEY.deviceId(),
                                nonce,
                                name -> Optional.ofNullable(request.getFirst(name)));
                reply.set(
                        ReplySeal.SIGNATURE_HEADER,
                        asked.answered(
                                        status,
                                        name -> Optional.ofNullable(reply.getFirst(name)),
                                        body)
                                .sign(KEY));
            }
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Test
    void aModelThatComesInPartLeavesTheOneOfBefore() throws Exception {
        var target = Files.writeString(folder.resolve("model"), "the one of before");
        server.createContext(
                "/v1/blobs/",
                exchange -> {
                    exchange.sendResponseHeaders(200, MODEL.length);
                    exchange.getResponseBody().write(MODEL, 0, 5);
                    exchange.getResponseBody().flush();
                    // Closing it short closes the line.
                    exchange.close();
                });
        try (var client = client()) {
            assertThatExceptionOfType(CommandFailure.class)
                    .isThrownBy(() -> client.download(Sha256.of(MODEL), target))
                    .withMessageContaining("nothing of it was kept");
            server.removeContext("/v1/blobs/");
            server.createContext("/v1/blobs/", exchange -> answer(exchange, 200, new byte[9]));
            assertThatExceptionOfType(CommandFailure.class)
                    .isThrownBy(() -> client.download(Sha256.of(MODEL), target))
                    .withMessageContaining("has another hash");
            assertThat(target).hasContent("the one of before");
            assertThat(folder).isDirectoryNotContaining("glob:**/*.part");

            server.removeContext("/v1/blobs/");
            server.createContext("/v1/blobs/", exchange -> answer(exchange, 200, MODEL));
            client.download(Sha256.of(MODEL), target);
            assertThat(target).hasBinaryContent(MODEL);
        }
    }

    @Test
    void whatIsRefusedIsSaidByItsOwnName() throws Exception {
        server.createContext(
                "/v1/blobs/",
                exchange ->
                        answer(
                                exchange,
                                429,
                                "{\"detail\":\"\",\"id\":\"too-many-requests\"}"
                                        .getBytes(StandardCharsets.UTF_8)));
        try (var client = client()) {
            assertThatExceptionOfType(CommandFailure.class)
                    .isThrownBy(() -> client.download(Sha256.of(MODEL), folder.resolve("model")))
                    .withMessage("The coordinator refused: too-many-requests.");
        }
    }

    @Test
    void anUploadOfWhichNothingIsTakenEnds() throws Exception {
        var piece = Files.write(folder.resolve("piece"), MODEL);
        server.createContext(
                "/v1/jobs/",
                exchange -> {
                    boolean isPut = exchange.getRequestMethod().equals("PUT");
                    puts += isPut ? 1 : 0;
                    answer(exchange, isPut ? 202 : 200, Json.bytes(new Received(MODEL.length)));
                });
        try (var client = client()) {
            assertThatExceptionOfType(CommandFailure.class)
                    .isThrownBy(
                            () ->
                                    client.upload(
                                            new JobId("j"),
                                            new Piece(Sha256.of(MODEL), MODEL.length + 1),
                                            piece))
                    .withMessageContaining("the same command goes on");
        }
        assertThat(puts).isEqualTo(5);
    }

    @Test
    void nobodyAndSomebodyElseAreSentences() throws Exception {
        server.removeContext("/v1/server");
        server.createContext(
                "/v1/server",
                exchange -> answer(exchange, 200, "<html>".getBytes(StandardCharsets.UTF_8)));
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(this::client)
                .withMessageContaining("is no coordinator");
        server.stop(0);
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(this::client)
                .withMessageContaining("does not answer");
    }
}
