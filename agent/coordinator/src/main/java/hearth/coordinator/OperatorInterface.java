package hearth.coordinator;

import hearth.protocol.RealisedRates;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;

/// The part of the interface that people and their tools look at: what is going on, in aggregates
/// that anybody may see, and an operator's metrics behind the operator's token. Reads only.
final class OperatorInterface implements HttpService {
    /// For which the same answer is given to all who ask.
    private static final Duration KEPT = Duration.ofSeconds(2);

    /// The same where a second more or less says nothing: a week's earnings, and ten minutes'
    /// devices.
    private static final Duration KEPT_LONGER = Duration.ofSeconds(30);

    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

    private final Figures figures;
    private final Metrics.Traffic traffic;
    private final byte[] token;
    private final Clock clock;
    private final Kept<StatusPage.Status> status;
    private final Kept<RealisedRates> earnings;
    private final Kept<Long> active;
    private final byte[] description = OpenApi.document(Endpoint.ALL);

    /// @param token that a request for metrics has to bear
    OperatorInterface(Coordinator coordinator, Metrics.Traffic traffic, String token, Clock clock) {
        this.figures = coordinator.figures();
        this.traffic = traffic;
        this.token = ("Bearer " + token).getBytes(StandardCharsets.US_ASCII);
        this.clock = clock;
        this.status = new Kept<>(figures::status, KEPT, clock);
        this.earnings = new Kept<>(figures::earnings, KEPT_LONGER, clock);
        this.active = new Kept<>(figures::activeDevices, KEPT_LONGER, clock);
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get(
                        "/v1/openapi.json",
                        HttpInterface.guarded((q, a) -> send(a, "application/json", description)))
                .get(
                        "/v1/earnings/realised",
                        HttpInterface.guarded(
                                (q, a) -> HttpInterface.send(a, Answer.done(earnings.get()))))
                .get(
                        "/status.json",
                        HttpInterface.guarded(
                                (q, a) -> HttpInterface.send(a, Answer.done(status.get()))))
                .get("/status", HttpInterface.guarded(this::page))
                .get("/metrics", HttpInterface.guarded(this::metrics));
    }

    private void page(ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.create("Content-Security-Policy"), POLICY);
        response.header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
        send(
                response,
                "text/html; charset=utf-8",
                StatusPage.html(status.get(), earnings.get()).getBytes(StandardCharsets.UTF_8));
    }

    private void metrics(ServerRequest request, ServerResponse response) {
        var given =
                request.headers()
                        .first(HeaderNames.AUTHORIZATION)
                        .orElse("")
                        .getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(given, token)) {
            response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
            HttpInterface.problem(response, Refusal.NOT_THE_OPERATOR);
            return;
        }
        send(
                response,
                Metrics.TYPE,
                figures.metrics(traffic, active.get(), clock.instant())
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static void send(ServerResponse response, String type, byte[] bytes) {
        response.status(Status.OK_200);
        response.header(HeaderNames.CONTENT_TYPE, type);
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.send(bytes);
    }
}
