package hearth.coordinator;

import hearth.coordinator.Escrow.Budget;
import hearth.coordinator.Escrow.Outcome;
import hearth.coordinator.JobBooks.Book;
import hearth.protocol.JobId;
import hearth.protocol.OwnerMessages.Funding;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.Row;
import hearth.storage.Session;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Follows the escrow contract: a draft whose budget is there becomes FUNDED, a budget that its
/// owner takes back ends its job, an epoch's pay is settled before its root is posted, and what an
/// ended job left goes back. What the contract says was final when it was read. One thread at a
/// time.
final class Escrows {
    private static final System.Logger LOG = System.getLogger(Escrows.class.getName());

    private final Premises premises;
    private final Jobs jobs;
    private final Escrow escrow;

    Escrows(Premises premises, Jobs jobs, Escrow escrow) {
        this.premises = premises;
        this.jobs = jobs;
        this.escrow = escrow;
    }

    private record Known(long id, Optional<JobId> job, Wei budget) {
        static Known of(Row row) {
            return new Known(
                    row.number("id"), row.optionalText("job").map(JobId::new), row.wei("budget"));
        }
    }

    /// Looks at what is new, at what is in use, and gives back what is over.
    void work() {
        try {
            discover();
            watch();
            match();
            giveBack();
        } catch (Settlement.UnreachableException chainIsAway) {
            // The next turn starts over; nothing was decided.
            return;
        }
    }

    private void discover() {
        long newest = escrow.newest();
        long seen =
                premises.database()
                        .read(
                                session ->
                                        session.count(
                                                "SELECT coalesce(max(id), 0) AS n FROM escrow"));
        for (long id = seen + 1; id <= newest; id++) {
            var found = escrow.find(id);
            if (found.isEmpty()) {
                return;
            }
            premises.database().change(session -> insert(session, found.get()));
        }
    }

    private static void insert(Session session, Budget budget) {
        session.update(
                "INSERT INTO escrow (id, account, manifest, budget, settled, epoch_limit,"
                        + " closes_at, closed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                budget.id(),
                budget.account().toLowerCase(Locale.ROOT),
                budget.manifest(),
                budget.budget(),
                budget.settled(),
                budget.epochLimit(),
                budget.closesAt(),
                budget.closed() ? 1 : 0);
    }

    /// A budget counts for the draft of its manifest if the account of the job's owner paid it, and
    /// paid enough.
    private void match() {
        var now = premises.clock().instant();
        premises.database()
                .change(
                        session ->
                                session.all(
                                                "SELECT escrow.id, escrow.budget, escrow.epoch_limit,"
                                                        + " job.id AS job FROM escrow JOIN job ON"
                                                        + " job.manifest = escrow.manifest AND job.state"
                                                        + " = 'DRAFT' JOIN job_owner ON job_owner.key ="
                                                        + " job.owner AND job_owner.account ="
                                                        + " escrow.account WHERE escrow.job IS NULL AND"
                                                        + " closed = 0 AND closes_at > ? ORDER BY"
                                                        + " escrow.id",
                                                row ->
                                                        new Offer(
                                                                Known.of(row),
                                                                row.wei("epoch_limit")),
                                                now.plus(escrow.grace()))
                                        .forEach(offer -> accept(session, offer)));
    }

    private record Offer(Known budget, Wei epochLimit) {}

    private void accept(Session session, Offer offer) {
        var job = offer.budget().job().orElseThrow();
        var manifest = jobs.manifest(session, job);
        var budget = offer.budget().budget();
        boolean enough =
                budget.compareTo(manifest.budget()) >= 0
                        && offer.epochLimit().compareTo(manifest.budget()) >= 0;
        if (enough && jobs.fund(session, job, manifest, budget)) {
            session.update(
                    "UPDATE escrow SET job = ? WHERE id = ? AND job IS NULL",
                    job,
                    offer.budget().id());
        }
    }

    /// Budgets of jobs that are not closed: their owners may add to them, or end them.
    private void watch() {
        for (var known : open()) {
            var found = escrow.find(known.id());
            if (found.isEmpty()) {
                LOG.log(Level.WARNING, "the escrow lost budget {0}", known.id());
                continue;
            }
            premises.database().change(session -> follow(session, known, found.get()));
        }
    }

    private List<Known> open() {
        return premises.database()
                .read(
                        session ->
                                session.all(
                                        "SELECT id, job, budget FROM escrow WHERE closed = 0 ORDER"
                                                + " BY id",
                                        Known::of));
    }

    private void follow(Session session, Known known, Budget now) {
        session.update(
                "UPDATE escrow SET budget = ?, settled = ?, closes_at = ?, closed = ? WHERE id = ?",
                now.budget(),
                now.settled(),
                now.closesAt(),
                now.closed() ? 1 : 0,
                known.id());
        known.job().ifPresent(job -> follow(session, job, known, now));
    }

    private void follow(Session session, JobId job, Known known, Budget found) {
        if (found.budget().compareTo(known.budget()) > 0) {
            add(session, job, found.budget().minus(known.budget()));
        }
        var time = premises.clock().instant();
        boolean ends = found.closed() || !found.closesAt().minus(escrow.grace()).isAfter(time);
        if (ends) {
            boolean _ = jobs.cancel(session, job, time);
        }
    }

    /// To a job that still takes work; what is added to another one goes back with the rest.
    private static void add(Session session, JobId job, Wei more) {
        boolean takes = List.of("FUNDED", "RUNNING", "PAUSED").contains(Jobs.state(session, job));
        var book = takes ? Book.AVAILABLE : Book.REFUNDED;
        JobBooks.add(session, job, book, more);
    }

    /// Settles what an epoch pays for each job that has a budget.
    ///
    /// @param report of the epoch: its leaf file
    /// @return false if the chain did not answer; asked again then
    boolean settle(long epoch, Sha256 report) {
        try {
            for (var due : premises.database().read(session -> due(session, epoch))) {
                if (!settle(due, report)) {
                    return false;
                }
            }
            return true;
        } catch (Settlement.UnreachableException chainIsAway) {
            return false;
        }
    }

    private boolean settle(Due due, Sha256 report) {
        var known = escrow.find(due.id());
        if (known.isPresent() && known.get().lastEpoch() >= due.number()) {
            return true;
        }
        return switch (escrow.settle(due.id(), due.number(), due.amount(), report)) {
            case Outcome.Done _ -> true;
            case Outcome.Unavailable _ -> false;
            case Outcome.Refused(String reason) -> {
                // The contributors' root never promises more than the rewards contract holds: it
                // refuses the root then, and the outbox keeps it.
                LOG.log(
                        Level.ERROR,
                        "the escrow refused to settle {0} of budget {1}: {2}",
                        due.amount(),
                        due.id(),
                        reason);
                yield true;
            }
        };
    }

    /// @param number which of the job's epochs it is, from 1
    private record Due(long id, int number, Wei amount) {}

    private static List<Due> due(Session session, long epoch) {
        return session.all(
                "SELECT escrow.id, escrow.job, (SELECT count(DISTINCT epoch) FROM ledger AS e WHERE"
                        + " e.job = escrow.job AND e.state = 'RELEASED' AND e.epoch <= ?) AS n FROM"
                        + " escrow WHERE EXISTS (SELECT 1 FROM ledger WHERE ledger.job ="
                        + " escrow.job AND ledger.epoch = ? AND ledger.state = 'RELEASED') ORDER BY"
                        + " escrow.id",
                row ->
                        new Due(
                                row.number("id"),
                                row.integer("n"),
                                released(session, new JobId(row.text("job")), epoch)),
                epoch,
                epoch);
    }

    private static Wei released(Session session, JobId job, long epoch) {
        return session
                .all(
                        "SELECT amount FROM ledger WHERE job = ? AND epoch = ? AND state ="
                                + " 'RELEASED'",
                        row -> row.wei("amount"),
                        job,
                        epoch)
                .stream()
                .reduce(Wei.ZERO, Wei::plus);
    }

    /// What jobs left that have ended and owe nothing more, once the contract lets it go; and
    /// budgets that never found a job.
    private void giveBack() {
        var over =
                premises.database()
                        .read(
                                session ->
                                        session.all(
                                                "SELECT escrow.id, escrow.job, escrow.budget FROM"
                                                        + " escrow LEFT JOIN job ON job.id ="
                                                        + " escrow.job WHERE closed = 0 AND"
                                                        + " closes_at <= ? AND (job.id IS NULL OR"
                                                        + " (job.state IN ('DONE', 'CANCELLED') AND"
                                                        + " job.held = '0' AND NOT EXISTS (SELECT 1"
                                                        + " FROM ledger JOIN epoch ON epoch.number ="
                                                        + " ledger.epoch WHERE ledger.job = job.id"
                                                        + " AND epoch.state = 'FROZEN')))",
                                                Known::of,
                                                premises.clock().instant()));
        for (var known : over) {
            var left = escrow.find(known.id()).map(b -> b.budget().minus(b.settled()));
            if (left.isPresent() && escrow.close(known.id(), left.get()) instanceof Outcome.Done) {
                premises.database()
                        .change(
                                session ->
                                        session.update(
                                                "UPDATE escrow SET closed = 1 WHERE id = ?",
                                                known.id()));
            }
        }
    }

    static Optional<Funding> funding(Session session, JobId job) {
        return session.first(
                "SELECT id, budget, settled, closes_at, closed FROM escrow WHERE job = ?",
                row ->
                        new Funding(
                                row.number("id"),
                                row.wei("budget"),
                                row.wei("settled"),
                                row.instant("closes_at"),
                                row.number("closed") == 1),
                job);
    }
}
