package hearth.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import hearth.protocol.DirectTransfer;
import hearth.protocol.Sha256;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/// A store beside a coordinator that takes what its checksum says and nothing else. It notes what
/// an agent must not tell it.
final class FakeStore implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, byte[]> content = new ConcurrentHashMap<>();
    private final List<String> requests = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private Optional<String> problem = Optional.empty();
    private boolean forges;

    FakeStore() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    /// From now on it says this, as a coordinator would, and does nothing.
    synchronized FakeStore refusing(String id) {
        problem = Optional.of(id);
        return this;
    }

    /// From now on it gives other bytes than it was given.
    synchronized FakeStore forging() {
        forges = true;
        return this;
    }

    /// An address that is good for these bytes.
    String at(Sha256 hash) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + hash.hex();
    }

    void keep(byte[] bytes) {
        content.put(Sha256.of(bytes).hex(), bytes);
    }

    Optional<byte[]> kept(Sha256 hash) {
        return Optional.ofNullable(content.get(hash.hex()));
    }

    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    private synchronized boolean isForging() {
        return forges;
    }

    private void handle(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readAllBytes();
        synchronized (this) {
            requests.add(exchange.getRequestMethod());
            for (var name : exchange.getRequestHeaders().keySet()) {
                var lower = name.toLowerCase(Locale.ROOT);
                if (lower.startsWith("hearth-") || lower.equals("authorization")) {
                    violations.add(name);
                }
            }
            if (problem.isPresent()) {
                var said = "{\"detail\":\"\",\"id\":\"" + problem.get() + "\"}";
                send(exchange, 409, said.getBytes(StandardCharsets.UTF_8));
                return;
            }
        }
        var name = exchange.getRequestURI().getPath().substring(1);
        if (exchange.getRequestMethod().equals("PUT")) {
            var sum = exchange.getRequestHeaders().getFirst(DirectTransfer.CHECKSUM);
            boolean isPromised =
                    Sha256.of(body).hex().equals(name)
                            && DirectTransfer.checksum(Sha256.of(body)).equals(sum);
            if (isPromised) {
                content.put(name, body);
            }
            send(exchange, isPromised ? 200 : 400, new byte[0]);
            return;
        }
        var there = content.get(name);
        if (there == null) {
            send(exchange, 404, new byte[0]);
            return;
        }
        if (isForging()) {
            there = new byte[there.length];
        }
        var range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
        if (from > 0) {
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes " + from + "-" + (there.length - 1) + "/*");
        }
        send(exchange, from > 0 ? 206 : 200, Arrays.copyOfRange(there, from, there.length));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
