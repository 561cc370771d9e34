package hearth.coordinator;

import hearth.coordinator.aggregation.LossScore;
import hearth.protocol.DeviceId;
import hearth.protocol.JobId;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages;
import hearth.protocol.Messages.Earnings;
import hearth.protocol.Messages.HeldPay;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.Messages.Results;
import hearth.protocol.Messages.StandingView;
import hearth.protocol.Wei;
import hearth.storage.Row;
import hearth.storage.Session;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a contributor may know about its results and its money, with the evidence.
final class Accounts {
    private static final int PAGE = 500;
    private static final int SHARE_DIGITS = 3;

    /// The sign keeps SQLite from walking through everybody's entries by their time.
    private static final String NEWEST_HELD =
            "SELECT max(+created_at) AS newest FROM ledger WHERE state = 'HELD' AND account ="
                    + " (SELECT payout FROM device WHERE id = ?)";

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
                evidence(session, job, row),
                row.wei("pay"),
                row.optionalText("ledger_state"),
                row.optionalNumber("epoch"),
                row.optionalInstant("released_at"));
    }

    /// What decided against a result, or else what the layers measured of a good one; and what
    /// became of an appeal.
    private Optional<String> evidence(Session session, JobId job, Row row) {
        var against = row.optionalText("evidence");
        var measured =
                against.isPresent()
                        ? Stream.of(against)
                        : Stream.of(
                                part(session, job, row),
                                loss(session, row),
                                Audits.evidence(session, row.number("sequence")));
        var appeal = Appeals.evidence(session, row.number("sequence"));
        var found =
                Stream.concat(measured, Stream.of(appeal))
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
        var manifest = manifests.of(session, job);
        int whole = manifest.training().innerSteps();
        boolean asks = manifest.inference().isPresent();
        return row.optionalNumber("steps")
                .filter(steps -> steps < whole)
                .map(steps -> steps + " of " + whole + (asks ? " inputs" : " steps"));
    }

    /// What a device is known for, and how often it is looked at for that.
    Messages.Standings standings(DeviceId device) {
        var checking = premises.policy().checking();
        return premises.database()
                .read(
                        session ->
                                new Messages.Standings(
                                        Standings.of(session, device).stream()
                                                .map(s -> view(s, checking))
                                                .toList()));
    }

    private static StandingView view(Standings.Standing standing, Checking checking) {
        long since = standing.sinceFailure();
        return new StandingView(
                standing.of().recipe(),
                standing.of().deviceClass(),
                standing.accepted(),
                standing.refused(),
                since,
                standing.failedAt(),
                share(checking.repeated(since)),
                share(checking.scored(since)),
                Math.max(0, checking.probation() - since));
    }

    private static BigDecimal share(double value) {
        return BigDecimal.valueOf(value).setScale(SHARE_DIGITS, RoundingMode.HALF_UP);
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

    /// When what is held for a device's account is due. The newest entry is due last, since every
    /// other one has waited longer and has more behind it.
    HeldPay held(DeviceId device) {
        var policy = premises.policy();
        return premises.database()
                .read(
                        session ->
                                new HeldPay(
                                        session.first(
                                                        NEWEST_HELD,
                                                        row -> row.optionalInstant("newest"),
                                                        device)
                                                .flatMap(newest -> newest)
                                                .map(since -> HoldBack.latest(since, policy)),
                                        policy.holdBack(),
                                        policy.holdBackCount()));
    }

    private static Earnings earnings(Session session, String account) {
        var held = sum(session, account, "HELD");
        var released = sum(session, account, "RELEASED");
        return new Earnings(
                held.plus(released),
                held,
                released,
                sum(session, account, "SLASHED"),
                session.count("SELECT count(*) AS n FROM ledger WHERE account = ?", account),
                session.count(
                        "SELECT count(*) AS n FROM result WHERE account = ? AND state = 'FINAL_BAD'",
                        account));
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
}
