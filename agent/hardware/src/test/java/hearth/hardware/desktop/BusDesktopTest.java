package hearth.hardware.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.UInt64;
import org.freedesktop.dbus.types.Variant;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

class BusDesktopTest {
    private static final String LOGIND = "org.freedesktop.login1";
    private final SteppedClock clock = new SteppedClock();

    private LinuxDesktop desktop(ScriptedBus bus, String... more) {
        var environment = new HashMap<>(bus.environment());
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return LinuxDesktop.of(environment, Path.of("/nonexistent"), clock);
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
                        Map.of("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus"),
                        Path.of("/nonexistent"),
                        clock)) {
            assertThat(desktop.look().video()).isEqualTo(Fact.undetectable("no-inhibitors"));
        }
    }
}
