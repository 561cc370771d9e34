package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

class OwnerChoicesTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final TransferLimits SLOW =
            new TransferLimits(Optional.of(1_000_000L), Optional.of(2_000_000L), 3, 4);

    @TempDir private Path folder;

    private Path agent(String name) {
        return DurableFile.folder(folder.resolve(name));
    }

    private static void choose(Path agent, TransferLimits limits) {
        try (var file = JournalFile.open(new AgentHome(agent).journal(), CLOCK)) {
            var settings = new AgentSettings(file);
            settings.limit(limits);
            settings.payout("0x" + "11".repeat(20));
            settings.share(true);
        }
    }

    @Test
    void whatConcernsTheComputerGoesAlongAndWhatConcernsTheNetworkStays() {
        var old = agent("old");
        choose(old, SLOW);
        var fresh = folder.resolve("fresh");
        OwnerChoices.carry(old, fresh, CLOCK);
        try (var file = JournalFile.open(new AgentHome(fresh).journal(), CLOCK)) {
            var settings = new AgentSettings(file);
            assertThat(settings.limits()).isEqualTo(SLOW);
            assertThat(settings.payout()).isEmpty();
            assertThat(settings.isSharing()).isFalse();
            settings.limit(TransferLimits.standard());
        }
        // What was chosen there since is not overwritten.
        OwnerChoices.carry(old, fresh, CLOCK);
        try (var file = JournalFile.open(new AgentHome(fresh).journal(), CLOCK)) {
            assertThat(new AgentSettings(file).limits()).isEqualTo(TransferLimits.standard());
        }
    }

    @Test
    void nothingIsCopiedFromAnAgentThatRuns() {
        var old = agent("old");
        choose(old, SLOW);
        var fresh = folder.resolve("fresh");
        try (var _ = AgentLock.take(old)) {
            assertThatThrownBy(() -> OwnerChoices.carry(old, fresh, CLOCK))
                    .isInstanceOf(AgentAlreadyRunningException.class);
            assertThatThrownBy(() -> OwnerChoices.carry(old, old, CLOCK))
                    .isInstanceOf(AgentAlreadyRunningException.class);
        }
        assertThat(new AgentHome(fresh).journal()).doesNotExist();
        OwnerChoices.carry(folder.resolve("never"), folder.resolve("other"), CLOCK);
        assertThat(Files.exists(folder.resolve("other"))).isFalse();
    }
}
