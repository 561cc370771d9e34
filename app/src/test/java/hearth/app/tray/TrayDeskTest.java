package hearth.app.tray;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.Snapshots;
import hearth.app.install.HearthHome;
import hearth.app.settings.Occasion;
import hearth.app.settings.Settings;
import hearth.app.settings.SettingsFile;
import hearth.app.text.Language;
import hearth.app.update.trust.Version;
import hearth.hardware.desktop.Tray;
import hearth.hardware.desktop.TrayFace;
import hearth.hardware.desktop.TrayFace.Choice;
import hearth.hardware.desktop.TrayFace.Light;
import hearth.protocol.Messages.Earnings;
import hearth.protocol.Wei;
import hearth.worker.AgentSnapshot;
import hearth.worker.AgentSnapshot.Reason;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

class TrayDeskTest {
    @TempDir private Path folder;
    private final InMemoryAgent agent = new InMemoryAgent(Snapshots.busy());
    private final List<TrayFace> faces = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final CountDownLatch opened = new CountDownLatch(1);

    @SuppressWarnings("NullAway.Init") // The desk gives it.
    private Consumer<Choice> choose;

    @BeforeEach
    void speakEnglish() throws IOException {
        Files.createDirectories(folder.resolve("agent"));
        new SettingsFile(folder).save(Settings.initial().withLanguage(Language.ENGLISH));
    }

    private TrayDesk desk() {
        return new TrayDesk(
                agent.links().open(),
                new HearthHome(folder),
                opened::countDown,
                Clock.fixed(Snapshots.NOW, ZoneOffset.UTC),
                (first, onChoice) -> {
                    choose = onChoice;
                    return new Noted();
                });
    }

    private final class Noted implements Tray {
        @Override
        public void show(TrayFace face) {
            faces.add(face);
        }

        @Override
        public void tell(String title, String text) {
            notes.add(title + ": " + text);
        }

        @Override
        public boolean isShown() {
            return true;
        }

        @Override
        public void close() {}
    }

    private static AgentSnapshot with(
            AgentSnapshot s, Instant at, Earnings earnings, Optional<Reason> problem) {
        return new AgentSnapshot(
                at,
                s.version(),
                s.device(),
                s.deviceName(),
                s.coordinator(),
                s.sharing(),
                s.activity(),
                s.reasons(),
                s.progress(),
                s.line(),
                s.payout(),
                earnings,
                s.today(),
                s.recent(),
                s.jobs(),
                s.hardware(),
                problem,
                s.sandbox(),
                s.electricity(),
                s.health(),
                s.yields());
    }

    private static AgentSnapshot earned(String all, String released, long results) {
        return with(
                Snapshots.busy(),
                Snapshots.NOW,
                new Earnings(
                        Wei.ofEmber(all), Wei.ZERO, Wei.ofEmber(released), Wei.ZERO, results, 0),
                Optional.empty());
    }

    private static AgentSnapshot troubled(int minutes, Optional<Reason> problem) {
        var s = Snapshots.busy();
        return with(s, Snapshots.NOW.plus(Duration.ofMinutes(minutes)), s.earnings(), problem);
    }

    @Test
    void showsWhatTheAgentDoesOnceForEachChange() {
        try (var desk = desk()) {
            desk.accept(troubled(0, Optional.empty()));
            desk.accept(troubled(1, Optional.empty()));
            desk.accept(troubled(2, Optional.of(new Reason("coordinator-unreachable", ""))));
            assertThat(faces)
                    .extracting(TrayFace::light)
                    .containsExactly(Light.WORKING, Light.PROBLEM);
            assertThat(faces.getFirst().menu())
                    .extracting(TrayFace.Item::label)
                    .containsExactly(
                            "Open Hearth", "Share this computer", "Pause for an hour", "Quit");
            assertThat(faces.getFirst().menu().get(1).on()).contains(true);
        }
    }

    @Test
    void opensTheWindow() throws InterruptedException {
        try (var desk = desk()) {
            choose.accept(Choice.OPEN);
            assertThat(opened.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(desk).isNotNull();
        }
    }

    @Test
    void tellsTheFirstEarningOnceAndNeverAgain() {
        try (var desk = desk()) {
            desk.accept(earned("0", "0", 0));
            desk.accept(earned("0.01", "0", 1));
            desk.accept(earned("0.02", "0", 2));
        }
        try (var later = desk()) {
            later.accept(earned("0", "0", 0));
            later.accept(earned("0.02", "0", 2));
        }
        assertThat(notes)
                .containsExactly(
                        "Your first earning: A result of this computer was accepted. It earned 0.01"
                                + " EMBER.");
    }

    @Test
    void tellsOfReleasedPayOnceADay() {
        try (var desk = desk()) {
            desk.accept(earned("3", "1", 9));
            desk.accept(earned("3", "2", 9));
            desk.accept(earned("3", "3", 9));
        }
        assertThat(notes).hasSize(1).first().asString().startsWith("Pay is released: 2 EMBER");
    }

    @Test
    void tellsOfAProblemOnlyWhenItLasts() {
        var problem = Optional.of(new Reason("coordinator-unreachable", ""));
        try (var desk = desk()) {
            desk.accept(troubled(0, problem));
            desk.accept(troubled(20, Optional.empty()));
            desk.accept(troubled(21, problem));
            desk.accept(troubled(50, problem));
            assertThat(notes).isEmpty();
            desk.accept(troubled(51, problem));
            desk.accept(troubled(90, problem));
            assertThat(notes).hasSize(1);
        }
    }

    @Test
    void tellsOnceOfEachVersionThatIsReady() {
        try (var desk = desk()) {
            desk.ready(new Version("0.2.0"));
            desk.ready(new Version("0.2.0"));
        }
        try (var later = desk()) {
            later.ready(new Version("0.2.0"));
            later.ready(new Version("0.3.0"));
        }
        assertThat(notes)
                .hasSize(2)
                .allMatch(note -> note.startsWith("An update is ready: Hearth 0."));
    }

    @Test
    void staysSilentAboutUpdatesWhereTheOwnerWantsIt() {
        new SettingsFile(folder).save(Settings.initial().withNotes(Occasion.UPDATE, false));
        try (var desk = desk()) {
            desk.ready(new Version("0.2.0"));
        }
        assertThat(notes).isEmpty();
    }

    @Test
    void staysSilentWhereTheOwnerWantsIt() {
        new SettingsFile(folder).save(Settings.initial().withNotes(Occasion.FIRST_EARNING, false));
        try (var desk = desk()) {
            desk.accept(earned("0", "0", 0));
            desk.accept(earned("0.01", "0", 1));
        }
        assertThat(notes).isEmpty();
    }
}
