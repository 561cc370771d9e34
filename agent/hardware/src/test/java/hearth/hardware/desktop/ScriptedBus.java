package hearth.hardware.desktop;

import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.Struct;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.Position;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.UInt64;
import org.freedesktop.dbus.types.Variant;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A real message bus on which a script plays GNOME, logind, NetworkManager and players, through a
/// D-Bus library that is not ours.
final class ScriptedBus implements AutoCloseable {
    private static final String LOGIND = "org.freedesktop.login1";
    private final Programs programs = new Programs(Map.of());
    private final String address;
    private final Map<String, DBusConnection> services = new HashMap<>();

    ScriptedBus() {
        Path folder = Programs.temporary();
        var daemon =
                programs.start(
                        "dbus-daemon",
                        "dbus-daemon",
                        "--session",
                        "--nofork",
                        "--print-address=1",
                        "--address=unix:path=" + folder.resolve("bus"));
        address = Programs.firstLine(daemon);
    }

    /// Where both buses of a desktop are.
    Map<String, String> environment() {
        return Map.of("DBUS_SESSION_BUS_ADDRESS", address, "DBUS_SYSTEM_BUS_ADDRESS", address);
    }

    private DBusConnection connection(String service) throws DBusException {
        var connection = services.get(service);
        if (connection == null) {
            connection = DBusConnectionBuilder.forAddress(address).withShared(false).build();
            connection.requestBusName(service);
            services.put(service, connection);
        }
        return connection;
    }

    private void export(String service, DBusInterface object) {
        try {
            var connection = connection(service);
            connection.exportObject(object.getObjectPath(), object);
        } catch (DBusException e) {
            throw new AssertionError(e);
        }
    }

    /// An object whose properties the test sets.
    Scripted object(String service, String path) {
        var scripted = new Scripted(path);
        export(service, scripted);
        return scripted;
    }

    void gnome(long idleMillis, boolean inhibited) {
        export("org.gnome.Mutter.IdleMonitor", new Idle(idleMillis));
        export("org.gnome.SessionManager", new Gnome(inhibited));
    }

    /// The screen saver of the session comes on or goes.
    void saver(boolean active) {
        var path = "/org/freedesktop/ScreenSaver";
        signal("org.freedesktop.ScreenSaver", () -> new Saver.ActiveChanged(path, active));
    }

    /// logind asks a session to lock.
    void lock(String session) {
        signal(LOGIND, () -> new LogindSession.Lock(session));
    }

    /// The desktop tells logind whether it is locked.
    void lockedHint(String session, boolean locked) {
        signal(
                LOGIND,
                () ->
                        new Properties.PropertiesChanged(
                                session,
                                LOGIND + ".Session",
                                Map.of("LockedHint", new Variant<>(locked)),
                                List.of()));
    }

    void sleep(boolean begins) {
        signal(LOGIND, () -> new LogindManager.PrepareForSleep("/org/freedesktop/login1", begins));
    }

    /// Which session logind takes for ours; the computer has one seat.
    void session(String path) {
        export(LOGIND, new Sessions(path));
    }

    /// The one seat of this computer, with this session in front.
    Scripted seat(String session) {
        session(session);
        return object(LOGIND, "/org/freedesktop/login1/seat/seat0")
                .with("ActiveSession", pair(session));
    }

    /// A pair of name and path as logind gives it; the empty name is for none.
    static Variant<?> pair(String path) {
        var name = path.substring(path.lastIndexOf('/') + 1);
        return new Variant<>(new Named(name, new DBusPath(path)), "(so)");
    }

    static Variant<?> user(long uid) {
        return new Variant<>(
                new User(new UInt32(uid), new DBusPath("/org/freedesktop/login1/user/_" + uid)),
                "(uo)");
    }

    public static final class Named extends Struct {
        @Position(0)
        public final String name;

        @Position(1)
        public final DBusPath path;

        public Named(String name, DBusPath path) {
            this.name = name;
            this.path = path;
        }
    }

    public static final class User extends Struct {
        @Position(0)
        public final UInt32 id;

        @Position(1)
        public final DBusPath path;

        public User(UInt32 id, DBusPath path) {
            this.id = id;
            this.path = path;
        }
    }

    private interface Signal {
        DBusSignal make() throws DBusException;
    }

    private void signal(String service, Signal signal) {
        try {
            connection(service).sendMessage(signal.make());
        } catch (DBusException e) {
            throw new AssertionError(e);
        }
    }

    @DBusInterfaceName("org.freedesktop.ScreenSaver")
    public interface Saver extends DBusInterface {
        final class ActiveChanged extends DBusSignal {
            public ActiveChanged(String path, boolean active) throws DBusException {
                super(path, active);
            }
        }
    }

    @DBusInterfaceName("org.freedesktop.login1.Session")
    public interface LogindSession extends DBusInterface {
        final class Lock extends DBusSignal {
            public Lock(String path) throws DBusException {
                super(path);
            }
        }
    }

    @DBusInterfaceName("org.freedesktop.login1.Manager")
    public interface LogindManager extends DBusInterface {
        DBusPath GetSession(String id);

        List<Named> ListSeats();

        final class PrepareForSleep extends DBusSignal {
            public PrepareForSleep(String path, boolean begins) throws DBusException {
                super(path, begins);
            }
        }
    }

    private record Sessions(String session) implements LogindManager {
        @Override
        public DBusPath GetSession(String id) {
            return new DBusPath(session);
        }

        @Override
        public List<Named> ListSeats() {
            return List.of(new Named("seat0", new DBusPath("/org/freedesktop/login1/seat/seat0")));
        }

        @Override
        public String getObjectPath() {
            return "/org/freedesktop/login1";
        }
    }

    static final class Scripted implements Properties {
        private final String path;
        private final Map<String, Object> values = new ConcurrentHashMap<>();

        Scripted(String path) {
            this.path = path;
        }

        Scripted with(String name, Object value) {
            values.put(name, value);
            return this;
        }

        @Override
        @SuppressWarnings({
            "unchecked",
            "TypeParameterUnusedInFormals"
        }) // The interface is not ours.
        public <A> A Get(String type, String name) {
            var value = values.get(name);
            if (value == null) {
                throw new org.freedesktop.dbus.errors.UnknownProperty(name);
            }
            return (A) value;
        }

        @Override
        public <A> void Set(String type, String name, A value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, Variant<?>> GetAll(String type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getObjectPath() {
            return path;
        }
    }

    @DBusInterfaceName("org.gnome.Mutter.IdleMonitor")
    public interface IdleMonitor extends DBusInterface {
        UInt64 GetIdletime();
    }

    private record Idle(long millis) implements IdleMonitor {
        @Override
        public UInt64 GetIdletime() {
            return new UInt64(millis);
        }

        @Override
        public String getObjectPath() {
            return "/org/gnome/Mutter/IdleMonitor/Core";
        }
    }

    @DBusInterfaceName("org.gnome.SessionManager")
    public interface SessionManager extends DBusInterface {
        boolean IsInhibited(UInt32 flags);
    }

    private record Gnome(boolean inhibited) implements SessionManager {
        @Override
        public boolean IsInhibited(UInt32 flags) {
            return inhibited && flags.longValue() == 8;
        }

        @Override
        public String getObjectPath() {
            return "/org/gnome/SessionManager";
        }
    }

    @Override
    public void close() {
        for (var service : services.values()) {
            try {
                service.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        programs.close();
    }
}
