package hearth.coordinator;

import hearth.coordinator.Tallies.Kind;
import hearth.protocol.JobId;
import hearth.protocol.RealisedRates;
import hearth.protocol.Wei;
import hearth.storage.Row;
import hearth.storage.Session;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What anybody may see of a coordinator: what trains, for whom, how much was paid, and how often
/// verification refuses. HTML without a script, or the same as JSON.
final class StatusPage {
    private static final int SHARE_DIGITS = 4;

    /// Jobs that ended, beside all that go on.
    private static final int MOST_ENDED = 50;

    private StatusPage() {}

    /// @param refusedShare of all results that were judged
    /// @param repeatedShare of the judged results that somebody repeated
    /// @param refusals by the verdict's reason
    /// @param epochs by state
    public record Status(
            Instant time,
            long devices,
            long liveLeases,
            long accepted,
            long refused,
            BigDecimal refusedShare,
            BigDecimal repeatedShare,
            Map<String, Long> refusals,
            Wei held,
            Wei released,
            Wei slashed,
            Map<String, Long> epochs,
            List<Job> jobs) {
        public Status {
            jobs = List.copyOf(jobs);
        }
    }

    /// @param owner for whom, by the manifest's word
    /// @param paid held and released
    public record Job(
            JobId id,
            String title,
            String owner,
            String recipe,
            String state,
            long round,
            long rounds,
            Optional<BigDecimal> loss,
            Wei budget,
            Wei paid) {}

    static Status of(Session session, Manifests manifests, Instant now) {
        var tallies = Tallies.of(session);
        long accepted = tallies.count(Kind.RESULT, "FINAL_OK");
        long refused = tallies.count(Kind.REFUSED);
        long repeated = tallies.count(Kind.REPEATED);
        var jobs = JobViews.paid(session, MOST_ENDED, row -> job(session, manifests, row));
        return new Status(
                now,
                tallies.count(Kind.DEVICE),
                session.count(
                        "SELECT count(*) AS n FROM lease WHERE state IN ('GRANTED', 'COMMITTED')"),
                accepted,
                refused,
                share(refused, accepted + refused),
                share(repeated, accepted + refused),
                tallies.counts(Kind.REFUSED),
                tallies.wei(Kind.BOOK, "held"),
                tallies.wei(Kind.BOOK, "released"),
                tallies.wei(Kind.BOOK, "slashed"),
                counts(session, "SELECT state AS name, count(*) AS n FROM epoch GROUP BY state"),
                jobs);
    }

    private static BigDecimal share(long part, long whole) {
        return whole == 0
                ? BigDecimal.ZERO
                : BigDecimal.valueOf(part)
                        .divide(BigDecimal.valueOf(whole), SHARE_DIGITS, RoundingMode.HALF_UP);
    }

    /// @param query with the columns `name` and `n`
    static Map<String, Long> counts(Session session, String query) {
        var counts = new TreeMap<String, Long>();
        session.all(query, row -> Map.entry(row.text("name"), row.number("n")))
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
        return counts;
    }

    private static Job job(Session session, Manifests manifests, Row row) {
        var id = new JobId(row.text("id"));
        var manifest = manifests.of(row.hash("manifest"));
        return new Job(
                id,
                manifest.title(),
                manifest.owner(),
                manifest.recipe().recipe(),
                row.text("state"),
                Rounds.published(session, id),
                manifest.training().rounds(),
                session.first(
                                "SELECT held_out_loss FROM checkpoint WHERE job = ? AND"
                                        + " held_out_loss IS NOT NULL ORDER BY number DESC LIMIT 1",
                                r -> r.optionalDecimal("held_out_loss"),
                                id)
                        .flatMap(loss -> loss),
                row.wei("budget"),
                row.wei("held").plus(row.wei("released")));
    }

    static String html(Status status, RealisedRates earnings) {
        var page = new StringBuilder();
        page.append(
                """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>Hearth coordinator</title>
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <style>
                body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem;
                  color: #1d1b19; background: #faf8f5 }
                table { border-collapse: collapse; width: 100% } caption { text-align: left; font-weight: 600; padding: .5rem 0 }
                th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid #d8d2ca }
                @media (prefers-color-scheme: dark) { body { color: #ece8e2; background: #1b1917 } th, td { border-color: #444 } }
                </style></head><body><main><h1>Hearth coordinator</h1>
                """);
        page.append("<p>As of <time>").append(status.time()).append("</time>.</p>\n");
        page.append("<table><caption>Work and pay</caption>\n");
        row(page, "Devices", status.devices());
        row(page, "Leases being worked on", status.liveLeases());
        row(page, "Results accepted", status.accepted());
        row(
                page,
                "Results refused",
                status.refused() + " (" + percent(status.refusedShare()) + ")");
        row(page, "Results repeated by others", percent(status.repeatedShare()));
        row(page, "Held", ember(status.held()));
        row(page, "Paid", ember(status.released()));
        row(page, "Slashed", ember(status.slashed()));
        page.append("</table>\n<table><caption>Jobs</caption>\n");
        header(page, List.of("Job", "For", "Recipe", "State", "Round", "Loss", "Paid"));
        for (var job : status.jobs()) {
            cells(
                    page,
                    List.of(
                            job.title(),
                            job.owner(),
                            job.recipe(),
                            job.state(),
                            job.round() + " of " + job.rounds(),
                            job.loss().map(BigDecimal::toPlainString).orElse("–"),
                            ember(job.paid()) + " of " + ember(job.budget())));
        }
        page.append("</table>\n<table><caption>Why results were refused</caption>\n");
        status.refusals().forEach((reason, count) -> row(page, reason, count));
        page.append("</table>\n");
        earned(page, earnings);
        return page.append("</main></body></html>\n").toString();
    }

    private static void earned(StringBuilder page, RealisedRates earnings) {
        page.append("<table><caption>What an hour of work earned in the last 7 days</caption>\n");
        header(
                page,
                List.of(
                        "Model",
                        "Recipe",
                        "Devices",
                        "A quarter less",
                        "Median",
                        "A quarter more"));
        for (var group : earnings.models()) {
            cells(
                    page,
                    List.of(
                            group.model().orElse(group.deviceClass()),
                            group.recipe(),
                            Integer.toString(group.devices()),
                            ember(group.lower()),
                            ember(group.median()),
                            ember(group.upper())));
        }
        page.append("</table>\n<p>The model is what the devices say of themselves; nobody can")
                .append(" check it. A model is shown where at least ")
                .append(earnings.fewest())
                .append(" accounts earned with it. An hour is counted from a lease's grant to its")
                .append(" commit; electricity is not taken off.</p>\n");
    }

    private static void header(StringBuilder page, List<String> names) {
        page.append("<tr>");
        for (var name : names) {
            page.append("<th scope=\"col\">").append(escaped(name)).append("</th>");
        }
        page.append("</tr>\n");
    }

    private static void cells(StringBuilder page, List<String> texts) {
        page.append("<tr>");
        for (var text : texts) {
            page.append("<td>").append(escaped(text)).append("</td>");
        }
        page.append("</tr>\n");
    }

    private static void row(StringBuilder page, String name, Object value) {
        page.append("<tr><th scope=\"row\">")
                .append(escaped(name))
                .append("</th><td>")
                .append(escaped(value.toString()))
                .append("</td></tr>\n");
    }

    private static String percent(BigDecimal share) {
        return share.movePointRight(2).stripTrailingZeros().toPlainString() + " %";
    }

    private static String ember(Wei amount) {
        return amount.ember().setScale(6, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString()
                + " EMBER";
    }

    /// Titles and owners are strangers' words.
    private static String escaped(String text) {
        var out = new StringBuilder();
        text.codePoints()
                .forEach(
                        c -> {
                            switch (c) {
                                case '&' -> out.append("&amp;");
                                case '<' -> out.append("&lt;");
                                case '>' -> out.append("&gt;");
                                case '"' -> out.append("&quot;");
                                case '\'' -> out.append("&#39;");
                                default -> out.appendCodePoint(c);
                            }
                        });
        return out.toString();
    }
}
