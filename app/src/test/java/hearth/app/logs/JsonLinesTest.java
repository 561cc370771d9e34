package hearth.app.logs;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.install.HearthHome;
import hearth.app.logs.Logs.Form;
import hearth.keys.RecoveryPhrase;
import hearth.protocol.Json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// The operator's log, as it lies on the disk.
class JsonLinesTest {
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger LOGGER = Logger.getLogger("hearth.test");
    private static final Map<String, String> FIELDS =
            Map.of("requestId", "00c0ffee00c0ffee", "lease", "a1", "round", "12");

    @TempDir Path folder;
    private final List<Handler> before = Arrays.asList(ROOT.getHandlers());

    @BeforeEach
    void keep() {
        new Logs(new HearthHome(folder)).keep("coordinator", Form.JSON, () -> FIELDS);
    }

    @AfterEach
    void restore() {
        for (var handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
            handler.close();
        }
        before.forEach(ROOT::addHandler);
    }

    /// Every line is read as strictly as a message: one object, no key twice, nothing behind it.
    private List<JsonNode> lines() throws IOException {
        var lines = new ArrayList<JsonNode>();
        for (var file : new Logs(new HearthHome(folder)).files("coordinator")) {
            var text = Files.readString(file, StandardCharsets.UTF_8);
            assertThat(text).endsWith("\n");
            for (var line : text.substring(0, text.length() - 1).split("\n", -1)) {
                // Whatever another reader takes for the end of a line.
                assertThat(line).doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]");
                lines.add(Json.mapper().readTree(line));
            }
        }
        return lines;
    }

    @Test
    void saysWhenWhatAndAboutWhat() throws IOException {
        LOGGER.log(Level.WARNING, "round {0} waits", "twelve");
        LOGGER.log(Level.SEVERE, "broke", new IllegalStateException("no such shard"));
        LOGGER.log(Level.FINE, "not written");

        var lines = lines();
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst().propertyNames())
                .containsExactlyInAnyOrder(
                        "time", "level", "logger", "message", "requestId", "lease", "round");
        assertThat(lines.getFirst().path("time").asString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(lines.getFirst().path("level").asString()).isEqualTo("WARN");
        assertThat(lines.getFirst().path("logger").asString()).isEqualTo("hearth.test");
        assertThat(lines.getFirst().path("message").asString()).isEqualTo("round twelve waits");
        assertThat(lines.getFirst().path("requestId").asString()).isEqualTo("00c0ffee00c0ffee");
        assertThat(lines.getLast().path("level").asString()).isEqualTo("ERROR");
        assertThat(lines.getLast().path("error").asString())
                .isEqualTo("java.lang.IllegalStateException");
        assertThat(lines.getLast().path("trace").asString())
                .contains("no such shard", "JsonLinesTest");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n{\"level\":\"ERROR\",\"message\":\"forged\"}",
                "\r\n{\"forged\":1}\r\n",
                "\",\"forged\":\"1",
                "\\\"}\n{\"forged\":1}",
                "\u2028{\"forged\":1}\u2029\u0085\u000b\u000c",
                "\u0000\u001b[2Jforged\u009b31m\u202egnp.exe",
                "\ud800 forged \udfff",
                "{0} forged {1} '{2}'"
            })
    void whateverAnEventSaysItIsOneLine(String forged) throws IOException {
        LOGGER.info("title " + forged);
        LOGGER.log(Level.INFO, "title {0}", forged);
        LOGGER.log(Level.INFO, "title", new IOException(forged));
        var strange = new LogRecord(Level.INFO, "title");
        strange.setLoggerName("logger" + forged);
        ROOT.log(strange);

        var lines = lines();
        assertThat(lines).hasSize(4);
        assertThat(lines)
                .allSatisfy(
                        line -> {
                            assertThat(line.path("message").asString()).startsWith("title");
                            assertThat(line.path("level").asString()).isEqualTo("INFO");
                            assertThat(line.has("forged")).isFalse();
                        });
    }

    @Test
    void noPlantedSecretIsInALine() throws IOException {
        var random = new Random(20261122);
        var secrets = new ArrayList<String>();
        for (int i = 0; i < 20; i++) {
            var bytes = new byte[32];
            random.nextBytes(bytes);
            var hex = HexFormat.of().formatHex(bytes);
            var base64 = Base64.getEncoder().encodeToString(bytes);
            secrets.addAll(List.of(hex.substring(8, 40), base64.substring(6, 36), "p" + hex));
            LOGGER.info("server key " + hex);
            LOGGER.log(Level.INFO, "key {0}", base64);
            LOGGER.log(Level.WARNING, "login", new IOException("password=p" + hex + " refused"));
            LOGGER.info("{\"token\": \"p" + hex + "\"}");
        }
        try (var phrase = RecoveryPhrase.generate(24, new SecureRandom())) {
            LOGGER.info("words " + phrase.words());
            secrets.add(String.join(" ", phrase.words().subList(2, 6)));
            secrets.add(String.join(", ", phrase.words().subList(2, 6)));
        }
        LOGGER.info("from 203.0.113.7 in " + System.getProperty("user.home") + "/x");
        secrets.add("203.0.113.7");
        secrets.add(System.getProperty("user.home") + "/x");

        assertThat(lines()).hasSize(82);
        assertThat(Files.readString(folder.resolve("logs/coordinator-0.jsonl")))
                .doesNotContain(secrets);
    }

    @Test
    void isRotatedAndNeverMixedWithLinesOfText() throws IOException {
        var logs = new Logs(new HearthHome(folder), 1 << 14);
        restore();
        logs.keep("coordinator");
        LOGGER.info("text");
        restore();
        logs.keep("coordinator", Form.JSON, () -> FIELDS);
        for (int i = 0; i < 700; i++) {
            LOGGER.info("line " + i);
        }
        var files = logs.files("coordinator");
        assertThat(files.getLast().getFileName()).hasToString("coordinator-0.log");
        var json = files.subList(0, files.size() - 1);
        assertThat(json).hasSize(5);
        for (var file : json) {
            assertThat(file.getFileName().toString()).endsWith(".jsonl");
            assertThat(Files.size(file)).isLessThan((1 << 14) + 1_000);
        }
        assertThat(Files.readString(json.getLast())).contains("\"line 699\"");
        assertThat(Files.readString(files.getLast())).contains("text").doesNotContain("{");
    }
}
