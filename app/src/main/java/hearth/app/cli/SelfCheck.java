package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.update.SelfReport;
import hearth.protocol.Json;
import hearth.protocol.Signatures;
import hearth.protocol.SigningKey;
import hearth.storage.Database;
import hearth.storage.Migrations;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Whether this version can work on this computer: its files are there, its native database opens,
/// its signatures count, and its window's classes load. Touches its data folder only, which an
/// update chooses empty.
final class SelfCheck {
    private static final System.Logger LOG = System.getLogger(SelfCheck.class.getName());
    private final List<String> problems = new ArrayList<>();
    private final Image image;
    private final HearthHome home;

    SelfCheck(Image image, HearthHome home) {
        this.image = image;
        this.home = home;
    }

    int print(PrintWriter out) {
        attempt("trainer", () -> !image.trainerClassPath().isEmpty());
        attempt("recipes", () -> Files.isDirectory(image.recipes()));
        attempt("signatures", SelfCheck::signs);
        attempt("window", () -> Class.forName("javafx.application.Application") != null);
        attempt("database", this::opensDatabase);
        out.println(Json.text(new SelfReport(Hearth.version(), problems.isEmpty(), problems)));
        out.flush();
        return problems.isEmpty() ? 0 : CommandFailure.FAILED;
    }

    /// An edge: whatever breaks here is what is asked for.
    private void attempt(String id, Callable<Boolean> part) {
        try {
            if (!part.call()) {
                problems.add(id);
            }
        } catch (Exception | LinkageError broken) {
            LOG.log(System.Logger.Level.WARNING, id, broken);
            problems.add(id);
        }
    }

    private static boolean signs() {
        var key = SigningKey.generate(new SecureRandom());
        byte[] message = "hearth self check".getBytes(StandardCharsets.UTF_8);
        return Signatures.isValid(key.publicHex(), message, key.sign(message));
    }

    private boolean opensDatabase() {
        var tables = new Migrations(List.of("CREATE TABLE tried (at INTEGER NOT NULL)"));
        try (var database = Database.open(home.folder().resolve("self-check.db"), tables)) {
            return database.read(session -> session.count("SELECT COUNT(*) AS n FROM tried") == 0);
        }
    }
}
