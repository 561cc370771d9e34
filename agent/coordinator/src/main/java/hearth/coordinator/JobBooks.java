package hearth.coordinator;

import hearth.protocol.JobId;
import hearth.protocol.Wei;
import hearth.storage.Session;

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

        String column() {
            return name().toLowerCase(java.util.Locale.ROOT);
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

    /// @return false, and nothing moves, if the book holds less than the amount
    static boolean move(Session session, JobId job, Book from, Book to, Wei amount) {
        var has = balance(session, job, from);
        if (has.compareTo(amount) < 0) {
            return false;
        }
        var gets = balance(session, job, to);
        int changed =
                session.update(
                        "UPDATE job SET %s = ?, %s = ? WHERE id = ? AND %s = ? AND %s = ?"
                                .formatted(from.column(), to.column(), from.column(), to.column()),
                        has.minus(amount),
                        gets.plus(amount),
                        job,
                        has,
                        gets);
        return changed == 1;
    }

    /// A move that the state machines guarantee to be covered.
    static void moveCovered(Session session, JobId job, Book from, Book to, Wei amount) {
        if (!move(session, job, from, to, amount)) {
            throw new IllegalStateException("the " + from + " book does not cover the move");
        }
    }

    /// More budget, into one of the books.
    static void add(Session session, JobId job, Book book, Wei amount) {
        var budget =
                session.first("SELECT budget FROM job WHERE id = ?", row -> row.wei("budget"), job)
                        .orElseThrow();
        session.update(
                "UPDATE job SET budget = ?, %s = ? WHERE id = ?".formatted(book.column()),
                budget.plus(amount),
                balance(session, job, book).plus(amount),
                job);
    }
}
