package hearth.app.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.app.install.HearthHome;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.ZipFile;

class LogsTest {
    private static final String KEY =
            "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318";
    private static final Logger ROOT = Logger.getLogger("");

    @TempDir Path folder;
    private final List<Handler> before = Arrays.asList(ROOT.getHandlers());

    @BeforeEach
    void keep() {
        new Logs(home()).keep("agent");
    }

    @AfterEach
    void restore() {
        for (var handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
            handler.close();
        }
        before.forEach(ROOT::addHandler);
    }

    private HearthHome home() {
        return new HearthHome(folder);
    }

    private static void log(String message) {
        Logger.getLogger("hearth.test").info(message);
    }

    @Test
    void writesOneRedactedLineForEachEventAndNoneThatPretendsToBeAnother() throws IOException {
        log("signed with " + KEY + "\n2026-01-01T00:00:00.000Z INFO hearth.test: forged");
        Logger.getLogger("hearth.test")
                .log(Level.WARNING, "broke", new IOException("password=hunter2"));
        var lines = Files.readAllLines(new Logs(home()).files("agent").getFirst());
        assertThat(lines.getFirst()).contains("INFO", "hearth.test: signed with 4c08…2318");
        assertThat(lines.get(1)).startsWith("    2026-01-01");
        assertThat(String.join("\n", lines)).contains("IOException").doesNotContain("hunter2");
    }

    @Test
    void neverKeepsMoreThanItsFiveFiles() throws IOException {
        String line = "lease ".repeat(2_000);
        for (int i = 0; i < 500; i++) {
            log(line + i);
        }
        var files = new Logs(home()).files("agent");
        assertThat(files).hasSize(5);
        for (var file : files) {
            assertThat(Files.size(file)).isLessThan((1 << 20) + 16_384);
        }
        assertThat(Files.readString(files.getLast())).contains("lease 499");
    }

    @Test
    void tellsTheRolesApart() throws IOException {
        Files.writeString(folder.resolve("logs/practice-host-0.log"), "host");
        Files.writeString(folder.resolve("logs/practice-0.log"), "run");
        assertThat(new Logs(home()).files("practice"))
                .containsExactly(folder.resolve("logs/practice-0.log"));
        assertThat(new Logs(home()).files("nobody")).isEmpty();
    }

    @Test
    void diagnosticsHoldNoSecretAndNothingOfTheWallet() throws IOException {
        log("agent of 203.0.113.7 signed with " + KEY);
        Files.createDirectories(home().wallet());
        Files.writeString(home().wallet().resolve("savings-of-ada.json"), KEY);
        Files.createDirectories(home().agent());
        Files.writeString(home().agent().resolve("device.key"), KEY);
        var zip = folder.resolve("out.zip");
        var entries =
                new Diagnostics(home())
                        .write(
                                zip,
                                "1.0",
                                Instant.EPOCH,
                                Map.of("agent.json", "{\"deviceName\":\"Ada's tower\",\"x\":1}"));
        assertThat(entries)
                .extracting(Diagnostics.Entry::name)
                .containsExactly("README.txt", "agent.json", "files.txt", "logs/agent-0.log");
        var all = new StringBuilder();
        try (var file = new ZipFile(zip.toFile())) {
            for (var entry : entries) {
                try (var in = file.getInputStream(file.getEntry(entry.name()))) {
                    all.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        assertThat(all)
                .contains("device.key", "signed with 4c08…2318", "\"x\":1")
                .doesNotContain(KEY)
                .doesNotContain("203.0.113.7")
                .doesNotContain("Ada")
                .doesNotContain("savings-of-ada")
                .doesNotContain(folder.toString());
    }

    @Test
    void diagnosticsReplaceNoFile() throws IOException {
        var taken = Files.writeString(folder.resolve("mine.zip"), "mine");
        assertThatThrownBy(
                        () -> new Diagnostics(home()).write(taken, "1.0", Instant.EPOCH, Map.of()))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(taken).hasContent("mine");
    }
}
