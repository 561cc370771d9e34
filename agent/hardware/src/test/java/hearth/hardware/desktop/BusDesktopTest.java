package hearth.hardware.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.UInt64;
import org.freedesktop.dbus.types.Variant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

class BusDesktopTest {
    private static final String LOGIND = "org.freedesktop.login1";
    private final SteppedClock clock = new SteppedClock();

    @TempDir private Path folder;

    private LinuxDesktop desktop(ScriptedBus bus, String... more) {
        var environment = new HashMap<>(bus.environment());
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return LinuxDesktop.of(environment, folder.resolve("input"), clock);
    }

    private static ScriptedBus.Scripted manager(ScriptedBus bus) {
        return bus.object(LOGIND, "/org/freedesktop/login1");
    }

    private static ScriptedBus.Scripted session(ScriptedBus bus) {
        return bus.object(LOGIND, "/org/freedesktop/login1/session/auto");
    }

    private static ScriptedBus.Scripted player(ScriptedBus bus, String name, String status) {
        return bus.object("org.mpris.MediaPlayer2." + name, "/org/mpris/MediaPlayer2")
                .with("PlaybackStatus", new Variant<>(status));
    }

    @Test
    void asksGnomeForTheIdleTimeUnderWayland() {
        try (var bus = new ScriptedBus()) {
            bus.gnome(61_500, false);
            try (var desktop = desktop(bus, "WAYLAND_DISPLAY", "wayland-0")) {
                assertThat(desktop.look().idle()).isEqualTo(Fact.known(Duration.ofMillis(61_500)));
                assertThat(desktop.look().video()).isEqualTo(Fact.known(false));
            }
        }
    }

    @Test
    void readsLockSleepAndMeteredNetwork() {
        try (var bus = new ScriptedBus()) {
            session(bus)
                    .with("LockedHint", new Variant<>(true))
                    .with("IdleHint", new Variant<>(false));
            var manager = manager(bus).with("PreparingForSleep", new Variant<>(false));
            bus.object("org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager")
                    .with("Metered", new Variant<>(new UInt32(3)));
            try (var desktop = desktop(bus)) {
                var presence = desktop.look();
                assertThat(presence.locked()).isEqualTo(Fact.known(true));
                assertThat(presence.sleeping()).isEqualTo(Fact.known(false));
                assertThat(presence.metered()).isEqualTo(Fact.known(true));

                manager.with("PreparingForSleep", new Variant<>(true));
                clock.pass(Duration.ofSeconds(1));
                assertThat(desktop.look().sleeping()).isEqualTo(Fact.known(true));
            }
        }
    }

    @Test
    void believesTheIdleHintOnlyAfterItWasSet() {
        try (var bus = new ScriptedBus()) {
            var session = session(bus).with("IdleHint", new Variant<>(false));
            try (var desktop = desktop(bus)) {
                assertThat(desktop.look().idle()).isEqualTo(Fact.undetectable("no-desktop"));

                var since = clock.instant().minusSeconds(90);
                session.with("IdleHint", new Variant<>(true))
                        .with(
                                "IdleSinceHint",
                                new Variant<>(new UInt64(since.toEpochMilli() * 1000)));
                assertThat(desktop.look().idle()).isEqualTo(Fact.known(Duration.ofSeconds(90)));

                session.with("IdleHint", new Variant<>(false));
                assertThat(desktop.look().idle()).isEqualTo(Fact.known(Duration.ZERO));
            }
        }
    }

    @Test
    void somebodyWhoCannotBeSeenIsStillLoggedIn() {
        try (var bus = new ScriptedBus()) {
            session(bus)
                    .with("Active", new Variant<>(true))
                    .with("Seat", ScriptedBus.pair("/org/freedesktop/login1/seat/seat0"))
                    .with("Type", new Variant<>("x11"))
                    .with("IdleHint", new Variant<>(false));
            try (var desktop = desktop(bus)) {
                assertThat(desktop.look().seated()).isEqualTo(Fact.known(true));
                assertThat(desktop.look().idle()).isEqualTo(Fact.undetectable("desktop-silent"));
            }
        }
    }

    @Test
    void findsTheDesktopThatCameAfterIt() throws InterruptedException {
        try (var bus = new ScriptedBus();
                var screen = new XScreen()) {
            var manager =
                    bus.object("org.freedesktop.systemd1", "/org/freedesktop/systemd1")
                            .with("Environment", new Variant<>(List.of("LANG=C"), "as"));
            try (var desktop = desktop(bus)) {
                assertThat(desktop.look().idle()).isEqualTo(Fact.undetectable("no-desktop"));
                var told = new Semaphore(0);
                desktop.onInput(told::release);

                manager.with(
                        "Environment",
                        new Variant<>(
                                screen.environment().entrySet().stream()
                                        .map(e -> e.getKey() + "=" + e.getValue())
                                        .toList(),
                                "as"));
                clock.pass(Duration.ofSeconds(30));

                assertThat(desktop.look().idle()).isInstanceOf(Fact.Known.class);
                assertThat(desktop.look().seated()).isEqualTo(Fact.known(true));
                // Its first input after a rest tells of itself too, once the watcher is connected.
                for (int x = 1; !told.tryAcquire(1200, TimeUnit.MILLISECONDS); x++) {
                    assertThat(x).isLessThan(20);
                    screen.xdotool("mousemove", Integer.toString(x), "9");
                }
            }
        }
    }

    private static ScriptedBus.Scripted seat(ScriptedBus bus, String front) {
        session(bus)
                .with("Active", new Variant<>(false))
                .with("Seat", ScriptedBus.pair("/org/freedesktop/login1/seat/seat0"))
                .with("LockedHint", new Variant<>(true));
        bus.seat(front);
        return bus.object(LOGIND, front);
    }

    @Test
    void somebodyElseInFrontOfOurLockedSessionIsThere() {
        try (var bus = new ScriptedBus()) {
            var other =
                    seat(bus, "/org/freedesktop/login1/session/_37")
                            .with("Class", new Variant<>("user"))
                            .with("User", ScriptedBus.user(4242))
                            .with("LockedHint", new Variant<>(false))
                            .with("IdleHint", new Variant<>(false));
            try (var desktop = desktop(bus)) {
                assertThat(desktop.look().locked()).isEqualTo(Fact.known(false));
                assertThat(desktop.look().idle()).isEqualTo(Fact.known(Duration.ZERO));
                assertThat(desktop.look().seated()).isEqualTo(Fact.known(true));

                var since = clock.instant().minusSeconds(600);
                other.with("IdleHint", new Variant<>(true))
                        .with("LockedHint", new Variant<>(true))
                        .with(
                                "IdleSinceHint",
                                new Variant<>(new UInt64(since.toEpochMilli() * 1000)));
                clock.pass(Duration.ofSeconds(1));
                assertThat(desktop.look().locked()).isEqualTo(Fact.known(true));
                assertThat(desktop.look().idle()).isEqualTo(Fact.known(Duration.ofSeconds(601)));
            }
        }
    }

    @Test
    void aLoginScreenIsNobody() {
        try (var bus = new ScriptedBus()) {
            seat(bus, "/org/freedesktop/login1/session/c1").with("Class", new Variant<>("greeter"));
            try (var desktop = desktop(bus)) {
                assertThat(desktop.look().seated()).isEqualTo(Fact.known(false));
                assertThat(desktop.look().locked()).isEqualTo(Fact.known(true));
                assertThat(desktop.look().idle()).isEqualTo(Fact.undetectable("no-desktop"));
            }
        }
    }

    @Test
    void aServerWithoutASessionAtItsScreenIsLeftAlone() {
        try (var bus = new ScriptedBus()) {
            bus.seat("/").with("ActiveSession", ScriptedBus.pair("/"));
            try (var desktop = desktop(bus)) {
                assertThat(desktop.look().seated()).isEqualTo(Fact.known(false));
            }
        }
    }

    @Test
    void theKernelKnowsTheLastKeyOfATextConsole() throws IOException {
        var own = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        try (var bus = new ScriptedBus()) {
            var since = clock.instant().minusSeconds(400);
            bus.seat("/org/freedesktop/login1/session/_31");
            bus.object(LOGIND, "/org/freedesktop/login1/session/_31")
                    .with("Class", new Variant<>("user"))
                    .with("User", ScriptedBus.user(own))
                    .with("Type", new Variant<>("tty"))
                    .with("IdleHint", new Variant<>(false))
                    .with("IdleSinceHint", new Variant<>(new UInt64(since.toEpochMilli() * 1000)));
            try (var desktop = desktop(bus)) {
                assertThat(desktop.look().seated()).isEqualTo(Fact.known(true));
                assertThat(desktop.look().idle()).isEqualTo(Fact.known(Duration.ofSeconds(400)));
            }
        }
    }

    @Test
    void takesAPlayingFilmForAFilmAndAPausedOneNot() {
        try (var bus = new ScriptedBus()) {
            manager(bus).with("BlockInhibited", new Variant<>("sleep:idle"));
            var film = player(bus, "vlc", "Playing");
            try (var desktop = desktop(bus)) {
                assertThat(desktop.look().video()).isEqualTo(Fact.known(true));

                film.with("PlaybackStatus", new Variant<>("Paused"));
                clock.pass(Duration.ofSeconds(2));
                assertThat(desktop.look().video()).isEqualTo(Fact.known(false));
            }
        }
    }

    @Test
    void takesMusicForNoFilm() {
        try (var bus = new ScriptedBus()) {
            manager(bus).with("BlockInhibited", new Variant<>("shutdown"));
            player(bus, "rhythmbox", "Playing");
            try (var desktop = desktop(bus)) {
                assertThat(desktop.look().video()).isEqualTo(Fact.known(false));
            }
        }
    }

    @Test
    void saysWhyNothingIsKnownWhereNobodyAnswers() {
        try (var bus = new ScriptedBus();
                var desktop = desktop(bus)) {
            assertThat(desktop.look().undetectable())
                    .isEqualTo(
                            Map.of(
                                    "fullscreen", "no-desktop",
                                    "gamepad", "no-input-devices",
                                    "idle", "no-desktop",
                                    "locked", "no-logind",
                                    "metered", "no-network-manager",
                                    "sleeping", "no-logind",
                                    "video", "no-inhibitors"));
        }
    }

    @Test
    void goesOnWithoutABus() {
        try (var desktop =
                LinuxDesktop.of(
                        Map.of("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + folder.resolve("bus")),
                        folder.resolve("input"),
                        clock)) {
            assertThat(desktop.look().video()).isEqualTo(Fact.undetectable("no-inhibitors"));
        }
    }
}
