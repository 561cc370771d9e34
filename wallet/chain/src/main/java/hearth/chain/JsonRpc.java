package hearth.chain;

import hearth.protocol.Json;
import hearth.protocol.WholeAnswer;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// JSON-RPC over HTTP to one node. Answers are bounded in size and time and must carry the id of
/// their call. Plain HTTP is for this computer only. Safe for use by several threads, which block;
/// its own threads are daemons.
final class JsonRpc implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int MAX_ANSWER_BYTES = 1 << 20;

    private static final int TOO_MANY = 429;

    /// For a while, where a header says for how long.
    private static final int UNAVAILABLE = 503;

    private final URI node;
    private final HttpClient http;
    private final NodePace pace;
    private final Duration patience;
    private final AtomicLong ids = new AtomicLong();

    /// Whether nobody on the way can read along and answer: https, except on this computer.
    static boolean isAllowed(URI node) {
        return "https".equals(node.getScheme())
                || ("http".equals(node.getScheme()) && isLocal(node));
    }

    private static boolean isLocal(URI node) {
        return "127.0.0.1".equals(node.getHost()) || "[::1]".equals(node.getHost());
    }

    JsonRpc(URI node) {
        this(node, InstantSource.system());
    }

    JsonRpc(URI node, InstantSource clock) {
        this(node, clock, ANSWER);
    }

    /// @param patience with a whole answer
    JsonRpc(URI node, InstantSource clock, Duration patience) {
        this.patience = patience;
        this.pace = new NodePace(clock, !isLocal(node));
        if (!isAllowed(node)) {
            throw new IllegalArgumentException("a node outside this computer needs https");
        }
        this.node = node;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT)
                        .build();
    }

    /// @throws NodeUnreachableException if there is no answer in the form of JSON-RPC
    RpcAnswer call(String method, Object... params) {
        long id = ids.incrementAndGet();
        var body = Map.of("jsonrpc", "2.0", "id", id, "method", method, "params", List.of(params));
        var request =
                HttpRequest.newBuilder(node)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)))
                        .build();
        return answer(send(request), id);
    }

    /// A node may close a kept connection in the moment in which it is used again. Every call may
    /// be made twice: all but one only read, and signed bytes count once.
    private byte[] send(HttpRequest request) {
        if (!pace.take()) {
            throw new NodeBusyException();
        }
        try {
            return sendOnce(request);
        } catch (HttpTimeoutException | ConnectException e) {
            throw new NodeUnreachableException("no answer", e);
        } catch (IOException e) {
            return sendAgain(request);
        }
    }

    private byte[] sendAgain(HttpRequest request) {
        try {
            return sendOnce(request);
        } catch (IOException e) {
            throw new NodeUnreachableException("no answer", e);
        }
    }

    private byte[] sendOnce(HttpRequest request) throws IOException {
        try {
            var response =
                    WholeAnswer.of(
                            http,
                            request,
                            HttpResponse.BodyHandlers.limiting(
                                    HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES),
                            patience);
            var retryAfter = response.headers().firstValue("Retry-After");
            if (response.statusCode() == TOO_MANY
                    || (response.statusCode() == UNAVAILABLE && retryAfter.isPresent())) {
                pace.rest(retryAfter.orElse(""));
                throw new NodeBusyException();
            }
            if (response.statusCode() != 200) {
                throw new NodeUnreachableException("status " + response.statusCode(), null);
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeUnreachableException("interrupted", e);
        }
    }

    /// What a body says.
    ///
    /// @throws NodeUnreachableException if it is no answer to that call
    static RpcAnswer answer(byte[] body, long id) {
        JsonNode json;
        try {
            json = Json.mapper().readTree(body);
        } catch (JacksonException e) {
            throw new NodeUnreachableException("not JSON", e);
        }
        if (json.path("id").asLong(-1) != id) {
            throw new NodeUnreachableException("an answer to another call", null);
        }
        var error = json.get("error");
        if (error != null && error.isObject()) {
            return new RpcAnswer.Failure(
                    error.path("code").asInt(0),
                    error.path("message").asString(""),
                    revertData(error));
        }
        var result = json.get("result");
        if (result == null) {
            throw new NodeUnreachableException("neither result nor error", null);
        }
        return new RpcAnswer.Result(result);
    }

    /// Nodes put the contract's error into `data`, some one level deeper.
    private static String revertData(JsonNode error) {
        var data = error.path("data");
        var text = data.isObject() ? data.path("data").asString("") : data.asString("");
        return text.matches("0x[0-9a-fA-F]*") ? text : "0x";
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
