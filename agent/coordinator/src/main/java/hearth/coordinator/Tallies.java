package hearth.coordinator;

import hearth.protocol.Wei;
import hearth.storage.Row;
import hearth.storage.Session;
import hearth.storage.Session.Change;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// How many there ever were of what grows for ever, so that a look at it costs the same in every
/// year. Whoever ends something adds to it in the same transaction, as a row of its own, so that
/// nobody waits for the same row; from time to time these are summed up.
final class Tallies {
    /// Of what.
    enum Kind {
        /// Results that are FINAL_OK or LATE, by state.
        RESULT,
        /// Results that are FINAL_BAD, by reason.
        REFUSED,
        /// Leases that ended without a result, by state.
        LEASE,
        /// Repetitions that are over, by state.
        AUDIT,
        /// Results of which one repetition at least was compared.
        REPEATED,
        /// Measurements of the loss, by state.
        LOSS_CHECK,
        /// Published rounds.
        ROUND,
        /// Jobs that ended, by state.
        JOB,
        DEVICE,
        /// Wei of all jobs in the books from which nothing is granted.
        BOOK;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final String KNOWN = "known";
    static final String CHECK = "CHECK";

    /// Of a refused result that lacks a reason.
    static final String NO_REASON = "none";

    /// The same by counting, with the columns `name` and `n`.
    private static final Map<Kind, String> COUNTED =
            Map.of(
                    Kind.RESULT,
                    "SELECT state AS name, count(*) AS n FROM result WHERE state IN ('FINAL_OK',"
                            + " 'LATE') GROUP BY state",
                    Kind.REFUSED,
                    "SELECT coalesce(reason, 'none') AS name, count(*) AS n FROM result WHERE"
                            + " state = 'FINAL_BAD' GROUP BY reason",
                    Kind.LEASE,
                    "SELECT state AS name, count(*) AS n FROM lease WHERE state IN ('EXPIRED',"
                            + " 'REVOKED') GROUP BY state",
                    Kind.AUDIT,
                    "SELECT state AS name, count(*) AS n FROM audit WHERE state IN ('DONE',"
                            + " 'DROPPED') GROUP BY state",
                    Kind.REPEATED,
                    "SELECT kind AS name, count(DISTINCT result) AS n FROM audit WHERE state ="
                            + " 'DONE' AND kind = 'CHECK' GROUP BY kind",
                    Kind.LOSS_CHECK,
                    "SELECT state AS name, count(*) AS n FROM loss_check GROUP BY state",
                    Kind.ROUND,
                    "SELECT state AS name, count(*) AS n FROM round WHERE state = 'PUBLISHED'"
                            + " GROUP BY state",
                    Kind.JOB,
                    "SELECT state AS name, count(*) AS n FROM job WHERE state IN ('DONE',"
                            + " 'CANCELLED') GROUP BY state",
                    Kind.DEVICE,
                    "SELECT 'known' AS name, count(*) AS n FROM device");

    private static final String INSERTION =
            "INSERT INTO tally_change (kind, name, amount) VALUES (?, ?, ?)";

    private record Entry(String kind, String name, BigInteger amount) {
        static Entry read(Row row) {
            return new Entry(
                    row.text("kind"), row.text("name"), new BigInteger(row.text("amount")));
        }
    }

    private final Map<String, Map<String, BigInteger>> sums = new TreeMap<>();

    private Tallies(List<Entry> entries) {
        for (var entry : entries) {
            sums.computeIfAbsent(entry.kind(), _ -> new TreeMap<>())
                    .merge(entry.name(), entry.amount(), BigInteger::add);
        }
    }

    /// As one of several changes.
    static Change adding(Kind kind, String name, long more) {
        return adding(kind, name, BigInteger.valueOf(more));
    }

    static Change adding(Kind kind, String name, BigInteger more) {
        return Change.of(INSERTION, kind.word(), name, more);
    }

    static void add(Session session, Kind kind, String name, long more) {
        var _ = session.together(List.of(adding(kind, name, more)));
    }

    /// What must hold in every committed state of the database: everything counted once more.
    ///
    /// @return one sentence for each difference
    static List<String> differences(Session session) {
        var found = new ArrayList<String>();
        var tallies = of(session);
        COUNTED.forEach(
                (kind, query) -> {
                    var counted = StatusPage.counts(session, query);
                    counted.values().removeIf(n -> n == 0);
                    if (!counted.equals(tallies.counts(kind))) {
                        found.add(
                                "a tally is what is counted: %s %s, not %s"
                                        .formatted(kind, tallies.counts(kind), counted));
                    }
                });
        for (var book : JobBooks.Book.values()) {
            var name = book.column();
            var sum =
                    session
                            .all("SELECT " + name + " AS amount FROM job", row -> row.wei("amount"))
                            .stream()
                            .reduce(Wei.ZERO, Wei::plus);
            if (!book.isLive() && !sum.equals(tallies.wei(Kind.BOOK, name))) {
                found.add("the sum of a book is that of all jobs: " + name);
            }
        }
        return found;
    }

    /// What was added up to now.
    static Tallies of(Session session) {
        return new Tallies(
                session.all(
                        "SELECT kind, name, amount FROM tally UNION ALL SELECT kind, name, amount"
                                + " FROM tally_change",
                        Entry::read));
    }

    /// By name; what there is none of is not in it.
    Map<String, Long> counts(Kind kind) {
        var counts = new TreeMap<String, Long>();
        sums.getOrDefault(kind.word(), Map.of())
                .forEach(
                        (name, n) -> {
                            if (n.signum() != 0) {
                                counts.put(name, n.longValueExact());
                            }
                        });
        return counts;
    }

    long count(Kind kind, String name) {
        return counts(kind).getOrDefault(name, 0L);
    }

    /// Of all names.
    long count(Kind kind) {
        return counts(kind).values().stream().mapToLong(n -> n).sum();
    }

    Wei wei(Kind kind, String name) {
        return new Wei(
                sums.getOrDefault(kind.word(), Map.of()).getOrDefault(name, BigInteger.ZERO));
    }

    /// Sums up what came since the last time, unless another coordinator does.
    static void fold(Premises premises) {
        var database = premises.database();
        boolean isNeeded =
                database.ask(
                                s ->
                                        s.count(
                                                "SELECT count(*) AS n FROM (SELECT 1 FROM"
                                                        + " tally_change LIMIT 1) AS came"))
                        > 0;
        if (isNeeded) {
            premises.duties()
                    .take(Duties.TIDYING)
                    .ifPresent(
                            tenure ->
                                    database.change(
                                            session -> {
                                                tenure.confirm(session);
                                                fold(session);
                                            }));
        }
    }

    private static void fold(Session session) {
        var before = session.all("SELECT kind, name, amount FROM tally", Entry::read);
        var came =
                new Tallies(
                        session.all(
                                "DELETE FROM tally_change RETURNING kind, name, amount",
                                Entry::read));
        var known = new Tallies(before);
        came.sums.forEach(
                (kind, names) ->
                        names.forEach(
                                (name, more) -> {
                                    var sum =
                                            known.sums
                                                    .getOrDefault(kind, Map.of())
                                                    .getOrDefault(name, BigInteger.ZERO)
                                                    .add(more);
                                    session.update(
                                            "INSERT INTO tally (kind, name, amount) VALUES (?, ?,"
                                                    + " ?) ON CONFLICT (kind, name) DO UPDATE SET amount ="
                                                    + " excluded.amount",
                                            kind,
                                            name,
                                            sum);
                                }));
    }
}
