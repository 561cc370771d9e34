package hearth.coordinator;

import hearth.coordinator.Tallies.Kind;
import hearth.protocol.Wei;
import hearth.storage.Row;
import hearth.storage.Session;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A coordinator's figures in the text form of OpenMetrics 1.0, for an operator's Prometheus. What
/// is counted comes from the database, so a restart forgets nothing; only the requests are of this
/// process.
final class Metrics {
    static final String TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private static final Duration ACTIVE = Duration.ofMinutes(10);

    private final StringBuilder text = new StringBuilder();

    private Metrics() {}

    /// @param active devices that asked for work lately
    static String of(Session session, Traffic traffic, long active, Instant now) {
        var metrics = new Metrics();
        var tallies = Tallies.of(session);
        metrics.work(session, tallies);
        metrics.money(session, tallies);
        metrics.chain(session, now);
        metrics.gauge(
                "hearth_devices_active",
                "Devices that asked for work in the last ten minutes.",
                active);
        metrics.gauge("hearth_devices", "Devices that are known.", tallies.count(Kind.DEVICE));
        metrics.traffic(traffic);
        return metrics.text.append("# EOF\n").toString();
    }

    /// Looks at every device.
    static long active(Session session, Instant now) {
        return session.count(
                "SELECT count(*) AS n FROM device WHERE seen_at >= ?", now.minus(ACTIVE));
    }

    /// What is over is known by the tallies; what is not is counted by indexes that have nothing
    /// else.
    private void work(Session session, Tallies tallies) {
        var jobs = live(session, "job", "'DRAFT', 'FUNDED', 'RUNNING', 'PAUSED', 'DRAINING'");
        byState("jobs", "Jobs by state.", jobs, tallies.counts(Kind.JOB));
        var rounds = live(session, "round", "'OPEN', 'CLOSING', 'AGGREGATING', 'ABANDONED'");
        byState("rounds", "Rounds by state.", rounds, tallies.counts(Kind.ROUND));
        var results = new TreeMap<>(tallies.counts(Kind.RESULT));
        add(results, "FINAL_BAD", tallies.count(Kind.REFUSED));
        waiting(session).forEach((state, n) -> add(results, state, n));
        var leases = live(session, "lease", "'GRANTED', 'COMMITTED'");
        // Each lease that was revealed has one result.
        add(leases, "REVEALED", results.values().stream().mapToLong(n -> n).sum());
        byState("leases", "Leases by state.", leases, tallies.counts(Kind.LEASE));
        byState("results", "Results by state.", results, Map.of());
        var audits = live(session, "audit", "'WANTED', 'DRAWN', 'LEASED', 'OWN'");
        byState("audits", "Repetitions by state.", audits, tallies.counts(Kind.AUDIT));
        byState(
                "loss_checks",
                "Loss measurements by state.",
                tallies.counts(Kind.LOSS_CHECK),
                Map.of());
        family("hearth_results_refused", "gauge", "Refused results by reason.");
        tallies.counts(Kind.REFUSED)
                .forEach((reason, n) -> sample("hearth_results_refused", "reason", reason, n));
    }

    /// @param states as SQL
    private static Map<String, Long> live(Session session, String table, String states) {
        return StatusPage.counts(
                session,
                "SELECT state AS name, count(*) AS n FROM %s WHERE state IN (%s) GROUP BY state"
                        .formatted(table, states));
    }

    /// Results that have no verdict yet: those of rounds that are not published, those that are
    /// being repeated, and the repetitions.
    private static Map<String, Long> waiting(Session session) {
        var counts =
                StatusPage.counts(
                        session,
                        "SELECT result.state AS name, count(*) AS n FROM round JOIN result ON"
                                + " result.job = round.job AND result.round = round.number AND"
                                + " result.state IN ('STATIC_OK', 'SCORED') WHERE round.state IN"
                                + " ('OPEN', 'CLOSING', 'AGGREGATING', 'ABANDONED') GROUP BY"
                                + " result.state");
        add(
                counts,
                "STATIC_OK",
                session.count(
                        "SELECT count(*) AS n FROM audit JOIN result ON result.lease = audit.lease"
                                + " JOIN round ON round.job = result.job AND round.number ="
                                + " result.round WHERE audit.state = 'LEASED' AND result.state ="
                                + " 'STATIC_OK' AND round.state = 'PUBLISHED'"));
        add(
                counts,
                "AUDIT_WAIT",
                session.count(
                        "SELECT count(DISTINCT result) AS n FROM audit WHERE kind = 'CHECK' AND"
                                + " state IN ('WANTED', 'DRAWN', 'LEASED', 'OWN')"));
        return counts;
    }

    private static void add(Map<String, Long> counts, String name, long more) {
        if (more > 0) {
            counts.merge(name, more, Long::sum);
        }
    }

    private void byState(String name, String help, Map<String, Long> live, Map<String, Long> over) {
        var metric = "hearth_" + name;
        family(metric, "gauge", help);
        var all = new TreeMap<>(live);
        all.putAll(over);
        all.forEach((state, n) -> sample(metric, "state", state, n));
    }

    private record Live(Wei available, Wei reserved) {
        static final Live NOTHING = new Live(Wei.ZERO, Wei.ZERO);

        static Live read(Row row) {
            return new Live(row.wei("available"), row.wei("reserved"));
        }

        Live plus(Live other) {
            return new Live(available.plus(other.available), reserved.plus(other.reserved));
        }
    }

    private static Wei in(JobBooks.Book book, Live live, Tallies tallies) {
        return switch (book) {
            case AVAILABLE -> live.available();
            case RESERVED -> live.reserved();
            case HELD, RELEASED, SLASHED, REFUNDED -> tallies.wei(Kind.BOOK, book.column());
        };
    }

    private void money(Session session, Tallies tallies) {
        var live =
                session
                        .all(
                                "SELECT available, reserved FROM job WHERE state IN ('FUNDED',"
                                        + " 'RUNNING', 'PAUSED', 'DRAINING')",
                                Live::read)
                        .stream()
                        .reduce(Live.NOTHING, Live::plus);
        family("hearth_books_ember", "gauge", "EMBER of all jobs by book.");
        for (var book : JobBooks.Book.values()) {
            sample("hearth_books_ember", "book", book.column(), ember(in(book, live, tallies)));
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
        byState(
                "epochs",
                "Settlements by state.",
                StatusPage.counts(
                        session, "SELECT state AS name, count(*) AS n FROM epoch GROUP BY state"),
                Map.of());
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
