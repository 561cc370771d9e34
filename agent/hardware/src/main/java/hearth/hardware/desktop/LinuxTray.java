package hearth.hardware.desktop;

import hearth.hardware.desktop.Bus.Incoming;
import hearth.hardware.desktop.BusWriter.Any;
import hearth.hardware.desktop.TrayFace.Choice;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A StatusNotifierItem with a menu (`org.kde.StatusNotifierItem`, `com.canonical.dbusmenu`) and
/// notes through `org.freedesktop.Notifications`. A tray that comes later is noticed and joined.
/// One virtual thread answers the bus; the face may be changed from any.
final class LinuxTray implements Tray {
    private static final String DAEMON = "org.freedesktop.DBus";
    private static final String DAEMON_PATH = "/org/freedesktop/DBus";
    private static final String WATCHER = "org.kde.StatusNotifierWatcher";
    private static final String ITEM = "org.kde.StatusNotifierItem";
    private static final String ITEM_PATH = "/StatusNotifierItem";
    private static final String MENU = "com.canonical.dbusmenu";
    private static final String MENU_PATH = "/MenuBar";
    private static final String NOTES = "org.freedesktop.Notifications";
    private static final String PICTURES = "a(iiay)";
    private static final int PATH = 1;
    private static final int INTERFACE = 2;
    private static final int MEMBER = 3;
    private static final int ERROR_NAME = 4;
    private static final int REPLY_TO = 5;
    private static final int DESTINATION = 6;
    private static final int SENDER = 7;
    private static final int MENU_VERSION = 3;

    private final Bus bus;
    private final Consumer<Choice> onChoice;
    private volatile TrayFace face;
    private volatile boolean shown;
    private volatile int revision = 1;
    private volatile int asked = -1;

    private LinuxTray(Bus bus, TrayFace face, Consumer<Choice> onChoice) {
        this.bus = bus;
        this.face = face;
        this.onChoice = onChoice;
    }

    /// @return a tray that shows nothing where the bus does not answer
    static Tray open(Path socket, TrayFace first, Consumer<Choice> onChoice) {
        @Nullable Bus bus = null;
        try {
            bus = Bus.open(socket);
            var tray = new LinuxTray(bus, first, onChoice);
            bus.call(
                    DAEMON,
                    DAEMON_PATH,
                    DAEMON,
                    "AddMatch",
                    "type='signal',sender='"
                            + DAEMON
                            + "',member='NameOwnerChanged',arg0='"
                            + WATCHER
                            + "'");
            tray.register();
            Thread.ofVirtual().name("tray").start(tray::listen);
            return tray;
        } catch (IOException noBus) {
            if (bus != null) {
                bus.close();
            }
            return new NoTray();
        }
    }

    /// The item goes by the name of our connection; which tray there is answers later.
    private void register() throws IOException {
        asked =
                send(
                        WATCHER,
                        "/StatusNotifierWatcher",
                        WATCHER,
                        "RegisterStatusNotifierItem",
                        0,
                        "s",
                        ITEM_PATH);
    }

    private int send(
            String service,
            String path,
            String type,
            String method,
            int flags,
            String signature,
            Object... values)
            throws IOException {
        return bus.send(
                BusWriter.CALL,
                flags,
                Map.of(PATH, path, INTERFACE, type, MEMBER, method, DESTINATION, service),
                signature,
                values);
    }

    private void listen() {
        try {
            while (true) {
                var message = bus.next();
                switch (message.kind()) {
                    case BusWriter.CALL -> answer(message);
                    case BusWriter.SIGNAL -> hear(message);
                    default -> {
                        if (message.replyTo() == asked) {
                            shown = message.kind() == BusWriter.RETURN;
                        }
                    }
                }
            }
        } catch (IOException over) {
            // The session has ended, or we have.
            shown = false;
        }
    }

    private void hear(Incoming signal) throws IOException {
        if (signal.text(MEMBER).equals("NameOwnerChanged")
                && signal.values().size() == 3
                && signal.values().getFirst().equals(WATCHER)) {
            shown = false;
            if (!signal.values().getLast().equals("")) {
                register();
            }
        }
    }

    private void answer(Incoming call) throws IOException {
        var reply = reply(call.text(PATH), call.text(MEMBER), call.values());
        if ((call.flags() & BusWriter.NO_REPLY) != 0) {
            return;
        }
        var head = new LinkedHashMap<Integer, Object>();
        head.put(REPLY_TO, call.serial());
        head.put(DESTINATION, call.text(SENDER));
        if (reply.isPresent()) {
            bus.send(
                    BusWriter.RETURN,
                    BusWriter.NO_REPLY,
                    head,
                    reply.get().signature(),
                    reply.get().values().toArray());
        } else {
            head.put(ERROR_NAME, DAEMON + ".Error.UnknownMethod");
            bus.send(BusWriter.ERROR, BusWriter.NO_REPLY, head, "");
        }
    }

    private record Reply(String signature, List<Object> values) {
        static Optional<Reply> of(String signature, Object... values) {
            return Optional.of(new Reply(signature, List.of(values)));
        }
    }

    private Optional<Reply> reply(String path, String method, List<Object> values) {
        var menu = new TrayMenu(face.menu());
        return switch (method) {
            case "Get" -> property(path, text(values, 1)).flatMap(v -> Reply.of("v", v));
            case "GetAll" -> Reply.of("a{sv}", properties(path));
            case "Ping", "ContextMenu", "Scroll", "SecondaryActivate" -> Reply.of("");
            case "Activate" -> {
                onChoice.accept(Choice.OPEN);
                yield Reply.of("");
            }
            case "GetLayout" ->
                    Reply.of("u" + TrayMenu.LAYOUT, revision, menu.layout(number(values, 0)));
            case "GetGroupProperties" -> Reply.of("a(ia{sv})", menu.properties(list(values, 0)));
            case "GetProperty" ->
                    Optional.ofNullable(menu.properties(number(values, 0)).get(text(values, 1)))
                            .flatMap(v -> Reply.of("v", v));
            case "Event" -> {
                choose(menu, values);
                yield Reply.of("");
            }
            case "EventGroup" -> {
                list(values, 0).forEach(event -> choose(menu, (List<?>) event));
                yield Reply.of("ai", List.of());
            }
            case "AboutToShow" -> Reply.of("b", false);
            case "AboutToShowGroup" -> Reply.of("aiai", List.of(), List.of());
            default -> Optional.empty();
        };
    }

    private void choose(TrayMenu menu, List<?> event) {
        if (text(event, 1).equals("clicked")) {
            menu.choice(number(event, 0)).ifPresent(onChoice);
        }
    }

    private Optional<Any> property(String path, String name) {
        return Optional.ofNullable(properties(path).get(name));
    }

    private Map<String, Any> properties(String path) {
        return path.equals(MENU_PATH)
                ? Map.of(
                        "Version",
                        new Any("u", MENU_VERSION),
                        "Status",
                        Any.text("normal"),
                        "TextDirection",
                        Any.text("ltr"),
                        "IconThemePath",
                        new Any("as", List.of()))
                : item(face);
    }

    private static Map<String, Any> item(TrayFace now) {
        var known = new LinkedHashMap<String, Any>();
        known.put("Category", Any.text("ApplicationStatus"));
        known.put("Id", Any.text("hearth"));
        known.put("Title", Any.text(now.title()));
        known.put(
                "Status",
                Any.text(now.light() == TrayFace.Light.PROBLEM ? "NeedsAttention" : "Active"));
        known.put("WindowId", new Any("i", 0));
        known.put("IconName", Any.text(""));
        known.put("IconPixmap", new Any(PICTURES, TrayPicture.of(now.light())));
        known.put("AttentionIconName", Any.text(""));
        known.put("AttentionIconPixmap", new Any(PICTURES, TrayPicture.of(now.light())));
        known.put(
                "ToolTip",
                new Any("(s" + PICTURES + "ss)", List.of("", List.of(), now.title(), now.tip())));
        known.put("ItemIsMenu", new Any("b", false));
        known.put("Menu", new Any("o", MENU_PATH));
        return known;
    }

    private static String text(List<?> values, int at) {
        return at < values.size() && values.get(at) instanceof String text ? text : "";
    }

    private static int number(List<?> values, int at) {
        return at < values.size() && values.get(at) instanceof Long number
                ? Math.toIntExact(number)
                : -1;
    }

    private static List<?> list(List<?> values, int at) {
        return at < values.size() && values.get(at) instanceof List<?> list ? list : List.of();
    }

    @Override
    public synchronized void show(TrayFace next) {
        var before = face;
        face = next;
        try {
            if (before.light() != next.light()) {
                signal(ITEM_PATH, ITEM, "NewIcon", "");
                signal(ITEM_PATH, ITEM, "NewAttentionIcon", "");
                signal(
                        ITEM_PATH,
                        ITEM,
                        "NewStatus",
                        "s",
                        next.light() == TrayFace.Light.PROBLEM ? "NeedsAttention" : "Active");
            }
            if (!before.tip().equals(next.tip())) {
                signal(ITEM_PATH, ITEM, "NewToolTip", "");
            }
            if (!before.menu().equals(next.menu())) {
                revision++;
                signal(MENU_PATH, MENU, "LayoutUpdated", "ui", revision, 0);
            }
        } catch (IOException over) {
            shown = false;
        }
    }

    private void signal(String path, String type, String name, String signature, Object... values)
            throws IOException {
        bus.send(
                BusWriter.SIGNAL,
                BusWriter.NO_REPLY,
                Map.of(PATH, path, INTERFACE, type, MEMBER, name),
                signature,
                values);
    }

    @Override
    public void tell(String title, String text) {
        try {
            send(
                    NOTES,
                    "/org/freedesktop/Notifications",
                    NOTES,
                    "Notify",
                    BusWriter.NO_REPLY,
                    "susssasa{sv}i",
                    face.title(),
                    0,
                    "hearth",
                    title,
                    plain(text),
                    List.of(),
                    Map.of("desktop-entry", Any.text("hearth")),
                    -1);
        } catch (IOException over) {
            shown = false;
        }
    }

    /// Some desktops read marks in it.
    private static String plain(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public boolean isShown() {
        return shown;
    }

    @Override
    public void close() {
        bus.close();
    }
}
