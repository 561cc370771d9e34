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
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a contributor may know about its results and its money, with the evidence. Pay is told as
/// released once the root of its epoch was on the chain: until then it may be held again, and
/// whoever was told once does not ask again.
final class Accounts {
    private static final int PAGE = 500;
    private static final int SHARE_DIGITS = 3;

    private static final String HELD = "HELD";
    private static final String RELEASED = "RELEASED";

    private static final String OF_ACCOUNT =
            "SELECT amount, epoch, created_at FROM ledger WHERE account = ? AND state = ?";

    private final Premises premises;
    private final Manifests manifests;

    Accounts(Premises premises, Manifests manifests) {
        this.premises = premises;
        this.manifests = manifests;
    }

    Results results(DeviceId device, long after) {
        return premises.database()
                .read(
                        session -> {
                            var unposted = Outbox.neverPosted(session);
                            return new Results(
                                    session.all(
                                            "SELECT result.*, ledger.state AS ledger_state,"
                                                    + " ledger.epoch, ledger.released_at FROM"
                                                    + " result LEFT JOIN ledger ON ledger.result ="
                                                    + " result.sequence WHERE device = ? AND"
                                                    + " sequence > ? ORDER BY sequence LIMIT ?",
                                            row -> view(session, row, unposted),
                                            device,
                                            after,
                                            PAGE));
                        });
    }

    private ResultView view(Session session, Row row, Set<Long> unposted) {
        var job = new JobId(row.text("job"));
        var epoch = row.optionalNumber("epoch").filter(n -> !unposted.contains(n));
        var ledger = row.optionalText("ledger_state");
        boolean isOnItsWay = epoch.isEmpty() && ledger.filter(RELEASED::equals).isPresent();
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
                isOnItsWay ? Optional.of(HELD) : ledger,
                epoch,
                row.optionalInstant("released_at").filter(_ -> !isOnItsWay));
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
                                payout(session, device)
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
                                        payout(session, device).stream()
                                                .flatMap(p -> Owed.to(session, p).held().stream())
                                                .map(Owed.Entry::since)
                                                .max(Comparator.naturalOrder())
                                                .map(since -> HoldBack.latest(since, policy)),
                                        policy.holdBack(),
                                        policy.holdBackCount()));
    }

    private static Optional<String> payout(Session session, DeviceId device) {
        return session.first(
                        "SELECT payout FROM device WHERE id = ?",
                        row -> row.optionalText("payout"),
                        device)
                .flatMap(payout -> payout);
    }

    /// What an account was promised and not refused again.
    private record Owed(List<Entry> held, List<Entry> released) {
        private record Entry(Wei amount, Optional<Long> epoch, Instant since) {
            static Entry read(Row row) {
                return new Entry(
                        row.wei("amount"), row.optionalNumber("epoch"), row.instant("created_at"));
            }
        }

        static Owed to(Session session, String account) {
            var unposted = Outbox.neverPosted(session);
            var released =
                    session.all(OF_ACCOUNT, Entry::read, account, RELEASED).stream()
                            .collect(
                                    Collectors.partitioningBy(
                                            e -> e.epoch().filter(unposted::contains).isEmpty()));
            var held = session.all(OF_ACCOUNT, Entry::read, account, HELD);
            held.addAll(released.get(false));
            return new Owed(held, released.get(true));
        }

        static Wei sum(List<Entry> entries) {
            return entries.stream().map(Entry::amount).reduce(Wei.ZERO, Wei::plus);
        }
    }

    private static Earnings earnings(Session session, String account) {
        var owed = Owed.to(session, account);
        var held = Owed.sum(owed.held());
        var released = Owed.sum(owed.released());
        return new Earnings(
                held.plus(released),
                held,
                released,
                Owed.sum(session.all(OF_ACCOUNT, Owed.Entry::read, account, "SLASHED")),
                session.count("SELECT count(*) AS n FROM ledger WHERE account = ?", account),
                session.count(
                        "SELECT count(*) AS n FROM result WHERE account = ? AND state = 'FINAL_BAD'",
                        account));
    }
}
