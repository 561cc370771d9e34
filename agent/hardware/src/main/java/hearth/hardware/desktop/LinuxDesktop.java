package hearth.hardware.desktop;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Linux: the X server for input and windows; GNOME, logind, NetworkManager and media players over
/// D-Bus. Under Wayland only the compositor sees input and windows, so what it does not tell
/// ([Compositor]) is undetectable; an X program that fills the screen is seen there too, through
/// XWayland. One thread.
final class LinuxDesktop implements Desktop {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration SELDOM = Duration.ofSeconds(15);
    private static final Duration AGAIN = Duration.ofSeconds(30);
    private static final String NO_DESKTOP = "no-desktop";

    private final InstantSource clock;
    private final Attempts<Bus> session;
    private final Attempts<Bus> system;
    private final Gamepads gamepads;
    private final Logind logind;
    private final Every<DisplayAddress> address;
    private final Every<Logind.Front> front;
    private final Every<Fact<Boolean>> video;
    private final Every<Fact<Boolean>> metered;
    private final Every<Fact<Boolean>> locked;
    private final Every<Fact<Boolean>> sleeping;
    private DisplayAddress display;
    private Optional<Attempts<XDisplay>> screen;
    private Optional<CompositorWatch> compositor;
    private Optional<InputAlarm> alarm = Optional.empty();
    private Optional<Runnable> told = Optional.empty();

    private LinuxDesktop(Map<String, String> environment, InstantSource clock, Gamepads gamepads) {
        this.clock = clock;
        this.display = DisplayAddress.of(environment);
        this.screen = screen();
        this.compositor = display.compositor().map(CompositorWatch::start);
        this.session = bus(clock, () -> Bus.session(environment));
        this.system = bus(clock, () -> Bus.system(environment));
        this.gamepads = gamepads;
        this.logind = new Logind(system, clock);
        var own = display;
        this.address = new Every<>(clock, AGAIN, own, () -> own.orOfManager(environment, session));
        this.front = new Every<>(clock, SECOND, new Logind.Front.Untold(), logind::front);
        var film = new Films(session, logind);
        this.video = every(clock, SECOND.multipliedBy(2), film::playing);
        this.metered = every(clock, SELDOM, this::metered);
        this.locked = every(clock, SECOND, () -> logind.locked(front.get()));
        this.sleeping = every(clock, SECOND, logind::sleeping);
    }

    /// @param devices folder of the input devices
    static LinuxDesktop of(Map<String, String> environment, Path devices, InstantSource clock) {
        return new LinuxDesktop(environment, clock, new Gamepads(devices, clock));
    }

    private static Attempts<Bus> bus(InstantSource clock, Supplier<Optional<Path>> place) {
        return new Attempts<>(
                clock,
                () ->
                        Bus.open(
                                place.get()
                                        .orElseThrow(
                                                () -> new IOException("there is no message bus"))));
    }

    private static Every<Fact<Boolean>> every(
            InstantSource clock, Duration pause, Supplier<Fact<Boolean>> look) {
        return new Every<>(clock, pause, Fact.undetectable(NO_DESKTOP), look);
    }

    @Override
    public Presence look() {
        follow(address.get());
        return new Presence(
                idle(),
                gamepads.idle(),
                fullscreen(),
                film(),
                locked.get(),
                sleeping.get(),
                metered.get(),
                seated());
    }

    /// An agent that starts with the login is there before the desktop: that one comes later, and a
    /// next login may bring another.
    private void follow(DisplayAddress now) {
        if (!now.equals(display)) {
            screen.ifPresent(Attempts::close);
            display = now;
            screen = screen();
            compositor.ifPresent(CompositorWatch::close);
            compositor = display.compositor().map(CompositorWatch::start);
            told.ifPresent(this::watchInput);
        }
    }

    private Optional<Attempts<XDisplay>> screen() {
        return display.server().map(x -> new Attempts<>(clock, x::open));
    }

    @Override
    public void onInput(Runnable listener) {
        gamepads.onInput(listener);
        told = Optional.of(listener);
        watchInput(listener);
    }

    private void watchInput(Runnable listener) {
        alarm.ifPresent(InputAlarm::close);
        compositor.ifPresent(c -> c.onInput(listener));
        alarm =
                display.wayland()
                        ? Optional.empty()
                        : display.server().map(at -> InputAlarm.start(at, listener));
    }

    /// Our own desktop says nothing of somebody else whose session is in front of it.
    private Fact<Duration> idle() {
        return front.get() instanceof Logind.Front.Other(String other)
                ? logind.idleOfOther(other)
                : ownIdle();
    }

    private Fact<Duration> ownIdle() {
        if (!display.wayland() && screen.isPresent()) {
            Optional<Duration> x = screen.get().ask(XDisplay::idle).flatMap(i -> i);
            return Fact.of(x, "x-server-silent").or(() -> logind.idle(front.get()));
        }
        return gnomeIdle()
                .or(() -> Fact.of(compositor.flatMap(CompositorWatch::idle), NO_DESKTOP))
                .or(() -> logind.idle(front.get()))
                .or(() -> Fact.undetectable(display.wayland() ? "wayland-hides-input" : silent()));
    }

    /// Why nothing is known where there is no desktop of ours: nobody has one, or it does not tell.
    private String silent() {
        return seated().equals(Fact.known(true)) ? "desktop-silent" : NO_DESKTOP;
    }

    private Fact<Boolean> seated() {
        return switch (front.get()) {
            case Logind.Front.Owner _, Logind.Front.Other _ -> Fact.known(true);
            case Logind.Front.Nobody _ -> Fact.known(false);
            case Logind.Front.Untold _ ->
                    display.isKnown() ? Fact.known(true) : Fact.undetectable("no-logind");
        };
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

    private Fact<Boolean> film() {
        return compositor.filter(CompositorWatch::isKeptAwake).isPresent()
                ? Fact.known(true)
                : video.get();
    }

    private Fact<Boolean> fullscreen() {
        var seen = screen.flatMap(s -> s.ask(XDisplay::isFullscreen));
        if (display.wayland()) {
            var told = compositor.flatMap(CompositorWatch::fullscreen);
            return Fact.of(seen.filter(full -> full).or(() -> told), "wayland-hides-windows");
        }
        return Fact.of(seen, screen.isPresent() ? "x-server-silent" : silent());
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
        compositor.ifPresent(CompositorWatch::close);
        session.close();
        system.close();
        gamepads.close();
    }
}
