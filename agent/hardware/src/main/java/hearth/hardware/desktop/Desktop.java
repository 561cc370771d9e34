package hearth.hardware.desktop;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;

/// The operating system's knowledge of the person at this computer. A call takes one look; it is
/// cheap enough for four a second, never throws because something is missing, and belongs to one
/// thread.
public interface Desktop extends AutoCloseable {
    Presence look();

    /// Tells of the first input after a rest as soon as it comes, where the system does that.
    ///
    /// @param told on any thread
    default void onInput(Runnable told) {}

    @Override
    void close();

    /// That of the system that this process runs on.
    static Desktop here(InstantSource clock) {
        var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            return new WindowsDesktop();
        }
        if (system.startsWith("mac")) {
            return new MacDesktop();
        }
        return system.startsWith("linux")
                ? LinuxDesktop.of(System.getenv(), Path.of("/dev/input"), clock)
                : new NoDesktop();
    }

    /// A system of which nothing is known.
    final class NoDesktop implements Desktop {
        @Override
        public Presence look() {
            return Presence.undetectable("system-unknown");
        }

        @Override
        public void close() {}
    }
}
