package hearth.coordinator;

import hearth.coordinator.aggregation.LossScore;
import hearth.protocol.DeviceId;
import hearth.protocol.JobId;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages.Earnings;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.Messages.Results;
import hearth.protocol.Wei;
import hearth.storage.Row;
import hearth.storage.Session;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a contributor may know about its results and its money, with the evidence.
final class Accounts {
    private static final int PAGE = 500;

    private final Premises premises;
    private final Manifests manifests;

    Accounts(Premises premises, Manifests manifests) {
        this.premises = premises;
        this.manifests = manifests;
    }

    Results results(DeviceId device, long after) {
        return premises.database()
                .read(
                        session ->
                                new Results(
                                        session.all(
                                                "SELECT result.*, ledger.state AS ledger_state,"
                                                        + " ledger.epoch, ledger.released_at FROM"
                                                        + " result LEFT JOIN ledger ON ledger.result ="
                                                        + " result.sequence WHERE device = ? AND"
                                                        + " sequence > ? ORDER BY sequence LIMIT ?",
                                                row -> view(session, row),
                                                device,
                                                after,
                                                PAGE)));
    }

    private ResultView view(Session session, Row row) {
        var job = new JobId(row.text("job"));
        return new ResultView(
                row.number("sequence"),
                new LeaseId(row.text("lease")),
                job,
                manifests.of(session, job).title(),
                row.integer("round"),
                row.instant("received_at"),
                row.text("state"),
                row.optionalText("reason"),
                row.optionalText("evidence").or(() -> evidence(session, job, row)),
                row.wei("pay"),
                row.optionalText("ledger_state"),
                row.optionalNumber("epoch"),
                row.optionalInstant("released_at"));
    }

    /// What the layers measured of a good result.
    private Optional<String> evidence(Session session, JobId job, Row row) {
        var found =
                Stream.of(
                                part(session, job, row),
                                loss(session, row),
                                Audits.evidence(session, row.number("sequence")))
                        .flatMap(Optional::stream)
                        .collect(Collectors.joining(", "));
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    private static Optional<String> loss(Session session, Row row) {
        return LossChecks.of(session, new LeaseId(row.text("lease")))
                .map(LossScore.Summary::evidence);
    }

    /// Why a good result earns less than a whole lease.
    private Optional<String> part(Session session, JobId job, Row row) {
        int whole = manifests.of(session, job).training().innerSteps();
        return row.optionalNumber("steps")
                .filter(steps -> steps < whole)
                .map(steps -> steps + " of " + whole + " steps");
    }

    Earnings earnings(DeviceId device) {
        return premises.database()
                .read(
                        session ->
                                session.first(
                                                "SELECT payout FROM device WHERE id = ?",
                                                row -> row.optionalText("payout"),
                                                device)
                                        .flatMap(payout -> payout)
                                        .map(payout -> earnings(session, payout))
                                        .orElseGet(
                                                () ->
                                                        new Earnings(
                                                                Wei.ZERO, Wei.ZERO, Wei.ZERO,
                                                                Wei.ZERO, 0, 0)));
    }

    private static Earnings earnings(Session session, String account) {
        var held = sum(session, account, "HELD");
        var released = sum(session, account, "RELEASED");
        return new Earnings(
                held.plus(released),
                held,
                released,
                sum(session, account, "SLASHED"),
                count(session, account, "FINAL_OK"),
                count(session, account, "FINAL_BAD"));
    }

    private static Wei sum(Session session, String account, String state) {
        List<Wei> amounts =
                session.all(
                        "SELECT amount FROM ledger WHERE account = ? AND state = ?",
                        row -> row.wei("amount"),
                        account,
                        state);
        return amounts.stream().reduce(Wei.ZERO, Wei::plus);
    }

    private static long count(Session session, String account, String state) {
        return session.count(
                "SELECT count(*) AS n FROM result WHERE account = ? AND state = ?", account, state);
    }
}
