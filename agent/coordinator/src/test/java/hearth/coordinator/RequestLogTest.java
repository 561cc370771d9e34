package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Json;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Messages.Problem;
import hearth.protocol.Messages.Registration;
import hearth.protocol.Messages.Release;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

final class RequestLogTest {
    private static final String ID = "[0-9a-f]{16}";

    /// Held, because a logger that nobody holds forgets its handlers.
    private static final Logger LOGGER = Logger.getLogger(RequestLog.class.getName());

    @TempDir Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Map<String, String>> lines = new CopyOnWriteArrayList<>();
    private final Handler handler = new Kept();
    private CoordinatorServer server;

    private final class Kept extends Handler {
        @Override
        public void publish(LogRecord line) {
            var fields = new TreeMap<>(LogContext.fields());
            fields.put("message", line.getMessage());
            lines.add(fields);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @BeforeEach
    void open() {
        LOGGER.setUseParentHandlers(false);
        LOGGER.addHandler(handler);
        server = HttpInterfaceTest.open(folder, 0);
    }

    @AfterEach
    void close() {
        server.close();
        http.close();
        LOGGER.removeHandler(handler);
        LOGGER.setUseParentHandlers(true);
    }

    private HttpResponse<byte[]> get(String path, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(server.uri().resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    /// A line is written when its answer is sent already.
    private List<Map<String, String>> lines(int many) {
        var patience = Instant.now().plusSeconds(20);
        while (lines.size() < many && Instant.now().isBefore(patience)) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(lines).hasSize(many);
        return lines;
    }

    private static String id(HttpResponse<?> reply) {
        return reply.headers().firstValue(RequestLog.HEADER).orElseThrow();
    }

    private static Problem problem(HttpResponse<byte[]> reply) {
        return Json.read(reply.body(), Problem.class);
    }

    @Test
    void aRefusedRequestHasTheSameIdInItsAnswerAndInItsLine() throws Exception {
        var reply = get("/no/such", "Hearth-Protocol", "2", "Hearth-Request", "my-own-id");

        assertThat(id(reply)).matches(ID);
        assertThat(problem(reply).requestId()).contains(id(reply));
        assertThat(lines(1).getFirst())
                .containsEntry("message", "request refused")
                .containsEntry("requestId", id(reply))
                .containsEntry("path", "other")
                .containsEntry("method", "GET")
                .containsEntry("status", "404")
                .containsEntry("refusal", "no-such-path")
                .containsKey("millis")
                .doesNotContainValue("my-own-id");
        assertThat(id(get("/no/such"))).isNotEqualTo(id(reply));
    }

    @Test
    void aSenderOfTheFirstVersionGetsAProblemAsItKnowsIt() throws Exception {
        for (var headers : List.of(new String[0], new String[] {"Hearth-Protocol", "1"})) {
            var reply = get("/no/such", headers);
            assertThat(new String(reply.body(), StandardCharsets.UTF_8))
                    .isEqualTo(
                            "{\"detail\":\"There is nothing at this path.\",\"id\":\"no-such-path\"}");
            assertThat(id(reply)).matches(ID);
        }
    }

    @Test
    void aLineSaysWhatItIsAboutAndWhatDevicesAskAllDayHasNone() {
        var client = new SignedClient(server.uri(), device());
        var device = client.device.key.deviceId();
        var _ = client.put("/v1/device", new Registration("desk"));
        var _ = client.post("/v1/leases", new LeaseRequest(Set.of("gpt")));
        var _ = client.signedGet("/v1/earnings");
        var gone = client.post("/v1/leases/a1/release", new Release(1));

        assertThat(lines(2).getFirst())
                .containsEntry("message", "request done")
                .containsEntry("path", "/v1/device")
                .containsEntry("device", device.value());
        assertThat(lines.getLast())
                .containsEntry("requestId", id(gone))
                .containsEntry("path", "/v1/leases/{id}/release")
                .containsEntry("device", device.value())
                .containsEntry("lease", "a1")
                .containsEntry("refusal", "no-such-lease");
    }

    private static SimulatedDevice device() {
        return new SimulatedDevice(7, SimulatedDevice.Temper.HONEST);
    }

    /// Text that would be a line of its own, wherever a sender may put some.
    @Test
    void nothingThatASenderWroteIsInALine() throws Exception {
        var forged = "{\"level\":\"ERROR\",\"message\":\"forged\"}";
        for (var request :
                List.of(
                        "GET /v1/leases/x%0a" + forged.replace("\"", "%22") + "/receipt HTTP/1.1",
                        "FORGED /v1/jobs HTTP/1.1",
                        "GET /v1/jobs?a=%0d%0aforged HTTP/1.1\r\nHearth-Device: forged\n\t"
                                + forged,
                        "GET /forged HTTP/1.1\r\nHearth-Protocol: 2\r\nHearth-Request: " + forged,
                        "PUT /v1/jobs/forged%0aforged HTTP/1.1\r\nContent-Length: 0")) {
            raw(request);
        }
        assertThat(lines).isNotEmpty();
        assertThat(lines)
                .allSatisfy(
                        line ->
                                assertThat(line.values())
                                        .noneMatch(
                                                v -> v.contains("forged") || v.contains("FORGED"))
                                        .allMatch(v -> v.matches("[\\w ./{}-]*")));
    }

    private void raw(String head) throws IOException {
        try (var line = new Socket(server.uri().getHost(), server.uri().getPort())) {
            line.getOutputStream()
                    .write(
                            (head + "\r\nHost: x\r\nConnection: close\r\n\r\n")
                                    .getBytes(StandardCharsets.ISO_8859_1));
            line.shutdownOutput();
            line.getInputStream().readAllBytes();
        }
    }

    @Test
    void refusalsWithoutEndDoNotFillTheFiles() throws Exception {
        int asked = 0;
        while (asked < 5_000 && lines.stream().allMatch(line -> unwritten(line) == 0)) {
            var _ = get("/no/such");
            asked++;
        }
        assertThat(asked).isGreaterThan(RequestLog.REFUSED.burst());
        assertThat(lines.size()).isLessThan(asked);
        assertThat(lines.stream().mapToLong(line -> 1 + unwritten(line)).sum())
                .isBetween(asked - 1L, (long) asked);
    }

    private static long unwritten(Map<String, String> line) {
        return Long.parseLong(line.getOrDefault("unwritten", "0"));
    }
}
