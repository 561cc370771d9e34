package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/// Nodes that send the head of an answer and then nothing: the time of an HTTP request is over
/// with the head.
@Timeout(60)
final class StallingNodeTest {
    private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");
    private static final long BLOCK = 16;

    private final List<HttpServer> servers = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void stop() {
        end.countDown();
        servers.forEach(s -> s.stop(0));
    }

    private enum Manner {
        ANSWERS,
        STALLS,
        REFUSES
    }

    private URI node(Manner manner) throws IOException {
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> answer(exchange, manner));
        server.start();
        servers.add(server);
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange, Manner manner) throws IOException {
        try (exchange) {
            var asked =
                    ID.matcher(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
            assertThat(asked.find()).isTrue();
            var body =
                    "{\"jsonrpc\":\"2.0\",\"id\":%s,%s}"
                            .formatted(
                                    asked.group(1),
                                    manner == Manner.REFUSES
                                            ? "\"error\":{\"code\":-32000,\"message\":\"no\"}"
                                            : "\"result\":\"0x10\"")
                            .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            if (manner == Manner.STALLS) {
                exchange.getResponseBody().write(body, 0, 1);
                exchange.getResponseBody().flush();
                end.await();
            }
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    @Test
    void oneOfThreeKeepsNobodyFromTheOtherTwo() throws IOException {
        try (var nodes =
                Nodes.at(
                        List.of(node(Manner.ANSWERS), node(Manner.STALLS), node(Manner.ANSWERS)))) {
            assertThat(nodes.blockNumber()).isEqualTo(BLOCK);
            assertThat(nodes.findings())
                    .singleElement()
                    .satisfies(f -> assertThat(f.kind()).isEqualTo(NodeFinding.Kind.SILENT));
        }
    }

    /// It may have handed the bytes on: whoever believes it signs the same payment again.
    @Test
    void aSingleRefusalAmongSilentNodesIsNone() throws IOException {
        var silent = URI.create("http://127.0.0.1:1");
        try (var nodes = Nodes.at(List.of(node(Manner.REFUSES), silent, silent))) {
            assertThatThrownBy(() -> nodes.broadcast("0x00"))
                    .isInstanceOf(NodeUnreachableException.class);
        }
        try (var nodes = Nodes.at(List.of(node(Manner.REFUSES), node(Manner.REFUSES), silent))) {
            assertThat(nodes.broadcast("0x00")).isInstanceOf(RpcAnswer.Failure.class);
        }
    }

    @Test
    void theOnlyOneIsGivenUpInTime() throws IOException {
        try (var rpc =
                new JsonRpc(node(Manner.STALLS), InstantSource.system(), Duration.ofSeconds(1))) {
            assertThatThrownBy(() -> rpc.call("eth_blockNumber"))
                    .isInstanceOf(NodeUnreachableException.class);
        }
    }
}
