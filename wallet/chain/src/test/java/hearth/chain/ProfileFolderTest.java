package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.chain.ProfileFolder.Sight;
import hearth.keys.Address;
import hearth.protocol.SigningKey;

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

/// Only what a trusted publisher sealed, to the last byte, is a network.
final class ProfileFolderTest {
    private static final String TOKEN = "0x" + "01".repeat(20);
    private static final NetworkProfile PROFILE =
            new NetworkProfile(
                    "town",
                    4242,
                    "0x" + "ab".repeat(32),
                    List.of(URI.create("https://node.example")),
                    Address.of(TOKEN),
                    Address.of("0x" + "02".repeat(20)),
                    Address.of("0x" + "03".repeat(20)),
                    new TreeMap<>(Map.of("token", "aa", "rewards", "bb", "staking", "cc")),
                    12);

    @TempDir private Path home;
    private final SigningKey publisher = SigningKey.generate(Practice.RANDOM);
    private final SigningKey other = SigningKey.generate(Practice.RANDOM);
    private ProfileFolder folder;
    private Path file;

    @BeforeEach
    void write() {
        folder = new ProfileFolder(home);
        file = home.resolve("town.json");
        PROFILE.write(file);
    }

    @Test
    void readsWhatATrustedPublisherSealed() {
        folder.trust(publisher.publicHex());
        assertThat(folder.seal(file, publisher)).isTrue();
        assertThat(folder.look(file)).isEqualTo(new Sight.Sealed(PROFILE));
        assertThat(new ProfileFolder(home).publishers()).containsExactly(publisher.publicHex());
        folder.distrust(publisher.publicHex());
        assertThat(folder.look(file)).isEqualTo(new Sight.Stranger(publisher.publicHex()));
    }

    @Test
    void refusesWhatIsUnsealedMissingOrSealedBySomebodyElse() {
        folder.trust(publisher.publicHex());
        assertThat(folder.look(file)).isEqualTo(new Sight.Unsealed());
        assertThat(folder.look(home.resolve("village.json"))).isEqualTo(new Sight.Missing());
        assertThat(folder.seal(home.resolve("village.json"), publisher)).isFalse();
        folder.seal(file, other);
        assertThat(folder.look(file)).isEqualTo(new Sight.Stranger(other.publicHex()));
    }

    @Test
    void noticesEveryChangedByteOfProfileAndSeal() throws IOException {
        folder.trust(publisher.publicHex());
        folder.seal(file, publisher);
        var seal = home.resolve("town.json.seal");
        for (var part : List.of(file, seal)) {
            var good = Files.readAllBytes(part);
            for (int i = 0; i < good.length; i++) {
                var bad = good.clone();
                bad[i] ^= 1;
                Files.write(part, bad);
                assertThat(folder.look(file))
                        .as("byte %d of %s", i, part.getFileName())
                        .isNotInstanceOf(Sight.Sealed.class);
            }
            Files.write(part, good);
        }
        assertThat(folder.look(file)).isInstanceOf(Sight.Sealed.class);
    }

    @Test
    void aSealOfAnotherProfileDoesNotFit() throws IOException {
        folder.trust(publisher.publicHex());
        folder.seal(file, publisher);
        var thief = home.resolve("thief.json");
        Files.writeString(thief, Files.readString(file).replace(TOKEN, "0x" + "09".repeat(20)));
        Files.copy(home.resolve("town.json.seal"), home.resolve("thief.json.seal"));
        assertThat(folder.look(thief)).isEqualTo(new Sight.Changed());
    }
}
