package hearth.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

final class ImageTest {
    private static final Migrations MIGRATIONS =
            new Migrations(List.of("CREATE TABLE note (text TEXT) STRICT;\n"));

    private static void write(Database database, String text) {
        database.change(s -> s.update("INSERT INTO note (text) VALUES (?)", text));
    }

    private static List<String> notes(Database database) {
        return database.read(s -> s.all("SELECT text FROM note", row -> row.text("text")));
    }

    private static Image image(String... texts) {
        try (var database = Database.inMemory(MIGRATIONS)) {
            List.of(texts).forEach(text -> write(database, text));
            return database.image();
        }
    }

    @Test
    void databasesThatBeginWithTheSameShareNothing() {
        var image = image("before");
        try (var one = Database.inMemory(image, Mishaps.NONE);
                var other = Database.inMemory(image, Mishaps.NONE)) {
            write(one, "mine");
            write(other, "theirs");
            assertThat(notes(one)).containsExactly("before", "mine");
            assertThat(notes(other)).containsExactly("before", "theirs");
        }
    }

    @Test
    void whatFailsBeforeItsCommitWasNever() {
        var told = new ArrayList<String>();
        Mishaps full =
                statement -> {
                    told.add(statement);
                    if (statement.equals(Mishaps.COMMIT)) {
                        throw new SQLException("full");
                    }
                };
        try (var database = Database.inMemory(image(), full)) {
            assertThatThrownBy(() -> write(database, "lost")).isInstanceOf(StorageException.class);
            assertThat(notes(database)).isEmpty();
        }
        assertThat(told).hasSize(3).contains(Mishaps.COMMIT);
    }

    @Test
    void aProcessThatEndsInATransactionLeavesNothingOfIt() {
        Mishaps end =
                statement -> {
                    if (statement.startsWith("SELECT 1")) {
                        throw new AssertionError("the end");
                    }
                };
        try (var database = Database.inMemory(image(), end)) {
            assertThatThrownBy(
                            () ->
                                    database.change(
                                            s -> {
                                                s.update("INSERT INTO note (text) VALUES ('a')");
                                                s.count("SELECT 1 AS n");
                                            }))
                    .hasMessage("the end");
            assertThat(notes(database)).isEmpty();
            write(database, "after");
            assertThat(notes(database)).containsExactly("after");
        }
    }
}
