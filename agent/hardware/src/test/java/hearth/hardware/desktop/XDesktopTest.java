package hearth.hardware.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

class XDesktopTest {
    private static final Path NO_DEVICES = Path.of("/nonexistent");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static LinuxDesktop desktop(Map<String, String> environment, InstantSource clock) {
        return LinuxDesktop.of(environment, NO_DEVICES, clock);
    }

    @Test
    void seesAKeyAndAMouseMovementAtOnce() {
        try (var screen = new XScreen();
                var desktop = desktop(screen.environment(), InstantSource.system())) {
            await(() -> idle(desktop).compareTo(Duration.ofMillis(1500)) > 0);

            screen.xdotool("mousemove", "100", "100");
            assertThat(idle(desktop)).isLessThan(Duration.ofSeconds(1));

            await(() -> idle(desktop).compareTo(Duration.ofMillis(1500)) > 0);
            screen.xdotool("key", "a");
            assertThat(idle(desktop)).isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void tellsOfTheFirstInputAfterARestByItself() throws InterruptedException {
        var told = new Semaphore(0);
        try (var screen = new XScreen();
                var desktop = desktop(screen.environment(), InstantSource.system())) {
            desktop.onInput(told::release);
            for (var input : List.of(List.of("mousemove", "100", "100"), List.of("key", "a"))) {
                await(() -> idle(desktop).compareTo(Duration.ofMillis(1500)) > 0);
                told.drainPermits();
                screen.xdotool(input.toArray(String[]::new));
                assertThat(told.tryAcquire(30, TimeUnit.SECONDS)).as("%s", input).isTrue();
            }
        }
    }

    @Test
    void seesAWindowThatFillsTheScreenAndItsEnd() {
        try (var screen = new XScreen();
                var desktop = desktop(screen.environment(), InstantSource.system())) {
            screen.clients().start("openbox", "openbox", "--config-file", "/dev/null");
            await(() -> activates(screen));
            assertThat(desktop.look().fullscreen()).isEqualTo(Fact.known(false));
            screen.clients().start("x11-utils", "xev", "-event", "structure");
            var window =
                    screen.xdotool("search", "--sync", "--onlyvisible", "--name", "Event Tester")
                            .lines()
                            .findFirst();
            screen.xdotool("windowactivate", "--sync", window.orElseThrow());
            assertThat(desktop.look().fullscreen()).isEqualTo(Fact.known(false));

            fullscreen(screen, "add");
            await(() -> desktop.look().fullscreen().equals(Fact.known(true)));

            fullscreen(screen, "remove");
            await(() -> desktop.look().fullscreen().equals(Fact.known(false)));
        }
    }

    @Test
    void outlivesAnXServerThatGoesAway() {
        var clock = new SteppedClock();
        var screen = new XScreen();
        try (screen;
                var desktop = desktop(screen.environment(), clock)) {
            assertThat(desktop.look().idle()).isInstanceOf(Fact.Known.class);

            screen.stopServer();

            assertThat(desktop.look().idle()).isEqualTo(Fact.undetectable("no-idle-hint"));
            assertThat(desktop.look().fullscreen()).isEqualTo(Fact.undetectable("x-server-silent"));
        }
    }

    @Test
    void isNotLetInWithAWrongCookie() {
        try (var screen = new XScreen()) {
            var environment = new HashMap<>(screen.environment());
            var wrong = XScreen.write(Programs.temporary().resolve("authority"), (byte) 8);
            environment.put("XAUTHORITY", wrong.toString());
            try (var desktop = desktop(environment, InstantSource.system())) {
                assertThat(desktop.look().fullscreen())
                        .isEqualTo(Fact.undetectable("x-server-silent"));
            }
        }
    }

    @Test
    void doesNotTakeXWaylandsSilenceForAnEmptyScreen() {
        try (var screen = new XScreen()) {
            var environment = new HashMap<>(screen.environment());
            environment.put("WAYLAND_DISPLAY", "wayland-0");
            try (var desktop = desktop(environment, InstantSource.system())) {
                assertThat(desktop.look().fullscreen())
                        .isEqualTo(Fact.undetectable("wayland-hides-windows"));
                assertThat(desktop.look().idle())
                        .isEqualTo(Fact.undetectable("wayland-hides-input"));
            }
        }
    }

    @Test
    void knowsNothingOfAForwardedDisplay() {
        try (var desktop = desktop(Map.of("DISPLAY", "localhost:10.0"), InstantSource.system())) {
            assertThat(desktop.look().idle()).isEqualTo(Fact.undetectable("no-desktop"));
            assertThat(desktop.look().fullscreen()).isEqualTo(Fact.undetectable("no-desktop"));
        }
    }

    /// Whether a window manager is there that can bring a window to the front.
    private static boolean activates(XScreen screen) {
        var supported = screen.clients().run("x11-utils", "xprop", "-root", "_NET_SUPPORTED");
        return supported.contains("_NET_ACTIVE_WINDOW");
    }

    private static void fullscreen(XScreen screen, String change) {
        screen.clients().run("wmctrl", "wmctrl", "-r", ":ACTIVE:", "-b", change + ",fullscreen");
    }

    private static Duration idle(LinuxDesktop desktop) {
        return desktop.look().idle().ifKnown().orElseThrow();
    }

    private static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time").isLessThan(until);
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
    }
}
