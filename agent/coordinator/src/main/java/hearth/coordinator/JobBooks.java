package hearth.coordinator;

import hearth.protocol.JobId;
import hearth.protocol.Wei;
import hearth.storage.Row;
import hearth.storage.Session;
import hearth.storage.Session.Change;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The money of a job: its budget lies in exactly one of six books, and every move takes from one
/// what it gives to another.
final class JobBooks {
    /// Where a funded wei can be.
    enum Book {
        AVAILABLE,
        RESERVED,
        HELD,
        RELEASED,
        SLASHED,
        REFUNDED;

        /// Whether leases are granted from it, so that few jobs have anything in it.
        boolean isLive() {
            return this == AVAILABLE || this == RESERVED;
        }

        String column() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private JobBooks() {}

    static Wei balance(Session session, JobId job, Book book) {
        return session.first(
                        "SELECT " + book.column() + " AS amount FROM job WHERE id = ?",
                        row -> row.wei("amount"),
                        job)
                .orElseThrow();
    }

    /// @return false if another coordinator is about to move something
    static boolean isFree(Session session, JobId job) {
        return session.holdFree("SELECT id FROM job WHERE id = ?", job);
    }

    private record Two(Wei from, Wei to) {}

    private static Two balances(Session session, JobId job, Book from, Book to) {
        return session.first(
                        "SELECT %s AS giving, %s AS getting FROM job WHERE id = ?"
                                .formatted(from.column(), to.column()),
                        row -> new Two(row.wei("giving"), row.wei("getting")),
                        job)
                .orElseThrow();
    }

    /// @return false, and nothing moves, if the book holds less than the amount
    static boolean move(Session session, JobId job, Book from, Book to, Wei amount) {
        var has = balances(session, job, from, to);
        if (has.from().compareTo(amount) < 0) {
            return false;
        }
        int changed =
                session.update(
                        "UPDATE job SET %s = ?, %s = ? WHERE id = ? AND %s = ? AND %s = ?"
                                .formatted(from.column(), to.column(), from.column(), to.column()),
                        has.from().minus(amount),
                        has.to().plus(amount),
                        job,
                        has.from(),
                        has.to());
        if (changed == 1) {
            var sums =
                    Stream.concat(
                                    sum(from, amount.value().negate()).stream(),
                                    sum(to, amount.value()).stream())
                            .toList();
            var _ = session.together(sums);
        }
        return changed == 1;
    }

    /// What a book has more now, for those who want to know of all jobs.
    private static Optional<Change> sum(Book book, BigInteger more) {
        return book.isLive() || more.signum() == 0
                ? Optional.empty()
                : Optional.of(Tallies.adding(Tallies.Kind.BOOK, book.column(), more));
    }

    /// What a job may still give for leases, as it was just read.
    record Means(Wei available, Wei reserved) {
        static Means read(Row row) {
            return new Means(row.wei("available"), row.wei("reserved"));
        }
    }

    /// Reserves the pay of a lease that is granted now; other jobs come first after that. It
    /// changes one row as long as the books hold what they held.
    ///
    /// @param has read in this transaction; no less is available than the amount
    static Change reservation(JobId job, Means has, Wei amount, Instant now) {
        return Change.of(
                "UPDATE job SET available = ?, reserved = ?, granted_at = ? WHERE id = ?"
                        + " AND available = ? AND reserved = ?",
                has.available().minus(amount),
                has.reserved().plus(amount),
                now,
                job,
                has.available(),
                has.reserved());
    }

    /// A move that the state machines guarantee to be covered.
    static void moveCovered(Session session, JobId job, Book from, Book to, Wei amount) {
        if (!move(session, job, from, to, amount)) {
            throw new IllegalStateException("the " + from + " book does not cover the move");
        }
    }

    /// All that was ever released, of all jobs.
    static Wei released(Session session) {
        return session.all("SELECT released FROM job", row -> row.wei("released")).stream()
                .reduce(Wei.ZERO, Wei::plus);
    }

    static Wei budget(Session session, JobId job) {
        return session.first("SELECT budget FROM job WHERE id = ?", row -> row.wei("budget"), job)
                .orElseThrow();
    }

    /// More budget, into one of the books.
    static void add(Session session, JobId job, Book book, Wei amount) {
        session.update(
                "UPDATE job SET budget = ?, %s = ? WHERE id = ?".formatted(book.column()),
                budget(session, job).plus(amount),
                balance(session, job, book).plus(amount),
                job);
        var _ = session.together(sum(book, amount.value()).stream().toList());
    }
}
