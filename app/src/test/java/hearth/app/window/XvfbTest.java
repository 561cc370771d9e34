package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// The tests of the window once more, on a screen of an X server with a window manager: GTK, a real
/// pointer and real keys instead of JavaFX's headless platform. A few in the gate, all with
/// `-Pnightly`; their pictures go to `target/xvfb/target/screens`.
@Execution(ExecutionMode.CONCURRENT)
class XvfbTest {
    private static final Path FOLDER = Path.of("target", "xvfb");
    private static final List<String> FEW = List.of("HomeScreenTest");
    private final List<Process> running = new ArrayList<>();

    @AfterEach
    void close() {
        Collections.reverse(running);
        running.forEach(Process::destroy);
    }

    @Test
    void comesUpAndTakesKeysOnARealScreen() throws Exception {
        assumeTrue(isThere("Xvfb") && isThere("openbox"), "Xvfb and openbox are not installed");
        Files.createDirectories(FOLDER);
        String display = display();
        start(new ProcessBuilder("openbox"), display, FOLDER.resolve("openbox.log"));
        boolean nightly = Boolean.getBoolean("hearth.nightly");
        var log = FOLDER.resolve("tests.log");
        Files.deleteIfExists(log);
        var tests = start(tests(nightly ? List.of() : FEW), display, log);
        assertThat(tests.waitFor(nightly ? 30 : 5, TimeUnit.MINUTES)).as("in time").isTrue();
        assertThat(tests.exitValue()).as(() -> read(log)).isZero();
        assertThat(read(log)).containsPattern("[1-9][0-9]* held on the screen");
    }

    private static ProcessBuilder tests(List<String> names) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-Xmx1g",
                        "-Dglass.platform=gtk",
                        "-Dprism.order=sw",
                        "-Dprism.allowhidpi=false",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OnScreen.class.getName()));
        command.addAll(names);
        return new ProcessBuilder(command);
    }

    private String display() throws IOException {
        var server =
                new ProcessBuilder(
                                "Xvfb",
                                "-displayfd",
                                "1",
                                "-screen",
                                "0",
                                "1400x900x24",
                                "-nolisten",
                                "tcp",
                                "-ac")
                        .redirectError(Redirect.DISCARD)
                        .start();
        running.add(server);
        return ":" + server.inputReader(StandardCharsets.US_ASCII).readLine();
    }

    private Process start(ProcessBuilder builder, String display, Path log) throws IOException {
        var environment = builder.environment();
        environment.put("DISPLAY", display);
        environment.keySet().removeAll(List.of("WAYLAND_DISPLAY", "XAUTHORITY"));
        var process =
                builder.directory(FOLDER.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        running.add(process);
        return process;
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static boolean isThere(String program) {
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
