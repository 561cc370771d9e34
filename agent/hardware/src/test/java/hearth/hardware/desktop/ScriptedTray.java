package hearth.hardware.desktop;

import org.freedesktop.dbus.Struct;
import org.freedesktop.dbus.Tuple;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.annotations.Position;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A desktop's tray and its notes, through a D-Bus library that is not ours.
final class ScriptedTray implements AutoCloseable {
    private static final int PATIENCE = 60;
    private final LinkedBlockingQueue<String> owners = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Note> notes = new LinkedBlockingQueue<>();
    private final DBusConnection connection;
    private @Nullable String owner;

    record Note(String program, String title, String text) {}

    @DBusInterfaceName("org.kde.StatusNotifierWatcher")
    public interface Watcher extends DBusInterface {
        void RegisterStatusNotifierItem(String item);
    }

    @DBusInterfaceName("org.freedesktop.Notifications")
    public interface Notifications extends DBusInterface {
        UInt32 Notify(
                String program,
                UInt32 replaces,
                String icon,
                String summary,
                String body,
                List<String> actions,
                Map<String, Variant<?>> hints,
                int timeout);
    }

    @DBusInterfaceName("org.kde.StatusNotifierItem")
    public interface Item extends DBusInterface {
        void Activate(int x, int y);
    }

    public static final class Layout extends Struct {
        @Position(0)
        public final int line;

        @Position(1)
        public final Map<String, Variant<?>> properties;

        @Position(2)
        public final List<Variant<?>> children;

        public Layout(int line, Map<String, Variant<?>> properties, List<Variant<?>> children) {
            this.line = line;
            this.properties = properties;
            this.children = children;
        }
    }

    public static final class Answer<A, B> extends Tuple {
        @Position(0)
        public final A revision;

        @Position(1)
        public final B layout;

        public Answer(A revision, B layout) {
            this.revision = revision;
            this.layout = layout;
        }
    }

    @DBusInterfaceName("com.canonical.dbusmenu")
    public interface Menu extends DBusInterface {
        Answer<UInt32, Layout> GetLayout(int parent, int depth, List<String> names);

        void Event(int line, String kind, Variant<?> data, UInt32 time);
    }

    private final class Host implements Watcher {
        @Override
        public void RegisterStatusNotifierItem(String item) {
            owners.add(String.valueOf(DBusConnection.getCallInfo().getSource()));
        }

        @Override
        public String getObjectPath() {
            return "/StatusNotifierWatcher";
        }
    }

    private final class Board implements Notifications {
        @Override
        public UInt32 Notify(
                String program,
                UInt32 replaces,
                String icon,
                String summary,
                String body,
                List<String> actions,
                Map<String, Variant<?>> hints,
                int timeout) {
            notes.add(new Note(program, summary, body));
            return new UInt32(1);
        }

        @Override
        public String getObjectPath() {
            return "/org/freedesktop/Notifications";
        }
    }

    ScriptedTray(ScriptedBus bus) throws DBusException {
        var address = bus.environment().get("DBUS_SESSION_BUS_ADDRESS");
        connection = DBusConnectionBuilder.forAddress(address).withShared(false).build();
        connection.exportObject("/StatusNotifierWatcher", new Host());
        connection.exportObject("/org/freedesktop/Notifications", new Board());
        connection.requestBusName("org.freedesktop.Notifications");
        connection.requestBusName("org.kde.StatusNotifierWatcher");
    }

    /// Who has put an icon into this tray.
    private String owner() throws InterruptedException {
        if (owner == null) {
            owner = owners.poll(PATIENCE, TimeUnit.SECONDS);
            assert owner != null : "nobody came into the tray";
        }
        return String.valueOf(owner);
    }

    Map<String, Object> item() throws Exception {
        var properties =
                connection.getRemoteObject(owner(), "/StatusNotifierItem", Properties.class);
        var known = new HashMap<String, Object>();
        properties.GetAll("org.kde.StatusNotifierItem")
                .forEach((name, value) -> known.put(name, value.getValue()));
        return known;
    }

    private Menu remoteMenu() throws Exception {
        return connection.getRemoteObject(owner(), "/MenuBar", Menu.class);
    }

    /// The labels as a person sees them.
    List<String> menu() throws Exception {
        var lines = new ArrayList<String>();
        for (var child : remoteMenu().GetLayout(0, -1, List.of()).layout.children) {
            var line = (Object[]) child.getValue();
            var properties = (Map<?, ?>) line[1];
            var on = (Variant<?>) properties.get("toggle-state");
            var label = (Variant<?>) properties.get("label");
            lines.add(
                    (label == null ? "" : label.getValue())
                            + (on != null && on.getValue().equals(1) ? " ✓" : ""));
        }
        return lines;
    }

    void click(int line) throws Exception {
        remoteMenu().Event(line, "clicked", new Variant<>(""), new UInt32(0));
    }

    void activate() throws Exception {
        connection.getRemoteObject(owner(), "/StatusNotifierItem", Item.class).Activate(0, 0);
    }

    @Nullable Note note() throws InterruptedException {
        return notes.poll(PATIENCE, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws DBusException {
        connection.disconnect();
    }
}
