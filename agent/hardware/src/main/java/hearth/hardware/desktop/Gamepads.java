package hearth.hardware.desktop;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Game controllers of Linux: each `/dev/input/js*` is read by a thread of its own, which sleeps in
/// the kernel until a button or stick moves and ends when the controller is unplugged. A stick that
/// trembles around its rest is no input.
final class Gamepads implements AutoCloseable {
    private static final int EVENT = 8;
    private static final int BUTTON = 1;
    private static final int AXIS = 2;
    private static final int SYNTHETIC = 0x80;
    private static final int TREMBLE = Short.MAX_VALUE / 4;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);

    private final Path folder;
    private final InstantSource clock;
    private final Map<Path, InputStream> open = new ConcurrentHashMap<>();
    private volatile Instant lastInput = Instant.MIN;
    private volatile Runnable told = () -> {};
    private Instant nextLook = Instant.MIN;

    Gamepads(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /// From now on tells of each input, on the thread that read it.
    void onInput(Runnable listener) {
        told = listener;
    }

    /// Since the last input of a controller; without any so far the time is as long as can be.
    Fact<Duration> idle() {
        var now = clock.instant();
        if (!now.isBefore(nextLook) || now.plus(LOOK_AGAIN).isBefore(nextLook)) {
            nextLook = now.plus(LOOK_AGAIN);
            find();
        }
        if (!Files.isDirectory(folder)) {
            return Fact.undetectable("no-input-devices");
        }
        var last = lastInput;
        if (last.equals(Instant.MIN)) {
            return Fact.known(Duration.ofDays(1));
        }
        var since = Duration.between(last, now);
        return Fact.known(since.isNegative() ? Duration.ZERO : since);
    }

    private void find() {
        try (var devices = Files.newDirectoryStream(folder, "js*")) {
            for (var device : devices) {
                if (!open.containsKey(device)) {
                    follow(device);
                }
            }
        } catch (IOException noFolder) {
            // Asked for again at the next look.
        }
    }

    private void follow(Path device) {
        // A named place for a thread: a blocking read of a device pins whatever runs it.
        Thread.ofPlatform()
                .daemon()
                .name("hearth-" + device.getFileName())
                .start(() -> read(device));
    }

    private void read(Path device) {
        try (var in = Files.newInputStream(device)) {
            if (open.putIfAbsent(device, in) != null) {
                return;
            }
            while (true) {
                var event = in.readNBytes(EVENT);
                if (event.length < EVENT) {
                    return;
                }
                if (isInput(ByteBuffer.wrap(event).order(ByteOrder.nativeOrder()))) {
                    lastInput = clock.instant();
                    told.run();
                }
            }
        } catch (IOException unplugged) {
            // The next look finds whatever comes in its place.
        } finally {
            open.remove(device);
        }
    }

    /// linux/joystick.h: time u32, value s16, type u8, number u8.
    private static boolean isInput(ByteBuffer event) {
        int type = event.get(6);
        if ((type & SYNTHETIC) != 0) {
            return false;
        }
        return type == BUTTON || (type == AXIS && Math.abs(event.getShort(4)) > TREMBLE);
    }

    @Override
    public void close() {
        // A reader sleeps in the kernel; closing the stream wakes it at its next event, and the
        // thread is a daemon until then.
        open.clear();
    }
}
