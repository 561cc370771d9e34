package hearth.worker;

import hearth.protocol.Json;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// What a coordinator that means ill says in place of an honest reply.
///
/// @param on the beginning of method and path
/// @param lie of the honest reply
record Abuse(String name, String on, Function<Honest, Lie> lie) {
    /// @param body as an honest coordinator would have sent it
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    record Honest(int status, byte[] body) {
        Lie with(byte[] other) {
            return new Lie(status, Map.of(), other, Optional.empty());
        }
    }

    /// @param endless sent again and again after the body, until the other side hangs up
    @SuppressWarnings("ArrayRecordComponent")
    record Lie(int status, Map<String, String> headers, byte[] body, Optional<byte[]> endless) {}

    @Override
    public String toString() {
        return name;
    }

    static Abuse bytes(String name, String on, UnaryOperator<byte[]> change) {
        return new Abuse(name, on, honest -> honest.with(change.apply(honest.body())));
    }

    static Abuse text(String name, String on, String body) {
        return bytes(name, on, _ -> body.getBytes(StandardCharsets.UTF_8));
    }

    /// Changes the JSON of the honest reply.
    static Abuse json(String name, String on, Consumer<ObjectNode> change) {
        return bytes(
                name,
                on,
                body -> {
                    var tree = (ObjectNode) Json.mapper().readTree(body);
                    change.accept(tree);
                    return Json.mapper().writeValueAsBytes(tree);
                });
    }

    /// Changes the lease of a reply that has one.
    static Abuse lease(String name, Consumer<ObjectNode> change) {
        return json(
                name,
                "POST /v1/leases",
                tree -> {
                    JsonNode lease = tree.get("lease");
                    if (lease instanceof ObjectNode given) {
                        change.accept(given);
                    }
                });
    }

    static Abuse says(
            String name, String on, int status, Map<String, String> headers, String body) {
        return new Abuse(
                name,
                on,
                _ ->
                        new Lie(
                                status,
                                headers,
                                body.getBytes(StandardCharsets.UTF_8),
                                Optional.empty()));
    }

    static Abuse endless(String name, String on, String begin, String again) {
        return new Abuse(
                name,
                on,
                _ ->
                        new Lie(
                                200,
                                Map.of(),
                                begin.getBytes(StandardCharsets.UTF_8),
                                Optional.of(again.getBytes(StandardCharsets.UTF_8))));
    }
}
