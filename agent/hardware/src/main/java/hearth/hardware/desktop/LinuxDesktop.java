package hearth.hardware.desktop;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Linux: the X server for input and windows; GNOME, logind, NetworkManager and media players over
/// D-Bus. Under Wayland only the compositor sees input and windows, so what it does not tell is
/// undetectable; an X program that fills the screen is seen there too, through XWayland. One
/// thread.
final class LinuxDesktop implements Desktop {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration SELDOM = Duration.ofSeconds(15);
    private static final String NO_DESKTOP = "no-desktop";

    private final boolean wayland;
    private final Optional<XAddress> server;
    private final Optional<Attempts<XDisplay>> screen;
    private final Attempts<Bus> session;
    private final Attempts<Bus> system;
    private final Gamepads gamepads;
    private final Logind logind;
    private final Every<Fact<Boolean>> video;
    private final Every<Fact<Boolean>> metered;
    private final Every<Fact<Boolean>> locked;
    private final Every<Fact<Boolean>> sleeping;
    private Optional<InputAlarm> alarm = Optional.empty();

    private LinuxDesktop(Map<String, String> environment, InstantSource clock, Gamepads gamepads) {
        this.wayland =
                environment.containsKey("WAYLAND_DISPLAY")
                        || "wayland".equals(environment.get("XDG_SESSION_TYPE"));
        this.server = XAddress.of(environment);
        this.screen = server.map(x -> new Attempts<>(clock, x::open));
        this.session = bus(clock, Bus.session(environment));
        this.system = bus(clock, Bus.system(environment));
        this.gamepads = gamepads;
        this.logind = new Logind(system, clock);
        var film = new Films(session, logind);
        this.video = every(clock, SECOND.multipliedBy(2), film::playing);
        this.metered = every(clock, SELDOM, this::metered);
        this.locked = every(clock, SECOND, logind::locked);
        this.sleeping = every(clock, SECOND, logind::sleeping);
    }

    /// @param devices folder of the input devices
    static LinuxDesktop of(Map<String, String> environment, Path devices, InstantSource clock) {
        return new LinuxDesktop(environment, clock, new Gamepads(devices, clock));
    }

    private static Attempts<Bus> bus(InstantSource clock, Optional<Path> place) {
        return new Attempts<>(
                clock,
                () ->
                        Bus.open(
                                place.orElseThrow(
                                        () -> new IOException("there is no message bus"))));
    }

    private static Every<Fact<Boolean>> every(
            InstantSource clock, Duration pause, Supplier<Fact<Boolean>> look) {
        return new Every<>(clock, pause, Fact.undetectable(NO_DESKTOP), look);
    }

    @Override
    public Presence look() {
        return new Presence(
                idle(),
                gamepads.idle(),
                fullscreen(),
                video.get(),
                locked.get(),
                sleeping.get(),
                metered.get());
    }

    @Override
    public void onInput(Runnable told) {
        gamepads.onInput(told);
        if (!wayland) {
            alarm.ifPresent(InputAlarm::close);
            alarm = server.map(at -> InputAlarm.start(at, told));
        }
    }

    private Fact<Duration> idle() {
        if (!wayland && screen.isPresent()) {
            Optional<Duration> x = screen.get().ask(XDisplay::idle).flatMap(i -> i);
            return Fact.of(x, "x-server-silent").or(logind::idle);
        }
        if (wayland) {
            return gnomeIdle().or(logind::idle).or(() -> Fact.undetectable("wayland-hides-input"));
        }
        return logind.idle().or(() -> Fact.undetectable(NO_DESKTOP));
    }

    private Fact<Duration> gnomeIdle() {
        var millis =
                session.ask(
                                bus ->
                                        bus.call(
                                                "org.gnome.Mutter.IdleMonitor",
                                                "/org/gnome/Mutter/IdleMonitor/Core",
                                                "org.gnome.Mutter.IdleMonitor",
                                                "GetIdletime"))
                        .flatMap(answer -> answer)
                        .filter(Long.class::isInstance)
                        .map(m -> Duration.ofMillis((Long) m));
        return Fact.of(millis, "wayland-hides-input");
    }

    private Fact<Boolean> fullscreen() {
        var seen = screen.flatMap(s -> s.ask(XDisplay::isFullscreen));
        if (wayland) {
            return seen.filter(full -> full)
                    .<Fact<Boolean>>map(Fact::known)
                    .orElseGet(() -> Fact.undetectable("wayland-hides-windows"));
        }
        return Fact.of(seen, screen.isPresent() ? "x-server-silent" : NO_DESKTOP);
    }

    /// NetworkManager says 1 or 3 for a metered connection, 2 or 4 for none; 3 and 4 are its
    /// guesses.
    private Fact<Boolean> metered() {
        var manager = "org.freedesktop.NetworkManager";
        var answer =
                system.ask(
                                bus ->
                                        bus.property(
                                                manager,
                                                "/org/freedesktop/NetworkManager",
                                                manager,
                                                "Metered"))
                        .flatMap(a -> a)
                        .filter(Long.class::isInstance)
                        .map(Long.class::cast)
                        .filter(m -> m >= 1 && m <= 4)
                        .map(m -> m == 1 || m == 3);
        return Fact.of(answer, "no-network-manager");
    }

    @Override
    public void close() {
        alarm.ifPresent(InputAlarm::close);
        screen.ifPresent(Attempts::close);
        session.close();
        system.close();
        gamepads.close();
    }

    /// The session as systemd-logind knows it.
    static final class Logind {
        private static final String SERVICE = "org.freedesktop.login1";
        private static final String MANAGER = SERVICE + ".Manager";
        private static final String ROOT = "/org/freedesktop/login1";

        private final Attempts<Bus> system;
        private final InstantSource clock;
        private boolean hints;

        Logind(Attempts<Bus> system, InstantSource clock) {
            this.system = system;
            this.clock = clock;
        }

        /// The desktop itself sets the idle hint, and some never do: until it was seen once, its
        /// absence says nothing.
        Fact<Duration> idle() {
            if (session("IdleHint").equals(Optional.of(true))) {
                hints = true;
                return Fact.of(
                        session("IdleSinceHint")
                                .filter(Long.class::isInstance)
                                .map(Long.class::cast)
                                .map(micros -> Instant.EPOCH.plus(Duration.ofNanos(micros * 1000)))
                                .map(since -> Duration.between(since, clock.instant()))
                                .filter(d -> !d.isNegative()),
                        "no-idle-hint");
            }
            return hints ? Fact.known(Duration.ZERO) : Fact.undetectable("no-idle-hint");
        }

        Fact<Boolean> locked() {
            return truth(session("LockedHint"));
        }

        Fact<Boolean> sleeping() {
            return truth(manager("PreparingForSleep"));
        }

        /// Whether a program holds off the screen saver.
        Fact<Boolean> keepsAwake() {
            return Fact.of(
                    manager("BlockInhibited")
                            .filter(String.class::isInstance)
                            .map(what -> List.of(((String) what).split(":")).contains("idle")),
                    "no-logind");
        }

        private static Fact<Boolean> truth(Optional<Object> answer) {
            return Fact.of(
                    answer.filter(Boolean.class::isInstance).map(Boolean.class::cast), "no-logind");
        }

        private Optional<Object> session(String property) {
            return ask(ROOT + "/session/auto", SERVICE + ".Session", property);
        }

        private Optional<Object> manager(String property) {
            return ask(ROOT, MANAGER, property);
        }

        private Optional<Object> ask(String path, String type, String property) {
            return system.ask(bus -> bus.property(SERVICE, path, type, property)).flatMap(a -> a);
        }
    }
}
