package hearth.hardware.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

class WaylandDesktopTest {
    private static final Path NO_DEVICES = Path.of("/nonexistent");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration RESTED = Duration.ofMillis(1500);

    private static LinuxDesktop desktop(WaylandScreen screen) {
        await(() -> Files.exists(screen.socket()));
        return LinuxDesktop.of(screen.environment(), NO_DEVICES, InstantSource.system());
    }

    @Test
    void seesAKeyAtOnceAndTellsOfItByItself() throws Exception {
        var told = new Semaphore(0);
        try (var screen = new WaylandScreen();
                var desktop = desktop(screen)) {
            desktop.onInput(told::release);
            await(() -> idle(desktop).compareTo(RESTED) > 0);
            told.drainPermits();

            screen.type("a");

            assertThat(told.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            assertThat(idle(desktop)).isLessThan(RESTED);
            await(() -> idle(desktop).compareTo(RESTED) > 0);
            assertThat(desktop.look().fullscreen()).isEqualTo(Fact.known(false));
        }
    }

    @Test
    void saysNothingOnceTheCompositorIsGone() {
        try (var screen = new WaylandScreen();
                var desktop = desktop(screen)) {
            await(() -> desktop.look().idle().ifKnown().isPresent());

            screen.stopServer();

            await(() -> desktop.look().idle().equals(Fact.undetectable("wayland-hides-input")));
            assertThat(desktop.look().fullscreen())
                    .isEqualTo(Fact.undetectable("wayland-hides-windows"));
        }
    }

    private static Duration idle(Desktop desktop) {
        return desktop.look().idle().ifKnown().orElse(Duration.ZERO);
    }

    private static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for %s", PATIENCE).isLessThan(until);
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
