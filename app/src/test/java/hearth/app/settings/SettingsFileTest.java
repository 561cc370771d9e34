package hearth.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.settings.Settings.Appearance;
import hearth.app.text.Language;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

class SettingsFileTest {
    @TempDir private Path home;

    @Test
    void startsWithTheUsualSettings() {
        assertThat(new SettingsFile(home).load().settings()).isEqualTo(Settings.initial());
    }

    @Test
    void remembersWhatWasChosen() {
        var chosen =
                new Settings(
                        Appearance.DARK,
                        true,
                        true,
                        Language.SPANISH,
                        View.initial().withZoom(150),
                        Set.of(Occasion.RELEASED),
                        new Privacy(
                                true, Optional.of(new PersonalMark("0f".repeat(16), "blue barn"))),
                        Optional.of(Instant.parse("2027-01-02T03:04:05Z")));
        new SettingsFile(home.resolve("new folder")).save(chosen);
        assertThat(new SettingsFile(home.resolve("new folder")).load().settings())
                .isEqualTo(chosen);
    }

    @Test
    void readsTheFileOfAnOlderVersion() throws IOException {
        Files.writeString(
                home.resolve("settings.json"),
                "{\"appearance\":\"DARK\",\"keptSharing\":false,\"onboarded\":true}");
        var loaded = new SettingsFile(home).load();
        assertThat(loaded.setAside()).isEmpty();
        assertThat(loaded.settings())
                .isEqualTo(
                        new Settings(
                                Appearance.DARK,
                                true,
                                false,
                                Language.SYSTEM,
                                View.initial(),
                                Set.of(),
                                Privacy.initial(),
                                Optional.empty()));
    }

    @Test
    void setsAnUnreadableFileAsideAndKeepsEveryOne() throws IOException {
        for (int i = 0; i < 2; i++) {
            Files.writeString(home.resolve("settings.json"), "{broken " + i);
            SettingsFile.Loaded loaded = new SettingsFile(home).load();
            assertThat(loaded.settings()).isEqualTo(Settings.initial());
            assertThat(loaded.setAside().orElseThrow()).hasContent("{broken " + i);
            new SettingsFile(home).save(Settings.initial());
        }
        assertThat(home.resolve("settings.json.unreadable")).hasContent("{broken 0");
        assertThat(home.resolve("settings.json.unreadable-2")).hasContent("{broken 1");
    }

    @Test
    void leavesNoHalfWrittenFile() throws IOException {
        new SettingsFile(home).save(Settings.initial());
        try (var files = Files.list(home)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactly("settings.json");
        }
    }

    /// The terminal and the window change the same file.
    @Test
    void changesWhatTheFileSaysByThen() throws IOException {
        var file = new SettingsFile(home);
        var dark = Settings.initial().withAppearance(Appearance.DARK);
        assertThat(file.change(now -> now, dark)).isEqualTo(dark);
        assertThat(home.resolve("settings.json")).doesNotExist();
        new SettingsFile(home).save(Settings.initial().withKeptSharing(true));
        var changed = file.change(now -> now.withAppearance(Appearance.DARK), dark);
        assertThat(changed).isEqualTo(dark.withKeptSharing(true));
        assertThat(file.load().settings()).isEqualTo(changed);
        Files.writeString(home.resolve("settings.json"), "{broken");
        assertThat(file.change(now -> now.withOnboarded(true), dark))
                .isEqualTo(dark.withOnboarded(true));
        assertThat(home.resolve("settings.json.unreadable")).hasContent("{broken");
    }
}
