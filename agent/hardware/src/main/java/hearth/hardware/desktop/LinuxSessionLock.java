package hearth.hardware.desktop;

import hearth.hardware.desktop.Bus.Incoming;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Linux: `Lock`, `LockedHint` and `PrepareForSleep` of systemd-logind on the system's bus, and
/// `ActiveChanged` of the screen savers on the session's. A virtual thread listens to each bus; one
/// that goes away is looked for again. Whoever can speak on the owner's bus can at most lock.
final class LinuxSessionLock implements SessionLock {
    private static final int RETRY_SECONDS = 10;
    private static final String LOGIND = "org.freedesktop.login1";
    private static final String LOGIND_PATH = "/org/freedesktop/login1";
    private static final String PROPERTIES = "org.freedesktop.DBus.Properties";
    private static final List<String> SAVERS =
            List.of(
                    "org.freedesktop.ScreenSaver",
                    "org.gnome.ScreenSaver",
                    "org.cinnamon.ScreenSaver",
                    "org.mate.ScreenSaver",
                    "org.xfce.ScreenSaver");

    private final List<Ear> ears;

    private LinuxSessionLock(List<Ear> ears) {
        this.ears = ears;
        ears.forEach(Ear::listen);
    }

    static SessionLock of(
            Map<String, String> environment, ScheduledExecutorService timer, Runnable told) {
        String session = environment.getOrDefault("XDG_SESSION_ID", "auto");
        return new LinuxSessionLock(
                Stream.of(
                                Bus.session(environment)
                                        .map(at -> new Ear(at, bus -> savers(), timer, told)),
                                Bus.system(environment)
                                        .map(
                                                at ->
                                                        new Ear(
                                                                at,
                                                                bus -> logind(bus, session),
                                                                timer,
                                                                told)))
                        .flatMap(Optional::stream)
                        .toList());
    }

    private static List<String> savers() {
        return SAVERS.stream()
                .map(type -> "type='signal',interface='" + type + "',member='ActiveChanged'")
                .toList();
    }

    /// Of the owner's session; where logind does not know it, of any, because a wallet that is
    /// locked once too often is no harm.
    private static List<String> logind(Bus bus, String session) throws IOException {
        String of =
                bus.call(LOGIND, LOGIND_PATH, LOGIND + ".Manager", "GetSession", session)
                        .filter(String.class::isInstance)
                        .map(path -> ",path='" + path + "'")
                        .orElse("");
        return List.of(
                "type='signal',interface='" + LOGIND + ".Session',member='Lock'" + of,
                "type='signal',interface='" + PROPERTIES + "',member='PropertiesChanged'" + of,
                "type='signal',interface='" + LOGIND + ".Manager',member='PrepareForSleep'");
    }

    @Override
    public boolean isHeard() {
        return !ears.isEmpty() && ears.stream().allMatch(ear -> ear.open);
    }

    @Override
    public void close() {
        ears.forEach(Ear::close);
    }

    private interface Rules {
        List<String> on(Bus bus) throws IOException;
    }

    /// Listens to one bus.
    private static final class Ear {
        private static final String DAEMON = "org.freedesktop.DBus";
        private static final int MEMBER = 3;
        private final Path place;
        private final Rules rules;
        private final ScheduledExecutorService timer;
        private final Runnable told;
        private @Nullable Bus bus;
        private boolean closed;
        private volatile boolean open;

        Ear(Path place, Rules rules, ScheduledExecutorService timer, Runnable told) {
            this.place = place;
            this.rules = rules;
            this.timer = timer;
            this.told = told;
        }

        void listen() {
            Thread.ofVirtual().name("session-lock").start(this::hear);
        }

        private void hear() {
            try (var connected = Bus.open(place)) {
                if (!keep(connected)) {
                    return;
                }
                for (String rule : rules.on(connected)) {
                    connected.call(DAEMON, "/org/freedesktop/DBus", DAEMON, "AddMatch", rule);
                }
                open = true;
                while (true) {
                    var message = connected.next();
                    if (message.kind() == BusWriter.SIGNAL && isLock(message)) {
                        told.run();
                    }
                }
            } catch (IOException gone) {
                open = false;
                again();
            }
        }

        private static boolean isLock(Incoming signal) {
            var values = signal.values();
            return switch (signal.text(MEMBER)) {
                case "Lock" -> true;
                case "ActiveChanged", "PrepareForSleep" ->
                        !values.isEmpty() && values.getFirst().equals(true);
                case "PropertiesChanged" ->
                        values.size() > 1
                                && values.get(1) instanceof Map<?, ?> changed
                                && Boolean.TRUE.equals(changed.get("LockedHint"));
                default -> false;
            };
        }

        private synchronized boolean keep(Bus connected) {
            bus = connected;
            return !closed;
        }

        /// Under the lock that [#close] takes, so that the timer still runs.
        private synchronized void again() {
            if (!closed) {
                var _ = timer.schedule(this::listen, RETRY_SECONDS, TimeUnit.SECONDS);
            }
        }

        synchronized void close() {
            closed = true;
            if (bus != null) {
                bus.close();
            }
        }
    }
}
