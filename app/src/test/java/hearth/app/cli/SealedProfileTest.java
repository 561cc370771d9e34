package hearth.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.chain.NetworkProfile;
import hearth.keys.Address;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a command says of a profile that it does not take.
class SealedProfileTest {
    @TempDir private Path folder;
    private HearthHome home;
    private Path file;

    @BeforeEach
    void publish() {
        home = new HearthHome(folder);
        file = NetworkCommand.networks(home).resolve("town.json");
        profile("https://node.example").write(file);
        NetworkPublisherCommands.seal(home, file);
    }

    private static NetworkProfile profile(String node) {
        return new NetworkProfile(
                "town",
                4242,
                "0x" + "ab".repeat(32),
                List.of(URI.create(node)),
                Address.of("0x" + "01".repeat(20)),
                Address.of("0x" + "02".repeat(20)),
                Address.of("0x" + "03".repeat(20)),
                new TreeMap<>(Map.of("token", "aa", "rewards", "bb", "staking", "cc")),
                12);
    }

    private Path seal() {
        return file.resolveSibling("town.json.seal");
    }

    @Test
    void anOlderProfileIsRefusedWithBothNumbersAndTheWayOut() throws IOException {
        assertThat(NetworkCommand.profile(home, "town")).isEqualTo(profile("https://node.example"));
        var old = List.of(Files.readAllBytes(file), Files.readAllBytes(seal()));
        profile("https://other.example").write(file);
        assertThat(NetworkPublisherCommands.seal(home, file).serial()).isEqualTo(2);
        assertThat(NetworkCommand.profile(home, "town").rpc()).hasSize(1);
        Files.write(file, old.getFirst());
        Files.write(seal(), old.getLast());
        assertThatThrownBy(() -> NetworkCommand.profile(home, "town"))
                .isInstanceOfSatisfying(
                        CommandFailure.class,
                        e -> assertThat(e.exitCode()).isEqualTo(CommandFailure.REFUSED))
                .hasMessageContaining("is number 1 of its network, but number 2 was taken here")
                .hasMessageContaining("hearth network sign " + file);
    }

    @Test
    void aNameLeadsToNoOtherNetwork() throws IOException {
        Files.copy(file, file.resolveSibling("village.json"));
        Files.copy(seal(), file.resolveSibling("village.json.seal"));
        assertThatThrownBy(() -> NetworkCommand.profile(home, "village"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("is of another network, named 'town'");
    }

    @Test
    void noNameOfANetworkLeadsToTheTrustedPublishers() {
        profile("https://node.example").write(file.resolveSibling("publishers.json"));
        assertThat(NetworkCommand.profile(home, "town").name()).isEqualTo("town");
    }

    @Test
    void whatIsNoProfileIsNotSealed() throws IOException {
        var note = folder.resolve("note.json");
        Files.writeString(note, "{\"name\":\"town\"}");
        assertThatThrownBy(() -> NetworkPublisherCommands.seal(home, note))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("no profile of a network");
        assertThat(folder.resolve("note.json.seal")).doesNotExist();
    }
}
