package hearth.chain;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BinaryOperator;

/// Stands between a client and a node, loses what a test wants lost and tells its lies.
final class LossyProxy implements AutoCloseable {
    enum Loss {
        NOTHING,
        /// Raw transactions do not arrive.
        TRANSACTIONS,
        /// Raw transactions arrive, their answers do not.
        ANSWERS_TO_TRANSACTIONS
    }

    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI node;
    volatile Loss loss = Loss.NOTHING;
    /// How many of the next calls lose their connection unanswered.
    final AtomicInteger cuts = new AtomicInteger();
    /// What becomes of an answer, by the call and the true answer.
    volatile BinaryOperator<String> lie = (call, answer) -> answer;

    /// With which words raw transactions are refused and not handed on, while they are.
    volatile Optional<String> refusal = Optional.empty();

    /// How many more calls are answered before the line is dead.
    final AtomicInteger callsLeft = new AtomicInteger(Integer.MAX_VALUE);

    /// Whether the call at which the line dies still reaches the node.
    volatile boolean lastCallArrives;

    /// The header of an answer that the node is busy, while it is.
    volatile Optional<String> retryAfter = Optional.empty();

    /// Calls that came this far.
    final AtomicInteger calls = new AtomicInteger();

    /// Done before a raw transaction is handed on.
    volatile Runnable meanwhile = () -> {};

    LossyProxy(URI node) throws IOException {
        this.node = node;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::pass);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            calls.incrementAndGet();
            var busy = retryAfter;
            if (busy.isPresent()) {
                exchange.getResponseHeaders().set("Retry-After", busy.get());
                exchange.sendResponseHeaders(429, -1);
                return;
            }
            if (cuts.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                return;
            }
            int left = callsLeft.getAndDecrement();
            if (left <= 0) {
                if (left == 0 && lastCallArrives) {
                    forward(body);
                }
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            String call = new String(body, StandardCharsets.UTF_8);
            boolean raw = call.contains("eth_sendRawTransaction");
            if (raw && loss == Loss.TRANSACTIONS) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            if (raw) {
                meanwhile.run();
            }
            String truth =
                    raw && refusal.isPresent()
                            ? error(call, refusal.get())
                            : new String(forward(body), StandardCharsets.UTF_8);
            byte[] answer = lie.apply(call, truth).getBytes(StandardCharsets.UTF_8);
            if (raw && loss == Loss.ANSWERS_TO_TRANSACTIONS) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    /// An error of the node's own, as the answer to a call.
    static String error(String call, String message) {
        return "{\"jsonrpc\":\"2.0\",\"id\":%s,\"error\":{\"code\":-32000,\"message\":\"%s\"}}"
                .formatted(call.replaceAll("(?s).*\"id\":(\\d+).*", "$1"), message);
    }

    private byte[] forward(byte[] body) {
        try {
            return client.send(
                            HttpRequest.newBuilder(node)
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        client.shutdownNow();
    }
}
