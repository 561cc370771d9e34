package hearth.hardware.desktop;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;

/// Hears when the desktop locks its screen or is about to sleep.
public interface SessionLock extends AutoCloseable {
    /// Whether the desktop would tell now; it may come and go.
    boolean isHeard();

    @Override
    void close();

    /// That of the system this process runs on. macOS tells nothing without code of its own, so
    /// nothing is heard there.
    ///
    /// @param timer for short work, until [#close] has returned
    /// @param told from any thread, perhaps more than once for one lock
    static SessionLock here(
            Map<String, String> environment, ScheduledExecutorService timer, Runnable told) {
        var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            return new PolledSessionLock(WindowsDesktop::new, timer, told);
        }
        return system.startsWith("linux")
                ? LinuxSessionLock.of(environment, timer, told)
                : new NoSessionLock();
    }

    /// A desktop that tells nothing.
    final class NoSessionLock implements SessionLock {
        @Override
        public boolean isHeard() {
            return false;
        }

        @Override
        public void close() {}
    }
}
