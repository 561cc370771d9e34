package hearth.coordinator;

import hearth.storage.Database;
import hearth.storage.Session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Duties that several coordinators share, as rows of their database. A holder that does not come
/// again in time loses them; what it writes later is refused by its fence, so clocks that differ
/// cost changes of hands and nothing else. Safe for use by many threads.
final class SharedDuties implements Duties {
    private final Database database;
    private final InstantSource clock;
    private final String holder;
    private final Duration term;

    private record Held(String holder, long fence, Instant until) {}

    /// @param holder names this process; no other, and none before it, has the same
    /// @param term after which a duty falls to others unless [#renew] was called
    SharedDuties(Database database, InstantSource clock, String holder, Duration term) {
        this.database = database;
        this.clock = clock;
        this.holder = holder;
        this.term = term;
    }

    @Override
    public Optional<Tenure> take(String duty) {
        var now = clock.instant();
        var held = database.ask(session -> find(session, duty));
        if (held.isPresent()) {
            boolean mine = held.get().holder().equals(holder);
            boolean over = !held.get().until().isAfter(now);
            if (mine && !over) {
                return Optional.of(new Row(duty, held.get().fence()));
            }
            if (!over) {
                return Optional.empty();
            }
        }
        return database.transaction(session -> take(session, duty, now));
    }

    private static Optional<Held> find(Session session, String duty) {
        return session.first(
                "SELECT holder, fence, until FROM tenure WHERE duty = ?",
                row -> new Held(row.text("holder"), row.number("fence"), row.instant("until")),
                duty);
    }

    private Optional<Tenure> take(Session session, String duty, Instant now) {
        var before = find(session, duty);
        if (before.isEmpty()) {
            session.update(
                    "INSERT INTO tenure (duty, holder, fence, until) VALUES (?, ?, 1, ?)",
                    duty,
                    holder,
                    now.plus(term));
            return Optional.of(new Row(duty, 1));
        }
        int changed =
                session.update(
                        "UPDATE tenure SET holder = ?, fence = fence + 1, until = ? WHERE duty = ?"
                                + " AND fence = ? AND until <= ?",
                        holder,
                        now.plus(term),
                        duty,
                        before.get().fence(),
                        now);
        return changed == 1
                ? Optional.of(new Row(duty, before.get().fence() + 1))
                : Optional.empty();
    }

    /// Keeps what this process has for another term.
    void renew() {
        var now = clock.instant();
        database.change(
                session ->
                        session.update(
                                "UPDATE tenure SET until = ? WHERE holder = ? AND until > ?",
                                now.plus(term),
                                holder,
                                now));
    }

    /// Gives up everything at once, so that others need not wait for the term to end.
    void resign() {
        database.change(
                session -> session.update("UPDATE tenure SET until = 0 WHERE holder = ?", holder));
    }

    private final class Row implements Tenure {
        private final String duty;
        private final long fence;

        Row(String duty, long fence) {
            this.duty = duty;
            this.fence = fence;
        }

        @Override
        public Optional<String> owner() {
            return Optional.of(holder + "/" + fence);
        }

        @Override
        public void confirm(Session session) {
            int mine =
                    session.update(
                            "UPDATE tenure SET until = ? WHERE duty = ? AND holder = ? AND fence ="
                                    + " ?",
                            clock.instant().plus(term),
                            duty,
                            holder,
                            fence);
            if (mine != 1) {
                throw new LostTenureException(duty);
            }
        }

        @Override
        public void close() {
            database.change(
                    session ->
                            session.update(
                                    "DELETE FROM tenure WHERE duty = ? AND holder = ? AND fence ="
                                            + " ?",
                                    duty,
                                    holder,
                                    fence));
        }
    }
}
