package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Json;

import tools.jackson.databind.JsonNode;

import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.regex.Pattern;

/// Compares replies with what the description of the interface says of them.
final class DescribedReplies {
    private static final JsonNode DOCUMENT = Json.mapper().readTree(OpenApi.document(Endpoint.ALL));
    private static final String REFERENCE = "#/components/schemas/";

    private DescribedReplies() {}

    /// @return whether the description knows its path
    static boolean check(HttpResponse<byte[]> response) {
        var method = response.request().method();
        var path = response.request().uri().getPath();
        var described =
                Endpoint.ALL.stream()
                        .filter(e -> e.method().equals(method) && isOf(e.path(), path))
                        .findFirst();
        described.ifPresent(
                endpoint ->
                        check(
                                method + " " + endpoint.path(),
                                DOCUMENT.path("paths")
                                        .path(endpoint.path())
                                        .path(method.toLowerCase(Locale.ROOT))
                                        .path("responses"),
                                response));
        return described.isPresent();
    }

    private static boolean isOf(String template, String path) {
        return template.equals(path) || path.matches(template.replaceAll("\\{[^}]+}", "[^/]+"));
    }

    private static void check(String what, JsonNode responses, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status >= 400) {
            return;
        }
        var described = responses.path(Integer.toString(status));
        assertThat(described.isMissingNode()).as("%s says %s", what, status).isFalse();
        var types = described.path("content").propertyNames();
        var type = response.headers().firstValue("Content-Type").orElse("").split(";", 2)[0];
        assertThat(type.isEmpty() ? types.isEmpty() : types.contains(type))
                .as("%s answers with '%s', and %s are described", what, type, types)
                .isTrue();
        var schema = described.path("content").path("application/json").path("schema");
        if (!schema.isMissingNode()) {
            matches(what, schema, Json.mapper().readTree(response.body()));
        }
    }

    private static void matches(String what, JsonNode schema, JsonNode value) {
        var reference = schema.path("$ref").asString("");
        if (!reference.isEmpty()) {
            var name = reference.substring(REFERENCE.length());
            matches(what, DOCUMENT.path("components").path("schemas").path(name), value);
            return;
        }
        switch (schema.path("type").asString()) {
            case "object" -> matchesObject(what, schema, value);
            case "array" -> {
                assertThat(value.isArray()).as(what).isTrue();
                value.forEach(one -> matches(what + "[]", schema.path("items"), one));
            }
            case "integer" -> assertThat(value.isIntegralNumber()).as(what).isTrue();
            case "number" -> assertThat(value.isNumber()).as(what).isTrue();
            case "boolean" -> assertThat(value.isBoolean()).as(what).isTrue();
            case "string" -> matchesText(what, schema, value);
            default -> throw new AssertionError("no type: " + what);
        }
    }

    private static void matchesObject(String what, JsonNode schema, JsonNode value) {
        assertThat(value.isObject()).as(what).isTrue();
        var others = schema.path("additionalProperties");
        value.propertyNames()
                .forEach(
                        name -> {
                            var known = schema.path("properties").path(name);
                            assertThat(known.isObject() || others.isObject())
                                    .as("%s has no %s", what, name)
                                    .isTrue();
                            matches(
                                    what + "." + name,
                                    known.isObject() ? known : others,
                                    value.path(name));
                        });
        schema.path("required")
                .forEach(
                        name ->
                                assertThat(value.has(name.asString()))
                                        .as("%s needs %s", what, name)
                                        .isTrue());
    }

    private static void matchesText(String what, JsonNode schema, JsonNode value) {
        assertThat(value.isString()).as(what).isTrue();
        var pattern = schema.path("pattern").asString("");
        assertThat(Pattern.compile(pattern).matcher(value.asString()).find())
                .as("%s: %s", what, value)
                .isTrue();
        var names = schema.path("enum");
        if (!names.isMissingNode()) {
            assertThat(names.valueStream().map(JsonNode::asString))
                    .as(what)
                    .contains(value.asString());
        }
    }
}
