package hearth.coordinator;

import hearth.protocol.ProtocolVersion;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

import java.lang.System.Logger.Level;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Gives each request an id, which stands in its answer and in every line that is logged while it
/// is answered, and logs one line for those that an operator asks about: what was refused, and what
/// changes who is paid or what is trained. What devices ask all day is in the metrics only.
///
/// Nothing that the sender wrote is in a line, and no id that the sender made up. Refusals are
/// logged at a bounded rate, so that a stranger cannot push everything else out of the files.
final class RequestLog implements Filter {
    /// Reply header with the id: 16 hex digits.
    static final String HEADER = "Hearth-Request";

    static final TrafficLimits.Rate REFUSED = new TrafficLimits.Rate(10, 100);

    private static final System.Logger LOG = System.getLogger(RequestLog.class.getName());
    private static final HeaderName REQUEST = HeaderNames.create(HEADER);
    private static final HeaderName PROTOCOL = HeaderNames.create(ProtocolVersion.HEADER);
    private static final ScopedValue<Optional<String>> SHOWN = ScopedValue.newInstance();
    private static final int OK_TO = 399;

    private static final Set<String> NOTED =
            Set.of(
                    "PUT /v1/device",
                    "PUT /v1/device/payout",
                    "POST /v1/device/payout/change",
                    "POST /v1/device/payout/undo",
                    "POST /v1/leases/{id}/appeal",
                    "POST /v1/household/join",
                    "POST /v1/household/leave",
                    "PUT /v1/owner",
                    "POST /v1/owner/revoke",
                    "PUT /v1/jobs/{id}",
                    "POST /v1/jobs/{id}/cancel",
                    "POST /v1/jobs/{id}/pause",
                    "POST /v1/jobs/{id}/resume");

    private static final Set<String> METHODS = Set.of("GET", "PUT", "POST");

    private final LongSupplier random;
    private final LongSupplier nanos;
    private final TokenBuckets<String> refused;
    private final AtomicLong unwritten = new AtomicLong();

    /// @param random safe for use by many threads; ids are no secrets
    /// @param nanos a clock that never goes back
    RequestLog(LongSupplier random, LongSupplier nanos) {
        this.random = random;
        this.nanos = nanos;
        this.refused = new TokenBuckets<>(REFUSED, 1, Routes.OTHER, nanos);
    }

    /// Id of the request that this thread answers, for the body of a refusal; empty where its
    /// sender speaks a version that does not know it there.
    static Optional<String> shown() {
        return SHOWN.isBound() ? SHOWN.get() : Optional.empty();
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        long begun = nanos.getAsLong();
        var id = HexFormat.of().toHexDigits(random.getAsLong());
        response.header(REQUEST, id);
        boolean knows = ProtocolVersion.knowsRequestIds(request.headers().first(PROTOCOL));
        ScopedValue.where(SHOWN, Optional.of(id).filter(_ -> knows))
                .run(
                        () ->
                                LogContext.within(
                                        Map.of("requestId", id),
                                        () -> answer(chain, request, response, begun)));
    }

    private void answer(
            FilterChain chain, RoutingRequest request, RoutingResponse response, long begun) {
        try {
            chain.proceed();
        } finally {
            var method = request.prologue().method().text();
            var path = Routes.name(request.path().rawPath());
            int status = response.status().code();
            boolean isRefused = status > OK_TO;
            if (isRefused ? mayWrite() : NOTED.contains(method + " " + path)) {
                LogContext.note("method", METHODS.contains(method) ? method : Routes.OTHER);
                LogContext.note("path", path);
                LogContext.note("status", status);
                LogContext.note("millis", TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - begun));
                LOG.log(Level.INFO, isRefused ? "request refused" : "request done");
            }
        }
    }

    private boolean mayWrite() {
        if (refused.take(Routes.OTHER).isPresent()) {
            unwritten.incrementAndGet();
            return false;
        }
        long missing = unwritten.getAndSet(0);
        if (missing > 0) {
            LogContext.note("unwritten", missing);
        }
        return true;
    }
}
