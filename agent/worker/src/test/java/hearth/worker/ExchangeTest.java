package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/// What a coordinator that has too much to do says, as an agent hears it.
class ExchangeTest {
    private record Scripted(int status, Map<String, String> headers, String body) {}

    private final Queue<Scripted> replies = new ConcurrentLinkedQueue<>();
    private final List<String> versions = new ArrayList<>();
    private HttpServer server;
    private Exchange exchange;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                request -> {
                    versions.addAll(request.getRequestHeaders().get("Hearth-Protocol"));
                    var reply = replies.remove();
                    reply.headers().forEach(request.getResponseHeaders()::add);
                    var body = reply.body().getBytes(StandardCharsets.UTF_8);
                    request.sendResponseHeaders(
                            reply.status(), body.length == 0 ? -1 : body.length);
                    request.getResponseBody().write(body);
                    request.close();
                });
        server.start();
        exchange = new Exchange(Exchange.network(), Duration.ofSeconds(30), LineCount.NOBODY);
    }

    @AfterEach
    void close() {
        exchange.close();
        server.stop(0);
    }

    private Outcome<byte[]> ask(int status, Map<String, String> headers) {
        return ask(status, headers, "");
    }

    private Outcome<byte[]> ask(int status, Map<String, String> headers, String body) {
        replies.add(new Scripted(status, headers, body));
        return exchange.bytes(request());
    }

    private HttpRequest request() {
        var address = server.getAddress();
        var uri = "http://" + address.getHostString() + ":" + address.getPort() + "/v1/jobs";
        return Exchange.request(URI.create(uri)).GET().build();
    }

    @Test
    void staysAwayAsLongAsItIsAskedAndNoLongerThanALeaseBears() {
        ask(200, Map.of("Hearth-Next-Contact", "75"));
        assertThat(exchange.within(Duration.ofHours(1)).nextContact())
                .isEqualTo(Duration.ofSeconds(75));
        ask(200, Map.of("Hearth-Next-Contact", "99999"));
        assertThat(exchange.nextContact()).isEqualTo(Duration.ofMinutes(3));
        ask(200, Map.of("Hearth-Next-Contact", "-5"));
        assertThat(exchange.nextContact()).isEqualTo(Duration.ZERO);
        ask(200, Map.of("Hearth-Next-Contact", "20"));
        ask(200, Map.of());
        assertThat(exchange.nextContact()).isEqualTo(Duration.ZERO);
    }

    @Test
    void waitsWhereItAskedTooMuchOrThereIsTooMuchToDo() {
        for (int status : new int[] {408, 425, 429, 503}) {
            assertThat(ask(status, Map.of("Retry-After", "7")))
                    .isEqualTo(
                            new Outcome.Unreachable<>(
                                    "coordinator-busy", Optional.of(Duration.ofSeconds(7))));
        }
    }

    @Test
    void saysWhichVersionItSpeaksAndThatThisOneIsTooOld() {
        assertThat(ask(426, Map.of())).isEqualTo(new Outcome.Unreachable<>("update-needed"));
        assertThat(ask(426, Map.of(), problem("agent-too-old")))
                .isEqualTo(new Outcome.Unreachable<>("update-needed"));
        assertThat(versions).containsExactly("3", "3");
    }

    @Test
    void saysThatTheCoordinatorIsTooOld() {
        // The second is what one says that is from before it was told which side is too old.
        for (var id : List.of("coordinator-too-old", "unknown-protocol")) {
            assertThat(ask(426, Map.of(), problem(id)))
                    .isEqualTo(new Outcome.Unreachable<>("coordinator-too-old"));
        }
    }

    private static String problem(String id) {
        return "{\"detail\":\"as it says\",\"id\":\"" + id + "\"}";
    }

    /// Against the owner's data cap, also where it is no answer.
    @Test
    void countsWhatItSendsAndWhatComesBack() {
        var line = new LineCounter();
        try (var counting = Exchange.counted(line)) {
            replies.add(new Scripted(200, Map.of(), "12345"));
            var body = HttpRequest.BodyPublishers.ofString("1234567");
            counting.bytes(Exchange.request(request().uri()).POST(body).build());
            assertThat(line.up.get()).isEqualTo(7);
            assertThat(line.down.get()).isEqualTo(5);

            replies.add(new Scripted(500, Map.of("X", "y".repeat(100_000)), "12345"));
            counting.bytes(request());
            assertThat(line.down.get()).as("and headers beyond the usual").isGreaterThan(90_000);

            line.down.set(0);
            replies.add(new Scripted(200, Map.of(), "1".repeat(1 << 19)));
            assertThat(counting.bytes(request())).isInstanceOf(Outcome.Unreachable.class);
            assertThat(line.down.get()).as("what came before it was too long").isPositive();
        }
    }

    private static final Flow.Subscription UNASKED =
            new Flow.Subscription() {
                @Override
                public void request(long n) {}

                @Override
                public void cancel() {}
            };

    private static final HttpResponse.ResponseInfo PLAIN =
            new HttpResponse.ResponseInfo() {
                @Override
                public int statusCode() {
                    return 200;
                }

                @Override
                public HttpHeaders headers() {
                    return HttpHeaders.of(Map.of(), (_, _) -> true);
                }

                @Override
                public HttpClient.Version version() {
                    return HttpClient.Version.HTTP_1_1;
                }
            };

    /// A crash forgets nothing that is under way.
    @Test
    void countsARequestBeforeItIsSentAndAReplyWhileItComes() {
        var full =
                new LineCounter() {
                    @Override
                    public void uploaded(long bytes) {
                        throw new AgentException("journal-unreadable", "it is not counted", null);
                    }
                };
        try (var counting = Exchange.counted(full)) {
            replies.add(new Scripted(200, Map.of(), ""));
            var body = HttpRequest.BodyPublishers.ofString("1234567");
            var request = Exchange.request(request().uri()).POST(body).build();
            assertThatThrownBy(() -> counting.bytes(request)).isInstanceOf(AgentException.class);
            assertThat(replies).as("nobody was asked").hasSize(1);
        }

        var heard = new AtomicLong();
        var arriving = new CountedReply(100, heard::addAndGet).apply(PLAIN);
        arriving.onSubscribe(UNASKED);
        arriving.onNext(List.of(ByteBuffer.wrap(new byte[7])));
        assertThat(heard).as("and it goes on").hasValue(7);
    }

    private static class LineCounter implements LineCount {
        final AtomicLong down = new AtomicLong();
        final AtomicLong up = new AtomicLong();

        @Override
        public void expect() {}

        @Override
        public void downloaded(long bytes) {
            down.addAndGet(bytes);
        }

        @Override
        public void uploaded(long bytes) {
            up.addAndGet(bytes);
        }
    }
}
