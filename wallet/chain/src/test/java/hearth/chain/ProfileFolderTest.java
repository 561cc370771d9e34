package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.chain.ProfileFolder.Sight;
import hearth.keys.Address;
import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
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
        assertThat(folder.seal(file, publisher).orElseThrow().serial()).isEqualTo(1);
        assertThat(folder.look(file)).isEqualTo(new Sight.Sealed(PROFILE));
        assertThat(new ProfileFolder(home).publishers()).containsExactly(publisher.publicHex());
        folder.distrust(publisher.publicHex());
        assertThat(folder.look(file)).isEqualTo(new Sight.Stranger(publisher.publicHex(), PROFILE));
    }

    @Test
    void refusesWhatIsUnsealedMissingOrSealedBySomebodyElse() {
        folder.trust(publisher.publicHex());
        assertThat(folder.look(file)).isEqualTo(new Sight.Unsealed());
        assertThat(folder.look(home.resolve("village.json"))).isEqualTo(new Sight.Missing());
        assertThat(folder.seal(home.resolve("village.json"), publisher)).isEmpty();
        folder.seal(file, other);
        assertThat(folder.look(file)).isEqualTo(new Sight.Stranger(other.publicHex(), PROFILE));
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

    @Test
    void anOlderProfileIsNotTakenAgain() throws IOException {
        folder.trust(publisher.publicHex());
        folder.seal(file, publisher);
        assertThat(folder.look(file)).isInstanceOf(Sight.Sealed.class);
        var older = pair();
        PROFILE.at(Explorer.at(URI.create("https://pages.example"))).write(file);
        assertThat(folder.look(file)).isEqualTo(new Sight.Changed());
        assertThat(folder.seal(file, publisher).orElseThrow().serial()).isEqualTo(2);
        assertThat(folder.look(file)).isInstanceOf(Sight.Sealed.class);
        var newer = pair();

        put(older);
        assertThat(new ProfileFolder(home).look(file)).isEqualTo(new Sight.Superseded(1, 2));
        folder.distrust(publisher.publicHex());
        folder.trust(publisher.publicHex());
        assertThat(folder.look(file)).isEqualTo(new Sight.Superseded(1, 2));
        put(newer);
        assertThat(folder.look(file)).isInstanceOf(Sight.Sealed.class);
        // Who means the older one signs it anew.
        Files.write(file, older.getFirst());
        assertThat(folder.seal(file, publisher).orElseThrow().serial()).isEqualTo(3);
        assertThat(folder.look(file)).isEqualTo(new Sight.Sealed(PROFILE));
    }

    @Test
    void oneNumberNamesOneProfileOfOneNetwork() throws IOException {
        folder.trust(publisher.publicHex());
        folder.trust(other.publicHex());
        folder.seal(file, publisher);
        assertThat(folder.look(file)).isInstanceOf(Sight.Sealed.class);
        PROFILE.at(Explorer.at(URI.create("https://pages.example"))).write(file);
        var twin = ProfileSeal.of(Files.readAllBytes(file), 1, publisher);
        Files.writeString(home.resolve("town.json.seal"), Json.pretty(twin));
        assertThat(folder.look(file)).isEqualTo(new Sight.Superseded(1, 1));
        // Another publisher's numbers, and another network's, are their own.
        Files.delete(home.resolve("town.json.seal"));
        assertThat(folder.seal(file, other).orElseThrow().serial()).isEqualTo(1);
        assertThat(folder.look(file)).isInstanceOf(Sight.Sealed.class);
        var village = home.resolve("village.json");
        Files.writeString(village, Files.readString(file).replace("\"town\"", "\"village\""));
        assertThat(folder.seal(village, publisher).orElseThrow().serial()).isEqualTo(1);
        assertThat(folder.look(village)).isInstanceOf(Sight.Sealed.class);
    }

    @Test
    void aNumberIsSignedAndBeginsWithOne() throws IOException {
        folder.trust(publisher.publicHex());
        folder.seal(file, publisher);
        var seal = home.resolve("town.json.seal");
        String written = Files.readString(seal);
        for (String forged : List.of("2", "0", "-1", "9223372036854775808", "null")) {
            Files.writeString(seal, written.replaceFirst("1(?=,)", forged));
            assertThat(folder.look(file)).as(forged).isEqualTo(new Sight.Changed());
        }
        Files.writeString(seal, written);
        assertThat(folder.look(file)).isInstanceOf(Sight.Sealed.class);
    }

    @Test
    void sealsNothingThatIsNoProfileAndCountsOnFromTheSealBesideIt() throws IOException {
        folder.seal(file, publisher);
        folder.seal(file, publisher);
        var elsewhere = new ProfileFolder(home.resolve("another computer"));
        assertThat(elsewhere.seal(file, publisher).orElseThrow().serial()).isEqualTo(3);
        var note = home.resolve("note.json");
        Files.writeString(note, "{\"name\": \"town\"}");
        assertThatThrownBy(() -> folder.seal(note, publisher))
                .isInstanceOf(MalformedMessageException.class);
        assertThat(home.resolve("note.json.seal")).doesNotExist();
    }

    private List<byte[]> pair() throws IOException {
        return List.of(
                Files.readAllBytes(file), Files.readAllBytes(home.resolve("town.json.seal")));
    }

    private void put(List<byte[]> pair) throws IOException {
        Files.write(file, pair.getFirst());
        Files.write(home.resolve("town.json.seal"), pair.getLast());
    }
}
