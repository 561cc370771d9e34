package hearth.coordinator.simulation;

import hearth.protocol.Wei;
import hearth.storage.Database;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Counts what the results of a simulated network became, by who sent them.
final class Tally {
    private static final Set<String> UNDECIDED = Set.of("STATIC_OK", "SCORED", "AUDIT_WAIT");

    private record Result(String device, String state, String reason, boolean isSlashed) {}

    private final Database database;
    private final Set<String> liars;
    private final List<Result> results;

    /// @param liars devices that lie
    Tally(Database database, Set<String> liars) {
        this.database = database;
        this.liars = Set.copyOf(liars);
        this.results =
                database.read(
                        s ->
                                s.all(
                                        "SELECT result.device, result.state, reason, ledger.state AS booked"
                                                + " FROM result LEFT JOIN ledger ON ledger.result ="
                                                + " result.sequence",
                                        row ->
                                                new Result(
                                                        row.text("device"),
                                                        row.text("state"),
                                                        row.optionalText("reason").orElse(""),
                                                        row.optionalText("booked")
                                                                .filter("SLASHED"::equals)
                                                                .isPresent())));
    }

    long accepted() {
        return results.stream().filter(r -> r.state().equals("FINAL_OK")).count();
    }

    long arrived() {
        return results.size();
    }

    long undecided() {
        return results.stream().filter(r -> UNDECIDED.contains(r.state())).count();
    }

    double hostileWorkShare() {
        long hostile = results.stream().filter(r -> liars.contains(r.device())).count();
        return results.isEmpty() ? 0 : (double) hostile / results.size();
    }

    /// How many results of honest devices were refused or slashed, by reason.
    Map<String, Long> honestPunished() {
        return results.stream()
                .filter(r -> !liars.contains(r.device()))
                .filter(r -> r.isSlashed() || r.state().equals("FINAL_BAD"))
                .collect(
                        Collectors.groupingBy(
                                r -> r.isSlashed() ? "slashed" : r.reason(),
                                TreeMap::new,
                                Collectors.counting()));
    }

    long hostileRefused() {
        return results.stream()
                .filter(r -> liars.contains(r.device()))
                .filter(r -> r.isSlashed() || r.state().equals("FINAL_BAD"))
                .count();
    }

    long rounds() {
        return database.read(
                s -> s.count("SELECT count(*) AS n FROM round WHERE state = 'PUBLISHED'"));
    }

    /// Rows of the tables that say how something ended, by that.
    private static final List<String> ENDS =
            List.of(
                    "SELECT 'job ' || state AS what, count(*) AS n FROM job GROUP BY 1",
                    "SELECT 'round ' || state AS what, count(*) AS n FROM round GROUP BY 1",
                    "SELECT 'lease ' || role || ' ' || state AS what, count(*) AS n FROM lease"
                            + " GROUP BY 1",
                    "SELECT 'result ' || role || ' ' || state AS what, count(*) AS n FROM result"
                            + " GROUP BY 1",
                    "SELECT 'refused ' || reason AS what, count(*) AS n FROM result WHERE state ="
                            + " 'FINAL_BAD' GROUP BY 1",
                    "SELECT 'part ' || state AS what, count(*) AS n FROM result WHERE steps < "
                            + StandInJob.STEPS
                            + " GROUP BY 1",
                    "SELECT 'audit ' || kind || ' ' || state AS what, count(*) AS n FROM audit"
                            + " GROUP BY 1",
                    "SELECT 'repeated here' AS what, count(*) AS n FROM audit WHERE repeated IS"
                            + " NOT NULL",
                    "SELECT 'loss ' || state AS what, count(*) AS n FROM loss_check GROUP BY 1",
                    "SELECT 'pay ' || state AS what, count(*) AS n FROM ledger GROUP BY 1",
                    "SELECT 'epoch ' || state AS what, count(*) AS n FROM epoch GROUP BY 1");

    Map<String, Long> outcomes() {
        var outcomes = new TreeMap<String, Long>();
        database.read(
                        s ->
                                ENDS.stream()
                                        .flatMap(
                                                sql ->
                                                        s
                                                                .all(
                                                                        sql,
                                                                        row ->
                                                                                Map.entry(
                                                                                        row.text(
                                                                                                "what"),
                                                                                        row.number(
                                                                                                "n")))
                                                                .stream())
                                        .toList())
                .forEach(e -> outcomes.put(e.getKey(), e.getValue()));
        return outcomes;
    }

    Wei released() {
        return database
                .<List<Wei>>read(s -> s.all("SELECT released FROM job", row -> row.wei("released")))
                .stream()
                .reduce(Wei.ZERO, Wei::plus);
    }
}
