package hearth.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.hardware.RecordedMachine;
import hearth.protocol.Json;
import hearth.worker.Agent;
import hearth.worker.AgentConfig;
import hearth.worker.AgentPace;
import hearth.worker.AgentPorts;
import hearth.worker.Training;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The commands that talk to a running agent, from a process of their own.
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class FromOutsideTest {
    private static final List<String> ALL =
            List.of(
                    "status --json",
                    "pause 10m --json",
                    "why --json",
                    "finish --json",
                    "finish --now",
                    "resume --json",
                    "jobs --json",
                    "jobs",
                    "health --json",
                    "health");

    @TempDir private Path home;

    /// How one command ended.
    record Ending(int code, String out, String err) {}

    /// Runs each of its arguments as a command line and prints one [Ending] a line.
    static final class Commands {
        private Commands() {}

        public static void main(String[] lines) throws IOException {
            for (var line : lines) {
                var out = new StringWriter();
                var err = new StringWriter();
                var command =
                        CommandTree.line()
                                .setOut(new PrintWriter(out))
                                .setErr(new PrintWriter(err));
                int code = command.execute(line.split(" "));
                var ending = new Ending(code, out.toString(), err.toString());
                System.out.write((Json.text(ending) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            System.out.flush();
        }
    }

    static List<Ending> run(Path home, List<String> lines)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Commands.class.getName());
        command.addAll(lines);
        var answers = home.resolve("answers");
        var builder =
                new ProcessBuilder(command)
                        .redirectOutput(answers.toFile())
                        .redirectError(home.resolve("errors").toFile());
        builder.environment().put("HEARTH_HOME", home.toString());
        var process = builder.start();
        // Nobody types a password.
        process.getOutputStream().close();
        int code = process.waitFor();
        assertThat(code).as(Files.readString(home.resolve("errors"))).isZero();
        return Files.readAllLines(answers).stream().map(l -> Json.read(l, Ending.class)).toList();
    }

    @Test
    void everyCommandAnswersWhileAnAgentRuns() throws Exception {
        try (var agent = agent()) {
            var _ = Thread.ofVirtual().start(agent::run);

            var endings = run(home, ALL);

            assertThat(endings).allSatisfy(e -> assertThat(e.code()).as(e.toString()).isZero());
            assertThat(out(endings, "status --json"))
                    .contains("\"sharing\":false", "\"state\":", "\"today\":{", "\"reasons\":[");
            assertThat(out(endings, "why --json")).contains("\"decision\":\"wait\"", "\"paused\"");
            assertThat(out(endings, "finish --json"))
                    .contains("\"finishing\":true", "\"now\":false");
            assertThat(out(endings, "resume --json")).contains("\"sharing\":false");
            assertThat(out(endings, "jobs --json")).isEqualTo("{\"jobs\":[]}");
            assertThat(out(endings, "health --json"))
                    .contains("\"since\":", "\"parts\":[]", "\"tallies\":", "\"recent\":");
        }
    }

    @Test
    void withoutAnAgentEveryCommandSaysSoAndEndsWithThree() throws Exception {
        for (var ending : run(home, ALL)) {
            assertThat(ending.code()).as(ending.toString()).isEqualTo(3);
            assertThat(ending.out()).isEmpty();
            assertThat(ending.err()).startsWith("hearth: No agent runs for " + home);
        }
    }

    private static String out(List<Ending> endings, String command) {
        return endings.get(ALL.indexOf(command)).out().strip();
    }

    private Agent agent() {
        return Agent.open(
                new AgentConfig(
                        home.resolve("agent"),
                        URI.create("http://127.0.0.1:1"),
                        Optional.empty(),
                        "den",
                        "test",
                        AgentPace.home()),
                AgentPorts.of(
                        new NoTraining(),
                        RecordedMachine.of(List.of("{\"second\":0}"), System::nanoTime)));
    }

    /// Is never asked to train: there is no coordinator.
    static final class NoTraining implements Training {
        @Override
        public Set<String> recipes() {
            return Set.of("gpt");
        }

        @Override
        public String engine() {
            return "none";
        }

        @Override
        public Outcome train(Order order, Consumer<Step> onStep) {
            return new Outcome.Stopped();
        }

        @Override
        public void stop() {}

        @Override
        public void close() {}
    }
}
