package hearth.coordinator;

import hearth.protocol.JobId;
import hearth.protocol.Wei;
import hearth.storage.Row;
import hearth.storage.Session;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;

/// Which budgets in the escrow are looked at, by their numbers.
final class OpenBudgets {
    /// Of nobody's at once: anybody may pay in a wei for a manifest that never was.
    static final int MOST_OF_NOBODY = 32;

    private OpenBudgets() {}

    static List<Long> ofJobs(Session session) {
        return session.all(
                "SELECT id FROM escrow WHERE closed = 0 AND job IS NOT NULL ORDER BY id",
                row -> row.number("id"));
    }

    /// Some of those that found no job.
    ///
    /// @param after number of the last one that is not wanted
    static List<Long> ofNobody(Session session, long after) {
        return session.all(
                "SELECT id FROM escrow WHERE closed = 0 AND job IS NULL AND id > ? ORDER BY id"
                        + " LIMIT "
                        + MOST_OF_NOBODY,
                row -> row.number("id"),
                after);
    }

    /// A budget for a draft that nobody has paid for.
    record Offer(long id, JobId job, Wei budget, Wei epochLimit) {
        private static Offer read(Row row) {
            return new Offer(
                    row.number("id"),
                    new JobId(row.text("job")),
                    row.wei("budget"),
                    row.wei("epoch_limit"));
        }

        private boolean isEnough(Wei wanted) {
            return budget.compareTo(wanted) >= 0 && epochLimit.compareTo(wanted) >= 0;
        }

        /// What one settlement may take of it.
        Wei counts() {
            return budget.compareTo(epochLimit) < 0 ? budget : epochLimit;
        }
    }

    /// The first budget of each draft that its owner's account paid, that is enough, and that can
    /// be settled for long enough; however many he pays in.
    ///
    /// @param until when it is to be open
    static Collection<Offer> offers(Session session, Jobs jobs, Instant until) {
        var first = new LinkedHashMap<JobId, Offer>();
        session
                .all(
                        "SELECT escrow.id, escrow.budget, escrow.epoch_limit, job.id AS job FROM"
                                + " escrow JOIN job ON job.manifest = escrow.manifest AND job.state"
                                + " = 'DRAFT' JOIN job_owner ON job_owner.key = job.owner AND"
                                + " job_owner.account = escrow.account WHERE escrow.job IS NULL AND"
                                + " closed = 0 AND closes_at > ? ORDER BY escrow.id",
                        Offer::read,
                        until)
                .stream()
                .filter(offer -> offer.isEnough(jobs.manifest(session, offer.job()).budget()))
                .forEach(offer -> first.putIfAbsent(offer.job(), offer));
        return first.values();
    }
}
