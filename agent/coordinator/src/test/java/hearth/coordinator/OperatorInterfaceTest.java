package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.RealisedRates;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import io.helidon.webserver.http.HttpService;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

final class OperatorInterfaceTest {
    @TempDir Path folder;
    private CoordinatorServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void open() {
        server = HttpInterfaceTest.open(folder.resolve("coordinator"), 0);
        var coordinator = server.coordinator();
        coordinator.create(
                new JobId("words"),
                TestJobs.manifest(coordinator.blobs(), 12, 50, Wei.ofEmber("1")));
    }

    @AfterEach
    void close() {
        http.close();
        server.close();
    }

    private HttpResponse<String> get(String path, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(server.uri().resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void theDescriptionNamesExactlyWhatIsRouted() throws Exception {
        var routed = RecordedRoutes.of(services());
        var described =
                Endpoint.ALL.stream()
                        .map(e -> e.method() + " " + e.path())
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(described).isEqualTo(routed);

        var document = Json.mapper().readTree(get("/v1/openapi.json").body());
        assertThat(document.path("openapi").asString()).isEqualTo("3.1.0");
        for (var endpoint : Endpoint.ALL) {
            var operation =
                    document.path("paths")
                            .path(endpoint.path())
                            .path(endpoint.method().toLowerCase(Locale.ROOT));
            assertThat(operation.path("summary").asString()).isEqualTo(endpoint.summary());
        }
        assertThat(query(document, "/v1/jobs")).isEqualTo("after string");
        assertThat(query(document, "/v1/results")).isEqualTo("after integer");
        var schemas = document.path("components").path("schemas");
        assertThat(schemas.path("OwnedJob").path("properties").propertyNames())
                .contains("job", "state", "books", "loss");
        assertThat(schemas.path("OwnedJob").path("required").toString())
                .contains("\"state\"")
                .doesNotContain("\"loss\"");
        assertThat(references(document.toString()))
                .as("every schema that is referred to is there")
                .isSubsetOf(Set.copyOf(schemas.propertyNames()));
    }

    @Test
    void whatIsNotJsonIsDescribedAsWhatItIs() throws Exception {
        var token =
                Files.readString(folder.resolve("coordinator").resolve(OperatorToken.FILE)).strip();
        for (var path : List.of("/v1/openapi.json", "/status", "/status.json", "/metrics")) {
            var request =
                    HttpRequest.newBuilder(server.uri().resolve(path))
                            .header("Authorization", "Bearer " + token);
            var reply = http.send(request.build(), BodyHandlers.ofByteArray());
            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(DescribedReplies.check(reply)).as(path).isTrue();
        }
        var content =
                Json.bytes(
                        TestJobs.manifest(server.coordinator().blobs(), 12, 50, Wei.ofEmber("1")));
        var part =
                HttpRequest.newBuilder(server.uri().resolve("/v1/blobs/" + Sha256.of(content)))
                        .header("Range", "bytes=5-");
        var reply = http.send(part.build(), BodyHandlers.ofByteArray());
        assertThat(reply.statusCode()).isEqualTo(206);
        assertThat(DescribedReplies.check(reply)).isTrue();
    }

    private static String query(JsonNode document, String path) {
        var parameter = document.path("paths").path(path).path("get").path("parameters").path(0);
        return parameter.path("name").asString()
                + " "
                + parameter.path("schema").path("type").asString();
    }

    private static Set<String> references(String document) {
        return Pattern.compile("#/components/schemas/([A-Za-z]+)")
                .matcher(document)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    private List<HttpService> services() {
        var coordinator = server.coordinator();
        var config = HttpInterfaceTest.config(folder, 0);
        return List.of(
                new HttpInterface(coordinator, config, new RoundNews(), () -> {}),
                new OwnerInterface(coordinator, config.traffic()),
                new OperatorInterface(
                        coordinator, new CountedTraffic(), "token", Clock.systemUTC()));
    }

    @Test
    void metricsAreForTheOperatorAndInTheFormOfOpenMetrics() throws Exception {
        assertThat(get("/metrics").statusCode()).isEqualTo(401);
        assertThat(get("/metrics", "Authorization", "Bearer guessed").statusCode()).isEqualTo(401);
        var token =
                Files.readString(folder.resolve("coordinator").resolve(OperatorToken.FILE)).strip();
        var _ = get("/v1/jobs");
        var _ = get("/no/such/path");
        var reply = get("/metrics", "Authorization", "Bearer " + token);
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Content-Type")).contains(Metrics.TYPE);
        assertThat(reply.body()).endsWith("# EOF\n");
        assertThat(reply.body().lines())
                .allMatch(
                        line ->
                                line.matches("# (TYPE|HELP) [a-z_]+ .+|# EOF")
                                        || line.matches(
                                                "[a-z_]+(\\{[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")*})?"
                                                        + " -?[0-9.]+"));
        assertThat(reply.body())
                .contains(
                        "hearth_books_ember{book=\"available\"} 1",
                        "hearth_http_requests_total{path=\"/metrics\",status=\"4xx\"} 2",
                        "hearth_http_requests_total{path=\"/v1/jobs\",status=\"2xx\"} 1",
                        "hearth_http_requests_total{path=\"other\",status=\"4xx\"} 1");
    }

    @Test
    void theStatusPageHasNoScriptAndShowsStrangersWordsAsText() throws Exception {
        var reply = get("/status");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith("default-src 'none'");
        assertThat(reply.body()).contains("A test", "the tests").doesNotContain("<script");
        assertThat(get("/status.json").body()).contains("\"refusedShare\":\"0\"");

        var hostile =
                new StatusPage.Job(
                        new JobId("x"),
                        "<script>alert(1)</script>",
                        "\"><img src=x>",
                        "gpt",
                        "RUNNING",
                        0,
                        1,
                        Optional.empty(),
                        Wei.ZERO,
                        Wei.ZERO);
        var said =
                new RealisedRates.Rate(
                        "gpt",
                        "cuda",
                        Optional.of("<b>RTX</b>"),
                        5,
                        Wei.ofEmber("0.25"),
                        Wei.ofEmber("0.5"),
                        Wei.ofEmber("0.75"));
        var page =
                StatusPage.html(
                        new StatusPage.Status(
                                Instant.EPOCH,
                                0,
                                0,
                                0,
                                0,
                                BigDecimal.ZERO,
                                BigDecimal.ZERO,
                                Map.of(),
                                Wei.ZERO,
                                Wei.ZERO,
                                Wei.ZERO,
                                Map.of(),
                                List.of(hostile)),
                        new RealisedRates(Instant.EPOCH, 5, List.of(), List.of(said)));
        assertThat(page)
                .doesNotContain("<script", "<img", "<b>")
                .contains("&lt;script&gt;", "&lt;b&gt;RTX&lt;/b&gt;", "<td>0.5 EMBER</td>")
                .contains("what the devices say of themselves");
    }
}
