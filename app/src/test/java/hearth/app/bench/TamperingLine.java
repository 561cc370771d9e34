package hearth.app.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Messages;
import hearth.protocol.ServerId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;

/// Somebody on a line without TLS, who changes one thing in each exchange until every way was tried
/// on each endpoint, and keeps what the server really said.
final class TamperingLine implements AutoCloseable {
    private static final Set<String> NOT_PASSED_ON =
            Set.of("connection", "content-length", "host", "transfer-encoding", "date", "upgrade");
    private static final String PROBLEM = "{\"detail\":\"\",\"id\":\"superseded\"}";

    /// What is changed.
    enum Way {
        BYTE_OF_REPLY,
        NUMBER,
        STATUS,
        REPLY_TO_ANOTHER,
        OLD_REPLY,
        NO_SEAL,
        HEADER,
        REFUSAL,
        BYTE_OF_REQUEST,
        PATH,
        PROOF,
        TOKEN;

        private boolean isOfRequest() {
            return compareTo(REFUSAL) > 0;
        }
    }

    /// What the server answered.
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    record Said(int status, Map<String, List<String>> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private final HttpServer listening;
    private final URI server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final RandomGenerator random;
    private final Map<String, Set<Way>> left = new ConcurrentHashMap<>();
    private final Map<String, List<Said>> said = new ConcurrentHashMap<>();
    private final Map<String, String> sent = new ConcurrentHashMap<>();
    private final Set<String> contradictions = ConcurrentHashMap.newKeySet();
    private final Set<ServerId> greetedAs = ConcurrentHashMap.newKeySet();

    TamperingLine(URI server, RandomGenerator random) throws IOException {
        this.server = server;
        this.random = random;
        listening =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        listening.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        listening.createContext("/", this::relay);
        listening.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + listening.getAddress().getPort());
    }

    /// Begins to try these on each of these endpoints, once.
    void tries(Collection<Way> these, Collection<String> endpoints) {
        endpoints.forEach(e -> left.put(e, EnumSet.copyOf(these)));
    }

    void isHonest() {
        left.clear();
    }

    /// What was not tried yet.
    Map<String, Set<Way>> left() {
        return new TreeMap<>(left);
    }

    /// Honest answers to an endpoint.
    List<Said> said(String endpoint) {
        return List.copyOf(said.getOrDefault(endpoint, List.of()));
    }

    /// Whether the server ever said something.
    boolean hasSaid(String words) {
        return said.values().stream()
                .flatMap(all -> List.copyOf(all).stream())
                .anyMatch(said -> said.text().contains(words));
    }

    /// Leases for which two different updates were promised.
    Set<String> contradictions() {
        return contradictions;
    }

    /// Whom it said the server to be, in words that can be read.
    Set<ServerId> greetedAs() {
        return Set.copyOf(greetedAs);
    }

    private void relay(HttpExchange exchange) throws IOException {
        try (exchange) {
            var endpoint = endpoint(exchange);
            var body = exchange.getRequestBody().readAllBytes();
            if (endpoint.endsWith("/commit")) {
                var before = sent.putIfAbsent(exchange.getRequestURI().getPath(), hex(body));
                if (before != null && !before.equals(hex(body))) {
                    contradictions.add(exchange.getRequestURI().getPath());
                }
            }
            var way = next(endpoint);
            var path = exchange.getRequestURI().toString();
            var reply =
                    switch (way) {
                        case BYTE_OF_REQUEST -> ask(exchange, path, changed(body), "");
                        case PATH ->
                                ask(
                                        exchange,
                                        path + (path.contains("?") ? "&" : "?") + "x=1",
                                        body,
                                        "");
                        case PROOF -> ask(exchange, path, body, "(?i)hearth-(mac|signature)");
                        case TOKEN -> ask(exchange, path, body, "(?i)hearth-(token|instance)");
                        case null, default -> ask(exchange, path, body, "");
                    };
            said.computeIfAbsent(endpoint, _ -> new CopyOnWriteArrayList<>()).add(reply);
            var told = way == null || way.isOfRequest() ? reply : changed(endpoint, reply, way);
            if (endpoint.equals("GET /v1/server") && told.status() == 200) {
                greets(told.body());
            }
            send(exchange, told);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void greets(byte[] body) {
        try {
            greetedAs.add(Json.read(body, Messages.Server.class).id());
        } catch (MalformedMessageException garbled) {
            // Names nobody.
        }
    }

    private static String hex(byte[] body) {
        return new String(body, StandardCharsets.ISO_8859_1);
    }

    private synchronized @Nullable Way next(String endpoint) {
        var open = left.get(endpoint);
        if (open == null) {
            return null;
        }
        var way = open.iterator().next();
        open.remove(way);
        if (open.isEmpty()) {
            left.remove(endpoint);
        }
        return way;
    }

    private static String endpoint(HttpExchange exchange) {
        var path = exchange.getRequestURI().getPath();
        return exchange.getRequestMethod()
                + " "
                + path.replaceAll("[0-9a-f]{64}", "{sha256}")
                        .replaceAll("[0-9a-f]{32}", "{id}")
                        .replace("/bench-0/", "/{id}/");
    }

    private Said ask(HttpExchange exchange, String path, byte[] body, String forged)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(server.resolve(path))
                        .method(
                                exchange.getRequestMethod(),
                                body.length == 0
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders()
                .forEach(
                        (name, values) -> {
                            if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                                boolean isForged = name.matches(forged);
                                values.forEach(
                                        v ->
                                                request.header(
                                                        name, isForged ? "0" + v.substring(1) : v));
                            }
                        });
        HttpResponse<byte[]> reply = http.send(request.build(), BodyHandlers.ofByteArray());
        return new Said(reply.statusCode(), reply.headers().map(), reply.body());
    }

    private byte[] changed(byte[] body) {
        var other = body.length == 0 ? new byte[] {'{', '}'} : body.clone();
        other[random.nextInt(other.length)] ^= 1;
        return other;
    }

    private Said changed(String endpoint, Said reply, Way way) {
        return switch (way) {
            case BYTE_OF_REPLY -> with(reply, changed(reply.body()));
            case NUMBER -> with(reply, otherNumber(reply.body()));
            case STATUS -> new Said(other(reply.status()), reply.headers(), reply.body());
            case REPLY_TO_ANOTHER ->
                    said.entrySet().stream()
                            .filter(e -> !e.getKey().equals(endpoint))
                            .map(e -> e.getValue().getLast())
                            .findAny()
                            .orElseGet(() -> with(reply, changed(reply.body())));
            case OLD_REPLY -> said(endpoint).getFirst();
            case NO_SEAL -> without(reply);
            case HEADER -> {
                var headers = new TreeMap<>(reply.headers());
                headers.put("Hearth-Next-Contact", List.of("170"));
                yield new Said(reply.status(), headers, reply.body());
            }
            case REFUSAL ->
                    new Said(409, reply.headers(), PROBLEM.getBytes(StandardCharsets.UTF_8));
            case BYTE_OF_REQUEST, PATH, PROOF, TOKEN ->
                    throw new IllegalStateException("of a request");
        };
    }

    private static Said with(Said reply, byte[] body) {
        return new Said(reply.status() == 204 ? 200 : reply.status(), reply.headers(), body);
    }

    private static Said without(Said reply) {
        var headers = new TreeMap<>(reply.headers());
        headers.keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).startsWith("hearth-reply"));
        var text = reply.text();
        // Somebody who drops the seal has changed something.
        return new Said(
                reply.status(),
                headers,
                text.startsWith("{") ? otherNumber(reply.body()) : reply.body());
    }

    private static int other(int status) {
        return status < 300 ? 404 : 200;
    }

    /// Still JSON where it was.
    private static byte[] otherNumber(byte[] body) {
        var other = body.clone();
        for (int i = 0; i < other.length; i++) {
            if (other[i] >= '0' && other[i] <= '9') {
                other[i] = (byte) (other[i] == '7' ? '8' : '7');
                return other;
            }
        }
        return "{\"results\":[]}".getBytes(StandardCharsets.UTF_8);
    }

    private static void send(HttpExchange exchange, Said reply) throws IOException {
        reply.headers()
                .forEach(
                        (name, values) -> {
                            boolean isOurs =
                                    name.startsWith(":")
                                            || NOT_PASSED_ON.contains(
                                                    name.toLowerCase(Locale.ROOT));
                            if (!isOurs) {
                                values.forEach(v -> exchange.getResponseHeaders().add(name, v));
                            }
                        });
        exchange.sendResponseHeaders(
                reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
        exchange.getResponseBody().write(reply.body());
    }

    @Override
    public void close() {
        listening.stop(0);
        http.shutdownNow();
        http.close();
    }
}
