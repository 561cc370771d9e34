package hearth.coordinator;

import hearth.protocol.JobId;
import hearth.protocol.Sha256;
import hearth.storage.Row;
import hearth.storage.Session;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// The open rounds of running jobs in the order in which they are asked for work: the job that
/// waited longest first. They are read a few at a time, because one of the first nearly always has
/// some. Valid inside one transaction that grants nothing before it is done with this.
final class OpenPlaces {
    private static final int FIRST_PAGE = 1;
    private static final int GROWTH = 4;
    private static final int LAST_PAGE = 512;

    private final Session session;
    private final String payout;
    private final Deque<Place> page = new ArrayDeque<>();
    private final Deque<Place> busy = new ArrayDeque<>();
    private final Set<Place> askedAgain = new HashSet<>();
    private int size = FIRST_PAGE;
    private Instant lastGranted = Instant.EPOCH.minusMillis(1);
    private String lastJob = "";
    private boolean isEnd;

    /// @param record of the round before
    /// @param grantedAt when the job last gave a lease
    /// @param means what the job can still pay
    /// @param taken how many work in the round or wait in it
    /// @param own those of them that are of the owner who asks
    record Place(
            JobId job,
            int round,
            int target,
            Sha256 base,
            Sha256 manifest,
            Optional<Sha256> record,
            Instant grantedAt,
            JobBooks.Means means,
            long taken,
            long own) {
        private static Place read(Row row) {
            return new Place(
                    new JobId(row.text("id")),
                    row.integer("number"),
                    row.integer("target"),
                    row.hash("base"),
                    row.hash("manifest"),
                    row.optionalHash("record"),
                    row.instant("granted_at"),
                    JobBooks.Means.read(row),
                    row.number("taken"),
                    row.number("own"));
        }
    }

    /// @param payout account of the device that asks
    OpenPlaces(Session session, String payout) {
        this.session = session;
        this.payout = payout;
    }

    Optional<Place> next() {
        if (page.isEmpty() && !isEnd) {
            readPage();
        }
        return Optional.ofNullable(page.isEmpty() ? busy.poll() : page.poll());
    }

    /// The next jobs behind the last one; a CROSS JOIN keeps SQLite from sorting all open rounds.
    /// The open round of a job is its newest, which is said because SQLite walks through all of the
    /// job's otherwise. How many is no parameter, because SQLite plans a statement anew each time
    /// its limit is bound. A part too small to take a place in the round takes none of its owner's
    /// either; else an owner who was interrupted often would wait for a round that waits for them.
    private void readPage() {
        page.addAll(
                session.all(
                        "SELECT job.id, job.manifest, job.granted_at, job.available, job.reserved,"
                                + " round.number, round.target, round.base, (SELECT last.record FROM"
                                + " round AS last WHERE last.job = round.job AND last.number ="
                                + " round.number - 1 AND last.state = 'PUBLISHED') AS record,"
                                + " (SELECT count(*) FROM lease WHERE lease.job = round.job AND lease.round"
                                + " = round.number AND lease.state IN ('GRANTED', 'COMMITTED')) +"
                                + " (SELECT count(*) FROM result WHERE result.job = round.job AND"
                                + " result.round = round.number AND result.counted = 1 AND"
                                + " result.state IN ('STATIC_OK', 'SCORED')) AS taken, (SELECT"
                                + " count(*) FROM lease WHERE lease.job = round.job AND lease.round"
                                + " = round.number AND lease.payout = ? AND lease.state IN"
                                + " ('GRANTED', 'COMMITTED')) + (SELECT count(*) FROM result WHERE"
                                + " result.job = round.job AND result.round = round.number AND"
                                + " result.counted = 1 AND result.account = ? AND result.state IN"
                                + " ('STATIC_OK', 'SCORED')) AS own FROM job CROSS JOIN round"
                                + " WHERE job.state = 'RUNNING' AND (job.granted_at, job.id) > (?, ?) AND round.job ="
                                + " job.id AND round.number = (SELECT max(newest.number) FROM round"
                                + " AS newest WHERE newest.job = job.id) AND round.state = 'OPEN'"
                                + " AND round.gives = 1 ORDER BY job.granted_at, job.id LIMIT "
                                + size,
                        Place::read,
                        payout,
                        payout,
                        lastGranted,
                        lastJob));
        isEnd = page.size() < size;
        if (!page.isEmpty()) {
            lastGranted = page.getLast().grantedAt();
            lastJob = page.getLast().job().value();
        }
        size = Math.min(size * GROWTH, LAST_PAGE);
    }

    /// Whether it has no place for this owner.
    static boolean isFull(Place place, Policy policy) {
        return Eligibility.hasNoPlace(place.taken(), place.own(), place.target(), policy);
    }

    /// What this owner sent of the round that takes no place in it.
    SmallParts parts(Place place) {
        return SmallParts.of(session, place.job(), place.round(), payout);
    }

    /// Whether another coordinator gives work of this job right now; then it comes once more, last.
    boolean isBusy(Place place) {
        if (askedAgain.contains(place) || JobBooks.isFree(session, place.job())) {
            return false;
        }
        askedAgain.add(place);
        busy.add(place);
        return true;
    }
}
