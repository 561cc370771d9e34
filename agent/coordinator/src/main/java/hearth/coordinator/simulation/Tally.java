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

    Wei released() {
        return database
                .<List<Wei>>read(s -> s.all("SELECT released FROM job", row -> row.wei("released")))
                .stream()
                .reduce(Wei.ZERO, Wei::plus);
    }
}
