package hearth.hardware.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A named pipe plays the controller: like the device it blocks its reader until something happens.
class GamepadsTest {
    private static final int BUTTON = 1;
    private static final int AXIS = 2;
    private static final int INITIAL = 0x80;

    @TempDir Path devices;
    private final SteppedClock clock = new SteppedClock();

    @Test
    void takesAButtonAndAMovedStickForInputButNoTremble() throws Exception {
        var controller = devices.resolve("js0");
        try (var programs = new Programs(Map.of());
                var gamepads = new Gamepads(devices, clock)) {
            programs.run("coreutils", "mkfifo", controller.toString());
            assertThat(gamepads.idle()).isEqualTo(Fact.known(Duration.ofDays(1)));
            try (var out = Files.newOutputStream(controller)) {
                var told = new CountDownLatch(1);
                gamepads.onInput(told::countDown);
                out.write(event(1, BUTTON | INITIAL));
                out.write(event(300, AXIS));
                assertThat(told.getCount()).isEqualTo(1);
                out.write(event(1, BUTTON));
                awaitInput(gamepads);
                assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
                assertThat(gamepads.idle()).isEqualTo(Fact.known(Duration.ZERO));

                clock.pass(Duration.ofSeconds(40));
                out.write(event(-300, AXIS));
                LockSupport.parkNanos(200_000_000);
                assertThat(gamepads.idle()).isEqualTo(Fact.known(Duration.ofSeconds(40)));

                out.write(event(-20_000, AXIS));
                awaitInput(gamepads);
            }
        }
    }

    @Test
    void cannotTellWithoutTheFolderOfDevices() {
        try (var gamepads = new Gamepads(devices.resolve("none"), clock)) {
            assertThat(gamepads.idle()).isEqualTo(Fact.undetectable("no-input-devices"));
        }
    }

    private void awaitInput(Gamepads gamepads) {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!gamepads.idle().equals(Fact.known(Duration.ZERO))) {
            assertThat(System.nanoTime()).isLessThan(until);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static byte[] event(int value, int type) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .putInt(0)
                .putShort((short) value)
                .put((byte) type)
                .array();
    }
}
