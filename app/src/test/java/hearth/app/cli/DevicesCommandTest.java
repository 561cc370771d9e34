package hearth.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.bench.IdleCoordinator;
import hearth.app.cli.FromOutsideTest.Ending;
import hearth.hardware.RecordedMachine;
import hearth.protocol.Json;
import hearth.protocol.Messages.PairingCode;
import hearth.worker.Agent;
import hearth.worker.AgentConfig;
import hearth.worker.AgentPace;
import hearth.worker.AgentPorts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Two agents, a coordinator between them, and the commands of the first one's owner.
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class DevicesCommandTest {
    @TempDir private Path folder;

    @Test
    void pairsTwoMachinesShowsThemAndParts() throws Exception {
        try (var server = new IdleCoordinator(folder.resolve("coordinator"));
                var den = agent("den", server.uri());
                var attic = agent("attic", server.uri())) {
            var _ = Thread.ofVirtual().start(den::run);
            var _ = Thread.ofVirtual().start(attic::run);
            var attics = attic.link().pairingCode().code();

            var endings =
                    run(
                            "devices --json",
                            "devices join 00000-00000",
                            "devices join " + attics,
                            "devices --json",
                            "devices pair --json",
                            "devices join",
                            "devices pair " + attics,
                            "devices leave",
                            "devices --json");
            assertThat(endings)
                    .extracting(Ending::code)
                    .as(endings.toString())
                    .containsExactly(0, 1, 0, 0, 0, 2, 2, 0, 0);
            assertThat(endings.getFirst().out())
                    .contains("\"name\":\"den\"", "\"self\":true", "\"activity\":\"here\"")
                    .doesNotContain("attic");
            assertThat(endings.get(1).err()).startsWith("hearth: No machine shows this code now");
            assertThat(endings.get(2).out())
                    .contains("den (this one): here, 0 EMBER today", "attic:");
            assertThat(endings.get(3).out())
                    .contains("\"name\":\"attic\"", "\"paired\":true", "\"earnedWei\":\"0\"");
            assertThat(endings.get(4).out())
                    .matches("(?s)\\{\"code\":\"[0-9A-Z]{5}-[0-9A-Z]{5}\",\"expiresAt\":.*\\}\\s*");
            assertThat(Json.read(endings.get(4).out().strip(), PairingCode.class).code())
                    .isNotEqualTo(attics);
            assertThat(endings.getLast().out()).doesNotContain("attic");
        }
    }

    private List<Ending> run(String... lines) throws Exception {
        return FromOutsideTest.run(folder.resolve("den"), List.of(lines));
    }

    private Agent agent(String name, URI coordinator) {
        return Agent.open(
                new AgentConfig(
                        folder.resolve(name).resolve("agent"),
                        coordinator,
                        Optional.empty(),
                        name,
                        "test",
                        AgentPace.home()),
                AgentPorts.of(
                        new FromOutsideTest.NoTraining(),
                        RecordedMachine.of(List.of("{\"second\":0}"), System::nanoTime)));
    }
}
