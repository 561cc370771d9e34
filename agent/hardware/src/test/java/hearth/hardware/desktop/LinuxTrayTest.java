package hearth.hardware.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.hardware.desktop.ScriptedTray.Note;
import hearth.hardware.desktop.TrayFace.Choice;
import hearth.hardware.desktop.TrayFace.Item;
import hearth.hardware.desktop.TrayFace.Light;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The tray against a D-Bus library that is not ours, which plays the desktop's tray and the one
/// who shows notes.
class LinuxTrayTest {
    private static final TrayFace WORKING =
            new TrayFace(
                    Light.WORKING,
                    "Hearth",
                    "Training",
                    List.of(
                            new Item(Choice.OPEN, "Open", Optional.empty()),
                            new Item(Choice.SHARE, "Share", Optional.of(true)),
                            new Item(Choice.QUIT, "Quit", Optional.empty())));

    private final LinkedBlockingQueue<Choice> chosen = new LinkedBlockingQueue<>();

    private Tray tray(ScriptedBus bus) {
        return Tray.of(bus.environment(), WORKING, chosen::add);
    }

    /// The tray's own answer may come after the first question to the icon.
    private static void awaitShown(Tray tray) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!tray.isShown() && System.nanoTime() < until) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        assertThat(tray.isShown()).isTrue();
    }

    @Test
    void registersAndShowsItsStateAndItsMenu() throws Exception {
        try (var bus = new ScriptedBus();
                var desktop = new ScriptedTray(bus);
                var tray = tray(bus)) {
            var item = desktop.item();
            assertThat(item.get("Title")).isEqualTo("Hearth");
            assertThat(item.get("Status")).isEqualTo("Active");
            assertThat((List<?>) item.get("IconPixmap"))
                    .extracting(picture -> ((Object[]) picture)[0])
                    .isEqualTo(List.of(22, 44));
            assertThat(desktop.menu()).containsExactly("Open", "Share ✓", "Quit");
            awaitShown(tray);
            tray.show(
                    new TrayFace(
                            Light.PROBLEM,
                            "Hearth",
                            "No network",
                            List.of(new Item(Choice.SHARE, "Share", Optional.of(false)))));
            assertThat(desktop.item().get("Status")).isEqualTo("NeedsAttention");
            assertThat(desktop.menu()).containsExactly("Share");
        }
    }

    @Test
    void doesWhatIsChosen() throws Exception {
        try (var bus = new ScriptedBus();
                var desktop = new ScriptedTray(bus);
                var tray = tray(bus)) {
            desktop.click(2);
            assertThat(chosen.poll(30, TimeUnit.SECONDS)).isEqualTo(Choice.SHARE);
            desktop.click(99);
            desktop.activate();
            assertThat(chosen.poll(30, TimeUnit.SECONDS)).isEqualTo(Choice.OPEN);
            awaitShown(tray);
        }
    }

    @Test
    void tellsTheDesktop() throws Exception {
        try (var bus = new ScriptedBus();
                var desktop = new ScriptedTray(bus);
                var tray = tray(bus)) {
            tray.tell("First pay", "0.01 <EMBER> & more");
            assertThat(desktop.note())
                    .isEqualTo(new Note("Hearth", "First pay", "0.01 &lt;EMBER&gt; &amp; more"));
        }
    }

    @Test
    void worksWithoutATrayAndJoinsOneThatComesLater() throws Exception {
        try (var bus = new ScriptedBus();
                var tray = tray(bus)) {
            tray.show(WORKING);
            assertThat(tray.isShown()).isFalse();
            try (var desktop = new ScriptedTray(bus)) {
                assertThat(desktop.item().get("Title")).isEqualTo("Hearth");
            }
        }
    }

    @Test
    void isNothingWithoutASessionBus() {
        try (var none = Tray.of(Map.of(), WORKING, chosen::add);
                var gone =
                        Tray.of(
                                Map.of("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus"),
                                WORKING,
                                chosen::add)) {
            none.show(WORKING);
            gone.tell("title", "text");
            assertThat(none.isShown()).isFalse();
            assertThat(gone.isShown()).isFalse();
        }
    }
}
