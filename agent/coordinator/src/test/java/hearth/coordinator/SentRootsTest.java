package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.Database;
import hearth.storage.Migrations;
import hearth.testing.PostgresServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What an outbox from before migration 23 says about roots that may have left.
@ParameterizedClass
@EnumSource(Column.class)
final class SentRootsTest {
    private static final Instant BEFORE = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant LATER = BEFORE.plusSeconds(60);

    private final Column column;
    @TempDir Path folder;

    SentRootsTest(Column column) {
        this.column = column;
    }

    private Function<Migrations, Database> engine() {
        return switch (column) {
            case SQLITE -> m -> Database.open(folder.resolve(CoordinatorServer.DATABASE), m);
            case POSTGRES -> {
                var schema = PostgresServer.shared().schema();
                yield m -> Database.connect(schema, PostgresServer::login, m);
            }
        };
    }

    private static Migrations untilMigration23() {
        var all = CoordinatorServer.migrations().scripts();
        var sentRoots = Migrations.fromResources(CoordinatorServer.class, "0023-sent-roots.sql");
        int at = all.indexOf(sentRoots.scripts().getFirst());
        assertThat(at).isPositive();
        return new Migrations(all.subList(0, at));
    }

    /// @param answer of the chain to the newest attempt
    private record Old(
            long epoch, int attempts, Optional<String> answer, boolean isDone, boolean isOut) {
        Instant createdAt() {
            return BEFORE.plusSeconds(epoch);
        }

        void insert(Database database) {
            database.change(
                    session -> {
                        var leaves = Sha256.of("leaves of " + epoch);
                        session.update("INSERT INTO blob VALUES (?, 7, 1)", leaves);
                        session.update(
                                "INSERT INTO epoch (number, state, opened_at, frozen_at, root,"
                                        + " total, leaves) VALUES (?, ?, ?, ?, ?, ?, ?)",
                                epoch,
                                isDone ? "POSTED" : "FROZEN",
                                BEFORE,
                                BEFORE,
                                "ab".repeat(32),
                                Wei.of(epoch),
                                leaves);
                        session.update(
                                "INSERT INTO outbox (epoch, created_at, due_at, attempts, done_at,"
                                        + " answer) VALUES (?, ?, ?, ?, ?, ?)",
                                epoch,
                                createdAt(),
                                LATER,
                                attempts,
                                isDone ? Optional.of(LATER) : Optional.empty(),
                                answer);
                    });
        }
    }

    @Test
    void onlyWhatTheChainCannotHaveIsTakenForUnsent() {
        var open = engine();
        var rows =
                List.of(
                        new Old(1, 0, Optional.empty(), true, true),
                        new Old(2, 3, Optional.of("AWAY"), true, true),
                        new Old(3, 1, Optional.of("AWAY"), false, true),
                        new Old(4, 1, Optional.empty(), false, true),
                        new Old(5, 40, Optional.of("escrow-not-settled"), false, false),
                        new Old(6, 900, Optional.of("TOTAL_ABOVE_FUNDED"), false, false),
                        new Old(7, 2, Optional.of("EPOCH_CAP_EXCEEDED"), false, false),
                        new Old(8, 0, Optional.empty(), false, false));
        try (var database = open.apply(untilMigration23())) {
            for (var row : rows) {
                row.insert(database);
            }
        }
        try (var database = open.apply(CoordinatorServer.migrations())) {
            for (var row : rows) {
                assertThat(sentAt(database, row))
                        .as("epoch %s, answered %s", row.epoch(), row.answer())
                        .isEqualTo(row.isOut() ? Optional.of(row.createdAt()) : Optional.empty());
            }
            assertThat(database.<Boolean>read(s -> Outbox.mayBeOut(s, 4))).isTrue();
            assertThat(database.<Boolean>read(s -> Outbox.mayBeOut(s, 5)))
                    .as("these and all after them can be taken back")
                    .isFalse();
            assertThat(database.read(s -> Outbox.next(s, LATER)).orElseThrow().epoch())
                    .as("the order in which they leave")
                    .isEqualTo(3);
        }
    }

    private static Optional<Instant> sentAt(Database database, Old row) {
        return database.read(
                session ->
                        session.first(
                                        "SELECT sent_at FROM outbox WHERE epoch = ?",
                                        found -> found.optionalInstant("sent_at"),
                                        row.epoch())
                                .orElseThrow());
    }
}
