package hearth.coordinator;

import com.fasterxml.jackson.annotation.JsonProperty;

import hearth.protocol.DeviceId;
import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages.Problem;
import hearth.protocol.ServerId;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The interface's description in the form of OpenAPI 3.1, made from the list of its endpoints and
/// from the records that they read and write. A test compares the list with what is routed.
final class OpenApi {
    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z0-9]+)}");

    private static final Map<Class<?>, Map<String, Object>> TEXTS =
            Map.of(
                    String.class, text(Optional.empty()),
                    Sha256.class, text(Optional.of("^[0-9a-f]{64}$")),
                    DeviceId.class, text(Optional.of("^[0-9a-f]{64}$")),
                    ServerId.class, text(Optional.of("^[0-9a-f]{64}$")),
                    JobId.class, text(Optional.of("^[a-z0-9][a-z0-9-]{0,62}$")),
                    LeaseId.class, text(Optional.empty()),
                    Wei.class, text(Optional.of("^[0-9]+$")),
                    BigDecimal.class, text(Optional.of("^-?[0-9.]+$")),
                    Instant.class, Map.of("type", "string", "format", "date-time"),
                    Duration.class, Map.of("type", "string", "format", "duration"));

    private static final Set<Class<?>> NUMBERS =
            Set.of(
                    int.class,
                    Integer.class,
                    long.class,
                    Long.class,
                    OptionalInt.class,
                    OptionalLong.class);

    private final Map<String, Object> schemas = new TreeMap<>();
    private final Map<String, Class<?>> named = new TreeMap<>();

    private OpenApi() {}

    /// The whole document as canonical JSON.
    static byte[] document(List<Endpoint> endpoints) {
        var api = new OpenApi();
        var paths = new TreeMap<String, Map<String, Object>>();
        for (var endpoint : endpoints) {
            paths.computeIfAbsent(endpoint.path(), _ -> new TreeMap<>())
                    .put(endpoint.method().toLowerCase(Locale.ROOT), api.operation(endpoint));
        }
        return Json.bytes(
                Map.of(
                        "openapi",
                        "3.1.0",
                        "info",
                        Map.of(
                                "title",
                                "Hearth coordinator",
                                "version",
                                "1",
                                "description",
                                "JSON is canonical and strict: sorted keys, no unknown ones."
                                        + " Signed requests carry Hearth-Device, -Timestamp,"
                                        + " -Nonce and -Signature, or Hearth-Mac in place of the"
                                        + " last in a session. Whoever says Hearth-Protocol: 3"
                                        + " and is let in gets Hearth-Reply-Mac in a session, else"
                                        + " Hearth-Reply-Signature, which cover the request's"
                                        + " nonce, the status, the headers that mean something and"
                                        + " the body's hash."),
                        "paths",
                        paths,
                        "components",
                        Map.of("schemas", api.schemas, "securitySchemes", schemes())));
    }

    private static Map<String, Object> schemes() {
        var schemes = new TreeMap<String, Object>();
        for (var signer : List.of(Endpoint.Signer.DEVICE, Endpoint.Signer.OWNER)) {
            schemes.put(
                    name(signer),
                    Map.of("type", "apiKey", "in", "header", "name", "Hearth-Signature"));
        }
        schemes.put(name(Endpoint.Signer.OPERATOR), Map.of("type", "http", "scheme", "bearer"));
        return schemes;
    }

    private static String name(Endpoint.Signer signer) {
        return signer.name().toLowerCase(Locale.ROOT);
    }

    private Map<String, Object> operation(Endpoint endpoint) {
        var operation = new TreeMap<String, Object>();
        operation.put("summary", endpoint.summary());
        operation.put("parameters", parameters(endpoint));
        if (endpoint.signer() != Endpoint.Signer.NOBODY) {
            operation.put("security", List.of(Map.of(name(endpoint.signer()), List.of())));
        }
        endpoint.body()
                .ifPresent(
                        body ->
                                operation.put(
                                        "requestBody",
                                        Map.of("required", true, "content", content(body))));
        var responses = new TreeMap<String, Object>();
        responses.put(
                endpoint.reply().isPresent() ? "200" : "204",
                endpoint.reply()
                        .<Map<String, Object>>map(
                                reply ->
                                        Map.of(
                                                "description",
                                                "done",
                                                "content",
                                                answer(reply, endpoint.form())))
                        .orElse(Map.of("description", "done, nothing to say")));
        endpoint.partly()
                .ifPresent(
                        type ->
                                responses.put(
                                        "202",
                                        Map.of(
                                                "description",
                                                "so far; more bytes are missing",
                                                "content",
                                                content(type))));
        if (isContent(endpoint)) {
            responses.put(
                    "206",
                    Map.of(
                            "description",
                            "from the asked byte on",
                            "content",
                            content(byte[].class)));
            responses.put(
                    "307",
                    Map.of(
                            "description",
                            "where it is; for who says Hearth-Direct: 1",
                            "headers",
                            Map.of("Location", Map.of("schema", plain(String.class)))));
        }
        responses.put(
                "default",
                Map.of(
                        "description",
                        "refused",
                        "content",
                        Map.of(
                                "application/problem+json",
                                Map.of("schema", schema(Problem.class)))));
        operation.put("responses", responses);
        return operation;
    }

    private List<Map<String, Object>> parameters(Endpoint endpoint) {
        var found = new ArrayList<Map<String, Object>>();
        PARAMETER
                .matcher(endpoint.path())
                .results()
                .forEach(
                        match ->
                                found.add(
                                        Map.of(
                                                "name",
                                                match.group(1),
                                                "in",
                                                "path",
                                                "required",
                                                true,
                                                "schema",
                                                Map.of("type", "string"))));
        endpoint.query()
                .forEach(asked -> found.add(given(asked.name(), "query", false, asked.type())));
        endpoint.headers().forEach(name -> found.add(given(name, "header", true, long.class)));
        return found;
    }

    private Map<String, Object> given(String name, String in, boolean isRequired, Class<?> type) {
        return Map.of("name", name, "in", in, "required", isRequired, "schema", plain(type));
    }

    private static boolean isContent(Endpoint endpoint) {
        return endpoint.method().equals("GET")
                && endpoint.reply().filter(type -> type == byte[].class).isPresent();
    }

    private Map<String, Object> answer(Class<?> type, String form) {
        return type == String.class ? Map.of(form, Map.of()) : content(type);
    }

    private Map<String, Object> content(Class<?> type) {
        if (type == byte[].class) {
            return Map.of("application/octet-stream", Map.of());
        }
        return Map.of("application/json", Map.of("schema", schema(type)));
    }

    private Map<String, Object> schema(Type type) {
        if (type instanceof ParameterizedType generic) {
            var raw = (Class<?>) generic.getRawType();
            var arguments = generic.getActualTypeArguments();
            if (raw == Optional.class) {
                return schema(arguments[0]);
            }
            if (Collection.class.isAssignableFrom(raw)) {
                return Map.of("type", "array", "items", schema(arguments[0]));
            }
            if (Map.class.isAssignableFrom(raw)) {
                return Map.of("type", "object", "additionalProperties", schema(arguments[1]));
            }
            throw new IllegalStateException("no schema of " + type);
        }
        return plain((Class<?>) type);
    }

    private Map<String, Object> plain(Class<?> type) {
        var text = TEXTS.get(type);
        if (text != null) {
            return text;
        }
        if (NUMBERS.contains(type)) {
            return Map.of("type", "integer");
        }
        if (type == double.class || type == float.class) {
            return Map.of("type", "number");
        }
        if (type == boolean.class) {
            return Map.of("type", "boolean");
        }
        if (type.isEnum()) {
            return Map.of("type", "string", "enum", constants(type));
        }
        if (!type.isRecord()) {
            throw new IllegalStateException("no schema of " + type);
        }
        var name = type.getSimpleName();
        if (!type.equals(named.computeIfAbsent(name, _ -> type))) {
            throw new IllegalStateException("two records are called " + name);
        }
        if (!schemas.containsKey(name)) {
            schemas.put(name, Map.of());
            schemas.put(name, object(type));
        }
        return Map.of("$ref", "#/components/schemas/" + name);
    }

    private Map<String, Object> object(Class<?> type) {
        var properties = new TreeMap<String, Object>();
        var required = new ArrayList<String>();
        for (var component : type.getRecordComponents()) {
            properties.put(component.getName(), schema(component.getGenericType()));
            boolean optional =
                    component.getType() == Optional.class
                            || component.getType() == OptionalInt.class
                            || component.getType() == OptionalLong.class;
            if (!optional) {
                required.add(component.getName());
            }
        }
        return Map.of(
                "type",
                "object",
                "properties",
                properties,
                "required",
                required,
                "additionalProperties",
                false);
    }

    private static List<String> constants(Class<?> type) {
        return Arrays.stream(type.getFields())
                .filter(Field::isEnumConstant)
                .map(
                        field ->
                                Optional.ofNullable(field.getAnnotation(JsonProperty.class))
                                        .map(JsonProperty::value)
                                        .orElse(field.getName()))
                .toList();
    }

    private static Map<String, Object> text(Optional<String> pattern) {
        return pattern.<Map<String, Object>>map(p -> Map.of("type", "string", "pattern", p))
                .orElse(Map.of("type", "string"));
    }
}
