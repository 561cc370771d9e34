package hearth.coordinator;

import hearth.coordinator.Duties.Tenure;
import hearth.coordinator.Escrow.Budget;
import hearth.coordinator.Escrow.Outcome;
import hearth.coordinator.JobBooks.Book;
import hearth.protocol.JobId;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.Row;
import hearth.storage.Session;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// Follows the escrow contract: a draft whose budget is there becomes FUNDED, a budget that its
/// owner takes back ends its job, released pay is settled before its root is posted, what was
/// slashed with it or before the budget closes, and what an ended job left goes back. What the
/// contract says was final when it was read. Of a budget counts what one settlement may take, so
/// that all that is promised can be handed over in the grace, and more once that is settled. One
/// thread at a time.
final class Escrows {
    private static final System.Logger LOG = System.getLogger(Escrows.class.getName());

    private final Premises premises;
    private final Jobs jobs;
    private final Escrow escrow;

    private final Optional<Settlement> settlement;
    private volatile Optional<Boolean> isGraceTooShort = Optional.empty();

    /// Number of the budget of no job behind which looking goes on.
    private long lookedUpTo;

    /// @param settlement in which what is settled is claimed
    Escrows(Premises premises, Jobs jobs, Escrow escrow, Optional<Settlement> settlement) {
        this.premises = premises;
        this.jobs = jobs;
        this.escrow = escrow;
        this.settlement = settlement;
    }

    private record Known(long id, Optional<JobId> job, Wei budget) {
        static Known of(Row row) {
            return new Known(
                    row.number("id"), row.optionalText("job").map(JobId::new), row.wei("budget"));
        }
    }

    /// Looks at what is new, at what is in use, and gives back what is over.
    void work(Tenure tenure) {
        try {
            compareTimes();
            discover(tenure);
            watch(tenure);
            match(tenure);
            settleWhatCloses();
            giveBack(tenure);
        } catch (Settlement.UnreachableException chainIsAway) {
            // The next turn starts over; nothing was decided.
            return;
        }
    }

    /// Looks at what is in use.
    ///
    /// @throws Settlement.UnreachableException if the chain does not answer
    void refresh(Tenure tenure) {
        look(tenure, premises.database().read(OpenBudgets::ofJobs));
    }

    /// In one transaction of the only coordinator that follows the escrow now.
    private void change(Tenure tenure, Consumer<Session> work) {
        premises.database()
                .change(
                        session -> {
                            tenure.confirm(session);
                            work.accept(session);
                        });
    }

    private void discover(Tenure tenure) {
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
            change(tenure, session -> insert(session, found.get()));
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

    /// A budget counts for the draft of its manifest if the account of the job's owner paid it,
    /// paid enough, and there is time to settle what is worked for it.
    private void match(Tenure tenure) {
        if (isGraceTooShort()) {
            return;
        }
        var now = premises.clock().instant();
        var until = now.plus(escrow.grace());
        var offers = premises.database().read(s -> OpenBudgets.offers(s, jobs, until));
        if (!offers.isEmpty()) {
            look(tenure, offers.stream().map(OpenBudgets.Offer::id).toList());
            change(
                    tenure,
                    session ->
                            OpenBudgets.offers(session, jobs, until)
                                    .forEach(offer -> accept(session, offer)));
        }
    }

    /// Whether pay could still be held back when a job's budget closes. Both times are the
    /// contracts' and asked for once.
    ///
    /// @return false while the chain has not said
    boolean isGraceTooShort() {
        return isGraceTooShort.orElse(false);
    }

    private void compareTimes() {
        if (isGraceTooShort.isPresent()) {
            return;
        }
        var policy = premises.policy();
        var needed = HoldBack.settling(policy, window()).plus(policy.holdBack());
        boolean isTooShort = escrow.grace().compareTo(needed) < 0;
        if (isTooShort) {
            LOG.log(
                    Level.ERROR,
                    "no jobs are taken: the escrow settles for {0} after a job''s end, and pay is"
                            + " held back and settled in {1}",
                    escrow.grace(),
                    needed);
        }
        isGraceTooShort = Optional.of(isTooShort);
    }

    /// Between a root and its first claim.
    private Duration window() {
        return settlement.map(s -> s.limits().window()).orElse(Duration.ZERO);
    }

    private void accept(Session session, OpenBudgets.Offer offer) {
        var manifest = jobs.manifest(session, offer.job());
        if (jobs.fund(session, offer.job(), manifest, offer.counts())) {
            session.update(
                    "UPDATE escrow SET job = ? WHERE id = ? AND job IS NULL",
                    offer.job(),
                    offer.id());
        }
    }

    /// Budgets that are not closed: their owners may add to them, or end them. Those of no job cost
    /// their makers next to nothing, so of these some have their turn.
    private void watch(Tenure tenure) {
        look(tenure, premises.database().read(OpenBudgets::ofJobs));
        var others = premises.database().read(s -> OpenBudgets.ofNobody(s, lookedUpTo));
        lookedUpTo = others.size() < OpenBudgets.MOST_OF_NOBODY ? 0 : others.getLast();
        look(tenure, others);
    }

    private void look(Tenure tenure, List<Long> budgets) {
        for (var id : budgets) {
            var found = escrow.find(id);
            if (found.isEmpty()) {
                LOG.log(Level.WARNING, "the escrow lost budget {0}", id);
                continue;
            }
            change(tenure, session -> follow(session, found.get()));
        }
    }

    private void follow(Session session, Budget now) {
        session.update(
                "UPDATE escrow SET budget = ?, settled = ?, closes_at = ?, closed = ? WHERE id = ?",
                now.budget(),
                now.settled(),
                now.closesAt(),
                now.closed() ? 1 : 0,
                now.id());
        session.first(
                        "SELECT job FROM escrow WHERE id = ? AND job IS NOT NULL",
                        row -> new JobId(row.text("job")),
                        now.id())
                .ifPresent(job -> follow(session, job, now));
    }

    private void follow(Session session, JobId job, Budget found) {
        var time = premises.clock().instant();
        boolean ends = found.closed() || !found.closesAt().minus(escrow.grace()).isAfter(time);
        if (ends) {
            boolean _ = jobs.cancel(session, job, time);
        }
        boolean takes = List.of("FUNDED", "RUNNING", "PAUSED").contains(Jobs.state(session, job));
        // What is added to a job that takes no work any more goes back with the rest.
        var rest = found.budget().minus(found.settled());
        var counts =
                takes ? found.settled().plus(lesser(rest, found.epochLimit())) : found.budget();
        var counted = JobBooks.budget(session, job);
        if (counts.compareTo(counted) > 0) {
            var book = takes ? Book.AVAILABLE : Book.REFUNDED;
            JobBooks.add(session, job, book, counts.minus(counted));
        }
    }

    private static Wei lesser(Wei one, Wei other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /// @param accepted released and slashed: what the owner had for his money, and what must not go
    /// back to him (`docs/decisions/0028-whose-bounds.md`)
    private record Due(long id, Sha256 manifest, Wei accepted, Wei settled, Instant closesAt) {
        static Due of(Row row) {
            return new Due(
                    row.number("id"),
                    row.hash("manifest"),
                    row.wei("released").plus(row.wei("slashed")),
                    row.wei("settled"),
                    row.instant("closes_at"));
        }

        boolean isOpen() {
            return accepted.compareTo(settled) > 0;
        }
    }

    /// Hands over what was released or slashed and is not settled yet, of each budget that still
    /// can be. What was missed once is handed over with the next.
    ///
    /// @param report of the newest epoch: its leaf file
    /// @return what was handed over now, by the state that counts as final; empty if something is
    /// still on its way, and asked again then
    /// @throws Settlement.UnreachableException if the chain does not answer
    Optional<Wei> settle(Sha256 report) {
        return settle(premises.database().read(Escrows::due), _ -> report);
    }

    /// Of budgets that close soon also what goes with no root, such as where all was slashed.
    private void settleWhatCloses() {
        var due = premises.database().read(Escrows::due);
        if (due.isEmpty()) {
            return;
        }
        var until = premises.clock().instant().plus(HoldBack.settling(premises.policy(), window()));
        var report = premises.database().read(Escrows::newestReport);
        var _ =
                settle(
                        due.stream().filter(d -> !d.closesAt().isAfter(until)).toList(),
                        d -> report.orElse(d.manifest()));
    }

    /// What the newest epoch paid.
    private static Optional<Sha256> newestReport(Session session) {
        return session.first(
                "SELECT leaves FROM epoch WHERE leaves IS NOT NULL ORDER BY number DESC LIMIT 1",
                row -> row.hash("leaves"));
    }

    private Optional<Wei> settle(List<Due> all, Function<Due, Sha256> report) {
        var sum = Wei.ZERO;
        boolean isAll = true;
        for (var due : all) {
            var budget = escrow.find(due.id());
            var owed = budget.map(b -> owed(due, b)).orElse(Wei.ZERO);
            if (!owed.isZero()) {
                var now = lesser(owed, budget.get().epochLimit());
                isAll &= settle(budget.get(), now, report.apply(due)) && now.equals(owed);
                sum = sum.plus(now);
            }
        }
        return isAll ? Optional.of(sum) : Optional.empty();
    }

    /// Nothing of a budget that is over: a root that needs it is taken back.
    private Wei owed(Due due, Budget budget) {
        boolean isOpen = !budget.closed() && budget.closesAt().isAfter(premises.clock().instant());
        return isOpen && due.accepted().compareTo(budget.settled()) > 0
                ? lesser(
                        due.accepted().minus(budget.settled()),
                        budget.budget().minus(budget.settled()))
                : Wei.ZERO;
    }

    private boolean settle(Budget budget, Wei amount, Sha256 report) {
        return switch (escrow.settle(budget.id(), budget.lastEpoch() + 1, amount, report)) {
            case Outcome.Done _ -> true;
            case Outcome.Unavailable _ -> false;
            case Outcome.Refused(String reason) -> {
                // Passes, or the budget is over, which the next look at it shows.
                LOG.log(
                        Level.ERROR,
                        "the escrow refused to settle {0} of budget {1}: {2}",
                        amount,
                        budget.id(),
                        reason);
                yield false;
            }
        };
    }

    /// Compared here, because amounts are text in the tables.
    private static List<Due> due(Session session) {
        return session
                .all(
                        "SELECT escrow.id, escrow.manifest, escrow.settled, escrow.closes_at,"
                                + " job.released, job.slashed FROM escrow JOIN job ON job.id ="
                                + " escrow.job WHERE closed = 0 ORDER BY escrow.id",
                        Due::of)
                .stream()
                .filter(Due::isOpen)
                .toList();
    }

    /// What jobs left that have ended, once the contract lets it go and settles nothing more; and
    /// budgets that never found a job.
    private void giveBack(Tenure tenure) {
        var over =
                premises.database()
                        .read(
                                session ->
                                        session.all(
                                                "SELECT escrow.id, escrow.job, escrow.budget FROM"
                                                        + " escrow LEFT JOIN job ON job.id ="
                                                        + " escrow.job WHERE closed = 0 AND"
                                                        + " closes_at <= ? AND (job.id IS NULL OR"
                                                        + " job.state IN ('DONE', 'CANCELLED'))",
                                                Known::of,
                                                premises.clock().instant()));
        for (var known : over) {
            var now = escrow.find(known.id());
            var left = now.map(b -> b.budget().minus(b.settled()));
            boolean isClosed = now.filter(Budget::closed).isPresent();
            if (isClosed
                    || (left.isPresent()
                            && escrow.close(known.id(), left.get()) instanceof Outcome.Done)) {
                // Once that is final; what was settled last counts, too.
                look(tenure, List.of(known.id()));
            }
        }
    }
}
