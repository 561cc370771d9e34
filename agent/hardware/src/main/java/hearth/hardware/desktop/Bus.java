package hearth.hardware.desktop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A client of a D-Bus message bus that only asks. The protocol itself instead of a library: see
/// `docs/decisions/0002-speaking-to-the-desktop.md`. One thread.
final class Bus implements AutoCloseable {
    private static final Pattern PLACE = Pattern.compile("unix:(?:[^;]*,)?path=([^,;]+)");
    private static final String DAEMON = "org.freedesktop.DBus";
    private static final int MOST = 1 << 20;
    private static final int LONGEST_LINE = 512;
    private static final int LATE_REPLIES = 1000;

    private final UnixWire wire;
    private int serial;

    private Bus(UnixWire wire) {
        this.wire = wire;
    }

    /// Where the owner's session bus is; nothing where it has no path, as in an abstract socket.
    static Optional<Path> session(Map<String, String> environment) {
        var named =
                Optional.ofNullable(environment.get("DBUS_SESSION_BUS_ADDRESS")).flatMap(Bus::path);
        var usual =
                Optional.ofNullable(environment.get("XDG_RUNTIME_DIR"))
                        .map(folder -> Path.of(folder, "bus"))
                        .filter(Files::exists);
        return named.or(() -> usual);
    }

    static Optional<Path> system(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("DBUS_SYSTEM_BUS_ADDRESS"))
                .flatMap(Bus::path)
                .or(() -> Optional.of(Path.of("/run/dbus/system_bus_socket")))
                .filter(Files::exists);
    }

    private static Optional<Path> path(String address) {
        var found = PLACE.matcher(address);
        return found.find() ? Optional.of(Path.of(found.group(1))) : Optional.empty();
    }

    static Bus open(Path socket) throws IOException {
        var bus = new Bus(UnixWire.connect(socket));
        try {
            bus.authenticate();
            bus.call(DAEMON, "/org/freedesktop/DBus", DAEMON, "Hello");
            return bus;
        } catch (IOException | RuntimeException e) {
            bus.close();
            throw e;
        }
    }

    private void authenticate() throws IOException {
        var uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid").toString();
        var hex = new StringBuilder();
        uid.chars().forEach(c -> hex.append(Integer.toHexString(c)));
        send("\0AUTH EXTERNAL " + hex + "\r\n");
        if (!line().startsWith("OK ")) {
            throw new IOException("the message bus refused us");
        }
        send("BEGIN\r\n");
    }

    private void send(String text) throws IOException {
        wire.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        while (line.length() < LONGEST_LINE) {
            char c = (char) wire.read(1).get();
            if (c == '\n') {
                return line.toString();
            }
            line.append(c);
        }
        throw new IOException("not a message bus");
    }

    /// A property of an object; nothing where service, object or property does not exist.
    Optional<Object> property(String service, String path, String type, String name)
            throws IOException {
        return call(service, path, "org.freedesktop.DBus.Properties", "Get", type, name);
    }

    /// Names of all that are on the bus now.
    List<?> names() throws IOException {
        return call(DAEMON, "/org/freedesktop/DBus", DAEMON, "ListNames")
                .filter(List.class::isInstance)
                .<List<?>>map(List.class::cast)
                .orElse(List.of());
    }

    /// The first value of the answer; nothing for an error or an answer without values.
    Optional<Object> call(
            String service, String path, String type, String method, Object... arguments)
            throws IOException {
        serial++;
        wire.write(
                BusMessage.encode(
                        new BusMessage.Call(service, path, type, method, List.of(arguments)),
                        serial));
        for (int others = 0; others < LATE_REPLIES; others++) {
            var message = read();
            boolean ours = message.replyTo() == serial;
            if (ours && message.kind() == BusMessage.ERROR) {
                return Optional.empty();
            }
            if (ours && message.kind() == BusMessage.RETURN) {
                return message.values().stream().findFirst();
            }
        }
        throw new IOException("the message bus does not come to our answer");
    }

    /// A message that came.
    ///
    /// @param fields of its head, by code
    record Incoming(int kind, int flags, int serial, Map<?, ?> fields, List<Object> values) {
        String text(int code) {
            return fields.get((long) code) instanceof String text ? text : "";
        }

        long replyTo() {
            return fields.get((long) BusMessage.REPLY_TO) instanceof Long to ? to : -1;
        }
    }

    /// The next message, whatever it is; waits for it as long as that takes, until [#close].
    Incoming next() throws IOException {
        wire.awaitServer();
        return read();
    }

    /// Sends one message.
    ///
    /// @param fields of its head, by code
    /// @return its serial
    synchronized int send(
            byte kind, int flags, Map<Integer, Object> fields, String signature, Object... values)
            throws IOException {
        serial++;
        wire.write(BusWriter.message(kind, flags, serial, fields, signature, List.of(values)));
        return serial;
    }

    private Incoming read() throws IOException {
        var head = wire.read(BusMessage.HEAD);
        if (head.get(0) != 'l') {
            throw new IOException("a message in the other byte order");
        }
        int body = head.getInt(4);
        int fields = (head.getInt(12) + 7) & ~7;
        if (body < 0 || fields < 0 || body > MOST || fields > MOST) {
            throw new IOException("a message that is too long");
        }
        var rest = wire.read(fields + body);
        var known = fields(head, rest.duplicate().order(rest.order()).limit(fields));
        var signature = known.get((long) BusMessage.SIGNATURE) instanceof String s ? s : "";
        var values = rest.position(fields).slice().order(rest.order());
        return new Incoming(
                head.get(1),
                head.get(2),
                head.getInt(8),
                known,
                BusMessage.decode(signature, values));
    }

    /// The head ends with the byte count of this array of (code, variant), and its alignment counts
    /// from there.
    private static Map<?, ?> fields(ByteBuffer head, ByteBuffer fields) throws IOException {
        var array = UnixWire.buffer(BusMessage.HEAD + fields.remaining());
        array.put(head.duplicate()).put(fields).flip().position(12);
        var list = (List<?>) BusMessage.decode("a(yv)", array).getFirst();
        var known = new HashMap<Object, Object>();
        for (var field : list) {
            var pair = (List<?>) field;
            known.put(pair.getFirst(), pair.getLast());
        }
        return known;
    }

    @Override
    public void close() {
        wire.close();
    }
}
