package hearth.coordinator;

import hearth.protocol.Wei;
import hearth.storage.Session;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A coordinator's figures in the text form of OpenMetrics 1.0, for an operator's Prometheus. What
/// is counted comes from the database, so a restart forgets nothing; only the requests are of this
/// process.
final class Metrics {
    static final String TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private static final Duration ACTIVE = Duration.ofMinutes(10);

    private final StringBuilder text = new StringBuilder();

    private Metrics() {}

    static String of(Session session, Traffic traffic, Instant now) {
        var metrics = new Metrics();
        metrics.work(session);
        metrics.money(session);
        metrics.chain(session, now);
        metrics.gauge(
                "hearth_devices_active",
                "Devices that asked for work in the last ten minutes.",
                session.count(
                        "SELECT count(*) AS n FROM device WHERE seen_at >= ?", now.minus(ACTIVE)));
        metrics.gauge(
                "hearth_devices",
                "Devices that are known.",
                session.count("SELECT count(*) AS n FROM device"));
        metrics.traffic(traffic);
        return metrics.text.append("# EOF\n").toString();
    }

    private void work(Session session) {
        byState(session, "job", "jobs", "Jobs by state.");
        byState(session, "round", "rounds", "Rounds by state.");
        byState(session, "lease", "leases", "Leases by state.");
        byState(session, "result", "results", "Results by state.");
        byState(session, "audit", "audits", "Repetitions by state.");
        byState(session, "loss_check", "loss_checks", "Loss measurements by state.");
        family("hearth_results_refused", "gauge", "Refused results by reason.");
        StatusPage.counts(
                        session,
                        "SELECT coalesce(reason, 'none') AS name, count(*) AS n FROM result WHERE"
                                + " state = 'FINAL_BAD' GROUP BY reason")
                .forEach((reason, n) -> sample("hearth_results_refused", "reason", reason, n));
    }

    private void byState(Session session, String table, String name, String help) {
        var metric = "hearth_" + name;
        family(metric, "gauge", help);
        StatusPage.counts(
                        session,
                        "SELECT state AS name, count(*) AS n FROM " + table + " GROUP BY state")
                .forEach((state, n) -> sample(metric, "state", state, n));
    }

    private void money(Session session) {
        family("hearth_books_ember", "gauge", "EMBER of all jobs by book.");
        for (var book : JobBooks.Book.values()) {
            sample(
                    "hearth_books_ember",
                    "book",
                    book.column(),
                    ember(StatusPage.sum(session, book.column())));
        }
        family("hearth_escrow_ember", "gauge", "EMBER that owners paid in and that was settled.");
        for (var column : List.of("budget", "settled")) {
            var sum =
                    session
                            .all(
                                    "SELECT " + column + " AS amount FROM escrow",
                                    row -> row.wei("amount"))
                            .stream()
                            .reduce(Wei.ZERO, Wei::plus);
            sample("hearth_escrow_ember", "book", column, ember(sum));
        }
    }

    private void chain(Session session, Instant now) {
        byState(session, "epoch", "epochs", "Settlements by state.");
        gauge(
                "hearth_outbox_waiting",
                "Postings that the chain has not taken yet.",
                session.count("SELECT count(*) AS n FROM outbox WHERE done_at IS NULL"));
        long oldest =
                session.count(
                        "SELECT coalesce(min(created_at), ?) AS n FROM outbox WHERE done_at IS NULL",
                        now);
        gauge(
                "hearth_outbox_oldest_seconds",
                "Age of the oldest of them.",
                Duration.between(Instant.ofEpochMilli(oldest), now).toSeconds());
    }

    private void traffic(Traffic traffic) {
        family("hearth_http_requests", "counter", "Requests by path and kind of answer.");
        traffic.counts()
                .forEach(
                        (key, n) ->
                                line(
                                        "hearth_http_requests_total",
                                        "path=\"%s\",status=\"%dxx\""
                                                .formatted(key.path(), key.status()),
                                        Long.toString(n)));
        family("hearth_http_request_seconds", "summary", "Time that requests took.");
        traffic.times()
                .forEach(
                        (path, time) -> {
                            var label = "path=\"" + path + "\"";
                            line(
                                    "hearth_http_request_seconds_sum",
                                    label,
                                    BigDecimal.valueOf(time.nanos(), 9).toPlainString());
                            line(
                                    "hearth_http_request_seconds_count",
                                    label,
                                    Long.toString(time.requests()));
                        });
    }

    private void gauge(String name, String help, long value) {
        family(name, "gauge", help);
        line(name, "", Long.toString(value));
    }

    private void family(String name, String type, String help) {
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    }

    private void sample(String name, String label, String value, Object number) {
        line(name, label + "=\"" + escaped(value) + "\"", number.toString());
    }

    private void line(String name, String labels, String number) {
        text.append(name);
        if (!labels.isEmpty()) {
            text.append('{').append(labels).append('}');
        }
        text.append(' ').append(number).append('\n');
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static String ember(Wei amount) {
        return amount.ember().toPlainString();
    }

    /// Requests of one path and what they took.
    record Time(long requests, long nanos) {}

    /// @param status first digit of the answers' status
    record Answers(String path, int status) implements Comparable<Answers> {
        @Override
        public int compareTo(Answers other) {
            int byPath = path.compareTo(other.path);
            return byPath == 0 ? Integer.compare(status, other.status) : byPath;
        }
    }

    /// What the requests' counters say now.
    interface Traffic {
        Map<Answers, Long> counts();

        Map<String, Time> times();
    }
}
