package hearth.app.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.settings.Settings;
import hearth.app.settings.SettingsFile;
import hearth.chain.Entrance;
import hearth.chain.NetworkProfile;
import hearth.chain.ProfileFolder;
import hearth.keys.Address;
import hearth.protocol.ServerId;
import hearth.protocol.SigningKey;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

class MembershipTest {
    private static final Entrance DOOR =
            new Entrance(URI.create("https://c.village.example"), new ServerId("c0".repeat(32)));

    @TempDir private Path folder;
    private final SigningKey publisher = SigningKey.generate(new SecureRandom());
    private Path elsewhere;
    private Path data;

    @BeforeEach
    void publish() throws IOException {
        elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        data = folder.resolve("data");
        new SettingsFile(home().folder()).save(Settings.initial().withOnboarded(true));
    }

    private HearthHome home() {
        return HearthHome.open(data);
    }

    private Membership membership() {
        return new Membership(home(), Clock.systemUTC());
    }

    private static NetworkProfile profile(String name, String token, Optional<Entrance> door) {
        var bare =
                new NetworkProfile(
                        name,
                        4242,
                        "0x" + "ab".repeat(32),
                        List.of(URI.create("https://node.example")),
                        Address.of("0x" + token.repeat(20)),
                        Address.of("0x" + "02".repeat(20)),
                        Address.of("0x" + "03".repeat(20)),
                        new TreeMap<>(Map.of("token", "aa", "rewards", "bb", "staking", "cc")),
                        12);
        return door.map(bare::through).orElse(bare);
    }

    private Path sealed(NetworkProfile profile) {
        var file = elsewhere.resolve(profile.name() + ".json");
        profile.write(file);
        new ProfileFolder(elsewhere.resolve("publisher")).seal(file, publisher);
        return file;
    }

    private Candidate seen(Path file) {
        return switch (membership().look(file)) {
            case Membership.Look.Profile found -> Membership.candidate(file, found);
            case Membership.Look.Useless(var why) -> throw new AssertionError(why.toString());
        };
    }

    @Test
    void takesPartWithAnAgentOfItsOwnAndGoesBack() throws Exception {
        var file = sealed(profile("village", "01", Optional.of(DOOR)));
        var village = seen(file);
        assertThat(village.publisher()).isEqualTo(publisher.publicHex());
        var agentBefore = home().agent();

        assertThat(membership().join(village, Duration.ZERO)).isEmpty();
        var joined = home();
        assertThat(joined.network()).isEqualTo("village");
        assertThat(joined.joined().orElseThrow().coordinator()).isEqualTo(DOOR.coordinator());
        assertThat(joined.agent()).isNotEqualTo(agentBefore);
        assertThat(joined.wallet()).isEqualTo(data.resolve("wallet"));
        // The device is unknown there: the first steps bind it.
        assertThat(new SettingsFile(data).load().settings().onboarded()).isFalse();
        // From now on its publisher is believed, and the profile lies where commands look for it.
        assertThat(seen(joined.networks().resolve("village.json")).isOfAStranger()).isFalse();
        // Again does no harm.
        assertThat(membership().join(seen(file), Duration.ZERO)).isEmpty();

        assertThat(membership().leave(Duration.ZERO)).isEmpty();
        assertThat(home().network()).isEqualTo(HearthHome.PRACTICE);
        assertThat(home().agent()).isEqualTo(agentBefore);
    }

    @Test
    void joinsNothingButWhatItsOwnerSaw() throws Exception {
        var village = seen(sealed(profile("village", "01", Optional.of(DOOR))));
        var other = new Entrance(URI.create("https://thief.example"), DOOR.server());
        sealed(profile("village", "01", Optional.of(other)));
        assertThat(membership().join(village, Duration.ZERO)).contains(Objection.CHANGED);
        assertThat(home().network()).isEqualTo(HearthHome.PRACTICE);
        assertThat(new ProfileFolder(home().networks()).publishers()).isEmpty();
    }

    @Test
    void anotherNetworkOfTheSameNameTakesNothingOver() throws Exception {
        var first = seen(sealed(profile("village", "01", Optional.of(DOOR))));
        assertThat(membership().join(first, Duration.ZERO)).isEmpty();
        var kept = Files.readAllBytes(home().networks().resolve("village.json"));
        var twin = seen(sealed(profile("village", "0f", Optional.of(DOOR))));
        assertThat(membership().join(twin, Duration.ZERO)).contains(Objection.NAME_TAKEN);
        assertThat(home().networks().resolve("village.json")).hasBinaryContent(kept);
    }

    @Test
    void saysWhyAProfileIsOfNoUse() throws IOException {
        assertThat(membership().look(elsewhere.resolve("nowhere.json")))
                .isEqualTo(new Membership.Look.Useless(Objection.MISSING));
        assertThat(membership().look(sealed(profile("village", "01", Optional.empty()))))
                .isEqualTo(new Membership.Look.Useless(Objection.NO_COORDINATOR));
        assertThat(membership().look(sealed(profile("practice", "01", Optional.of(DOOR)))))
                .isEqualTo(new Membership.Look.Useless(Objection.RESERVED_NAME));
        var bare = elsewhere.resolve("bare.json");
        profile("village", "01", Optional.of(DOOR)).write(bare);
        assertThat(membership().look(bare))
                .isEqualTo(new Membership.Look.Useless(Objection.UNSEALED));
    }

    /// What a clumsy owner chooses instead of a profile; nothing of it is kept.
    @Test
    void saysThatAnotherFileIsNoProfile() throws IOException {
        var unreadable = new Membership.Look.Useless(Objection.UNREADABLE);
        assertThat(membership().look(elsewhere)).isEqualTo(unreadable);
        assertThat(membership().look(made("empty.json", new byte[0]))).isEqualTo(unreadable);
        assertThat(membership().look(made("noise.json", new byte[] {0, -1, -40, 13, 10})))
                .isEqualTo(unreadable);
        for (String text :
                List.of(
                        "{}",
                        "[]",
                        "null",
                        "42",
                        "{\"name\":\"village\"}",
                        "{\"name\":",
                        "[".repeat(60_000))) {
            assertThat(membership().look(made("other.json", text.getBytes(UTF_8))))
                    .as("%.20s", text)
                    .isEqualTo(unreadable);
        }
        var huge = elsewhere.resolve("huge.json");
        try (var file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(1L << 30);
        }
        assertThat(membership().look(huge)).isEqualTo(unreadable);
        var village = sealed(profile("village", "01", Optional.of(DOOR)));
        assertThat(membership().look(elsewhere.resolve("village.json.seal"))).isEqualTo(unreadable);
        assertThat(membership().look(village.resolve("below")))
                .isEqualTo(new Membership.Look.Useless(Objection.MISSING));
        // An administrator may read everything.
        var closed = made("closed.json", "{}".getBytes(UTF_8));
        assertThat(closed.toFile().setReadable(false, false)).isTrue();
        assertThat(membership().look(closed))
                .isEqualTo(
                        Files.isReadable(closed)
                                ? unreadable
                                : new Membership.Look.Useless(Objection.FORBIDDEN));
        assertThat(home().networks().resolve("village.json")).doesNotExist();
        assertThat(home().joined()).isEmpty();
    }

    @Test
    void readsAProfileUnderAnyNameOfAFile() throws IOException {
        var village = sealed(profile("village", "01", Optional.of(DOOR)));
        var spaced = Files.createDirectory(elsewhere.resolve("two words ü")).resolve("a b.json");
        Files.copy(village, spaced);
        Files.copy(elsewhere.resolve("village.json.seal"), spaced.resolveSibling("a b.json.seal"));
        assertThat(membership().look(spaced)).isInstanceOf(Membership.Look.Profile.class);
    }

    private Path made(String name, byte[] content) throws IOException {
        return Files.write(elsewhere.resolve(name), content);
    }

    @Test
    void aFileThatCannotBeReadIsNotTakenForThePracticeNetwork() throws IOException {
        Files.writeString(data.resolve("network.json"), "{\"name\":\"../../x\"}");
        assertThatThrownBy(this::home)
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("hearth network leave");
    }
}
