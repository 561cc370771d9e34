package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import hearth.protocol.JobId;
import hearth.protocol.Messages.Commit;
import hearth.protocol.Messages.LeaseReply;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.Messages.Registration;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A real coordinator among senders that are too many, too loud or too slow; here they all come
/// from this computer, which counts as one network.
class CrowdTest {
    private static final Duration HEAD = Duration.ofMillis(700);
    private static final String ACCOUNT = "0x00000000000000000000000000000000000000aa";
    private static final int PATIENCE_MILLIS = 60_000;

    @TempDir private Path folder;

    @SuppressWarnings("NullAway.Init") // each test opens it with its limits
    private CoordinatorServer server;

    private static final int OF_ACCOUNT = 80;

    /// By each of five devices, twice: with their sessions less than their account may.
    private static final int ASKED = 6;

    private final List<Socket> sockets = new ArrayList<>();

    private void open(TrafficLimits limits) {
        var config = HttpInterfaceTest.config(folder, 0).limiting(limits);
        server =
                switch (CoordinatorServer.open(config)) {
                    case OpenOutcome.Opened opened -> opened.server();
                    case OpenOutcome other -> throw new AssertionError(other.toString());
                };
    }

    private static TrafficLimits limits(
            double perSecond, int burst, int ofDevice, int ofNetwork, int lines) {
        return new TrafficLimits(
                new TrafficLimits.Rate(perSecond, burst),
                new TrafficLimits.Rate(0.001, ofDevice),
                new TrafficLimits.Rate(0.001, OF_ACCOUNT),
                ofNetwork,
                lines,
                HEAD,
                1 << 10,
                1e9,
                true);
    }

    @AfterEach
    void close() throws IOException {
        for (var socket : sockets) {
            socket.close();
        }
        server.close();
    }

    /// A connection that has sent this much so far.
    private Socket dial(String sent) throws IOException {
        var socket = new Socket();
        sockets.add(socket);
        socket.connect(
                new InetSocketAddress(server.uri().getHost(), server.uri().getPort()),
                PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /// What comes until the other side hangs up.
    private static String answer(Socket socket) throws IOException {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (SocketException reset) {
            return "";
        }
    }

    private HttpResponse<byte[]> ask(HttpClient client, URI uri, String... headers) {
        try {
            var request = HttpRequest.newBuilder(uri).timeout(Duration.ofMinutes(1));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new AssertionError("an honest sender was not served", e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void servesOthersWhileMoreSilentPeersDialThanThereArePlaces() throws IOException {
        open(limits(1e6, 1_000_000, 1_000, 1_000, 64));
        var jobs = server.uri().resolve("/v1/jobs");
        for (int i = 0; i < 400; i++) {
            var _ = dial(i % 2 == 0 ? "" : "GET /v1/jobs HTTP/1.1\r\nHost: h\r\nX-Slow: ");
            if (i % 10 == 0) {
                try (var honest = HttpClient.newHttpClient()) {
                    assertThat(ask(honest, jobs).statusCode()).isEqualTo(200);
                }
            }
        }
    }

    @Test
    void hangsUpOnWhoeverBringsNoWholeHead() throws IOException {
        open(limits(1e6, 1_000_000, 1_000, 1_000, 1_000));
        for (var start : List.of("", "G", "GET /v1/jobs HTTP/1.1\r\nHost: h\r\nX-Slow: ")) {
            assertThat(answer(dial(start))).isEmpty();
        }
    }

    @Test
    void givesOneNetworkNoMoreConnectionsThanItsShare() throws IOException {
        open(limits(1e6, 1_000_000, 1_000, 4, 1_000));
        var whole = "GET /v1/jobs HTTP/1.1\r\nHost: h\r\n\r\n";
        for (int i = 0; i < 4; i++) {
            assertThat(dial(whole).getInputStream().read()).isEqualTo('H');
        }
        assertThat(answer(dial(""))).isEmpty();
    }

    @Test
    void endsABodyThatDrips() throws IOException {
        open(limits(1e6, 1_000_000, 1_000, 1_000, 1_000));
        var socket = dial("PUT /v1/device HTTP/1.1\r\nHost: h\r\nContent-Length: 60000\r\n\r\n{");
        var drip = Thread.ofVirtual().start(() -> drip(socket));
        assertThat(answer(socket))
                .as("what is read")
                .startsWith("HTTP/1.1 408 ")
                .contains("\"too-slow\"");
        socket.close();
        join(drip);
        var unsigned =
                dial(
                        "PUT /v1/leases/%s/update HTTP/1.1\r\nHost: h\r\nContent-Length: 60000\r\n\r\n."
                                .formatted("0".repeat(32)));
        var other = Thread.ofVirtual().start(() -> drip(unsigned));
        assertThat(answer(unsigned)).as("what nobody reads").startsWith("HTTP/1.1 401 ");
        unsigned.close();
        join(other);
    }

    @Test
    void keepsWhatCameOfAnUpdateThatDrips() throws IOException {
        open(limits(1e6, 1_000_000, 1_000, 1_000, 1_000));
        var manifest = TestJobs.manifest(server.coordinator().blobs(), 12, 50, Wei.ofEmber("1"));
        server.coordinator().create(new JobId("dripping"), manifest);
        var client = client(3);
        client.put("/v1/device", new Registration("desk"));
        client.put("/v1/device/payout", new PayoutBinding(ACCOUNT, 4_000_000_000L, "00"));
        var asked = new LeaseRequest(Set.of("gpt"));
        var lease =
                Stream.generate(() -> client.post("/v1/leases", asked))
                        .limit(1_000)
                        .flatMap(r -> client.json(r, LeaseReply.class).lease().stream())
                        .findFirst()
                        .orElseThrow();
        int steps = 30;
        var update = client.device.work(manifest, lease, steps);
        var commit = new Commit(lease.token(), Sha256.of(update), update.length, steps, 5, 4);
        assertThat(client.post("/v1/leases/" + lease.id() + "/commit", commit).statusCode())
                .isEqualTo(204);
        var path = "/v1/leases/" + lease.id() + "/update?from=0";
        var head = new StringBuilder("PUT " + path + " HTTP/1.1\r\nHost: h\r\n");
        client.signed("PUT", path, update)
                .header("Hearth-Token", Long.toString(lease.token()))
                .build()
                .headers()
                .map()
                .forEach((name, values) -> head.append(name + ": " + values.getFirst() + "\r\n"));
        head.append("Content-Length: " + update.length + "\r\n\r\n");
        var socket = dial(head.toString());
        var drip = Thread.ofVirtual().start(() -> drip(socket, update));
        assertThat(answer(socket)).startsWith("HTTP/1.1 202 ").contains("Connection: close");
        socket.close();
        join(drip);
    }

    @Test
    void writesNothingAboutASenderWhoGoesAway() throws IOException {
        var lines = new ConcurrentLinkedQueue<LogRecord>();
        var handler = keeping(lines);
        Logger.getLogger("").addHandler(handler);
        try {
            open(limits(1e6, 1_000_000, 1_000, 1_000, 1_000));
            for (var path : List.of("device", "leases/%s/update".formatted("0".repeat(32)))) {
                var socket =
                        dial(
                                "PUT /v1/"
                                        + path
                                        + " HTTP/1.1\r\nHost: h\r\nContent-Length: 60000\r\n\r\n{");
                socket.shutdownOutput();
                assertThat(answer(socket)).doesNotContain("HTTP/1.1 5");
            }
        } finally {
            Logger.getLogger("").removeHandler(handler);
        }
        assertThat(lines).extracting(LogRecord::getThrown).containsOnlyNulls();
        assertThat(lines)
                .extracting(LogRecord::getLevel)
                .allMatch(level -> level.intValue() <= Level.INFO.intValue());
    }

    private static Handler keeping(Queue<LogRecord> lines) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    private static void drip(Socket socket) {
        drip(socket, new byte[1 << 16]);
    }

    private static void drip(Socket socket, byte[] bytes) {
        try {
            for (byte next : bytes) {
                socket.getOutputStream().write(next);
                Thread.sleep(Duration.ofMillis(20));
            }
        } catch (IOException hungUp) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(Thread thread) {
        try {
            assertThat(thread.join(Duration.ofMinutes(1))).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tellsALoudNetworkHowLongToWait() {
        open(limits(0.01, 30, 1_000, 1_000, 1_000));
        try (var client = HttpClient.newHttpClient()) {
            var replies =
                    IntStream.range(0, 40)
                            .mapToObj(_ -> ask(client, server.uri().resolve("/v1/jobs")))
                            .toList();
            assertThat(replies.subList(0, 30)).allMatch(r -> r.statusCode() == 200);
            assertThat(replies.subList(30, 40))
                    .allMatch(r -> r.statusCode() == 429)
                    .allMatch(
                            r -> {
                                var wait = r.headers().firstValueAsLong("Retry-After");
                                return wait.orElse(0) > 50 && wait.orElse(0) <= 100;
                            });
        }
    }

    @Test
    void limitsOneKeyAndNotItsNeighbours() {
        open(limits(1e6, 1_000_000, 5, 1_000, 1_000));
        var loud = client(1);
        var quiet = client(2);
        var statuses =
                IntStream.range(0, 12)
                        .mapToObj(_ -> loud.put("/v1/device", new Registration("desk")))
                        .toList();
        assertThat(statuses.subList(0, 5)).allMatch(r -> r.statusCode() == 204);
        assertThat(statuses.subList(5, 12))
                .allMatch(r -> r.statusCode() == 429)
                .allMatch(r -> r.headers().firstValue("Retry-After").isPresent());
        assertThat(quiet.put("/v1/device", new Registration("desk")).statusCode()).isEqualTo(204);
    }

    /// Ten times what it may, from five devices at once; others with as many devices and the same
    /// network lose no answer, and none of theirs is late.
    @Test
    void limitsOneAccountAndNotItsNeighbours() throws InterruptedException {
        open(limits(1e6, 1_000_000, 1_000_000, 1_000, 1_000));
        var loud = IntStream.range(1, 6).mapToObj(i -> paid(i, "aa")).toList();
        var quiet = IntStream.range(6, 11).mapToObj(i -> paid(i, "bb")).toList();
        var alone = new ArrayList<Long>();
        quiet.forEach(device -> asked(device, alone));
        var beside = new ArrayList<Long>();
        var statuses = new ConcurrentHashMap<Integer, AtomicInteger>();
        var loudly =
                loud.stream()
                        .map(
                                device ->
                                        Thread.ofVirtual()
                                                .start(
                                                        () -> {
                                                            for (int i = 0;
                                                                    i < 2 * OF_ACCOUNT;
                                                                    i++) {
                                                                statuses.computeIfAbsent(
                                                                                earnings(device),
                                                                                _ ->
                                                                                        new AtomicInteger())
                                                                        .incrementAndGet();
                                                            }
                                                        }))
                        .toList();
        quiet.forEach(device -> asked(device, beside));
        for (var thread : loudly) {
            thread.join();
        }
        // Their sessions counted, too.
        assertThat(statuses.keySet()).containsExactlyInAnyOrder(200, 429);
        assertThat(requireNonNull(statuses.get(200)).get()).isBetween(OF_ACCOUNT - 15, OF_ACCOUNT);
        assertThat(p99(beside))
                .as("alone " + p99(alone) / 1e6 + " ms")
                .isLessThan(20 * p99(alone) + Duration.ofMillis(500).toNanos());
    }

    private void asked(SignedClient device, List<Long> took) {
        for (int i = 0; i < ASKED; i++) {
            long begun = System.nanoTime();
            assertThat(earnings(device)).isEqualTo(200);
            took.add(System.nanoTime() - begun);
        }
    }

    private static int earnings(SignedClient device) {
        return device.signedGet("/v1/earnings").statusCode();
    }

    private static long p99(List<Long> took) {
        return took.stream().sorted().toList().get((took.size() * 99 - 1) / 100);
    }

    /// A registered device in a session, paid to one account.
    private SignedClient paid(int number, String account) {
        var device = client(number);
        assertThat(device.put("/v1/device", new Registration("desk")).statusCode()).isEqualTo(204);
        var binding =
                new PayoutBinding(
                        "0x" + "0".repeat(38) + account,
                        Instant.now().plusSeconds(60).getEpochSecond(),
                        "00");
        assertThat(device.put("/v1/device/payout", binding).statusCode()).isEqualTo(204);
        return device.inSession();
    }

    private SignedClient client(int number) {
        return new SignedClient(
                server.uri(), new SimulatedDevice(number, SimulatedDevice.Temper.HONEST));
    }

    @Test
    void speaksWithVersionsThatItKnowsOnly() {
        open(TrafficLimits.network());
        var jobs = server.uri().resolve("/v1/jobs");
        try (var client = HttpClient.newHttpClient()) {
            assertThat(ask(client, jobs).statusCode()).isEqualTo(200);
            for (var spoken : List.of("1", "2", "3")) {
                assertThat(ask(client, jobs, "Hearth-Protocol", spoken).statusCode())
                        .as("version '%s'", spoken)
                        .isEqualTo(200);
            }
            for (var other : List.of("0", "4", "one")) {
                var reply = ask(client, jobs, "Hearth-Protocol", other);
                assertThat(reply.statusCode()).as("version '%s'", other).isEqualTo(426);
                assertThat(new String(reply.body(), StandardCharsets.UTF_8))
                        .as("version '%s'", other)
                        .contains(other.equals("0") ? "agent-too-old" : "coordinator-too-old");
            }
        }
    }
}
