package hearth.hardware.desktop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// One connection to an X server of this computer, in the X11 protocol itself (X.Org, "X Window
/// System Protocol", release 6.8; MIT-SCREEN-SAVER 1.1): Xlib ends the whole process when its
/// server goes away, which an always-on agent must outlive, and libXss is not installed everywhere.
/// One thread.
final class XDisplay implements AutoCloseable {
    private static final int REPLY = 32;
    private static final int MOST = 1 << 16;
    private static final int INTERN_ATOM = 16;
    private static final int GET_PROPERTY = 20;
    private static final int QUERY_EXTENSION = 98;
    private static final int QUERY_IDLE = 1;
    private static final int GENERIC_EVENT = 35;
    private static final int TYPE_BITS = 0x7f;

    private static final int SYNC_INITIALIZE = 0;
    private static final int LIST_SYSTEM_COUNTERS = 1;
    private static final int CREATE_ALARM = 8;
    private static final int ALARM_NOTIFY = 1;
    private static final int ABSOLUTE = 0;
    private static final int NEGATIVE_TRANSITION = 1;

    /// Counter, type of value, value, type of test, delta, events.
    private static final int ALARM_VALUES = 0x3f;

    private final UnixWire wire;
    private final int root;
    private final int saver;
    private final int activeWindow;
    private final int state;
    private final int fullscreen;
    private final int ids;
    private int inputEvent;

    private XDisplay(UnixWire wire, ByteBuffer setup) throws IOException {
        this.wire = wire;
        ids = setup.getInt(4);
        int vendor = Short.toUnsignedInt(setup.getShort(16));
        int formats = Byte.toUnsignedInt(setup.get(21));
        int screen = 32 + padded(vendor) + 8 * formats;
        root = setup.getInt(screen);
        var extension = named(QUERY_EXTENSION, "MIT-SCREEN-SAVER");
        saver = extension.get(8) == 1 ? Byte.toUnsignedInt(extension.get(9)) : 0;
        activeWindow = named(INTERN_ATOM, "_NET_ACTIVE_WINDOW").getInt(8);
        state = named(INTERN_ATOM, "_NET_WM_STATE").getInt(8);
        fullscreen = named(INTERN_ATOM, "_NET_WM_STATE_FULLSCREEN").getInt(8);
    }

    /// @param cookie of `MIT-MAGIC-COOKIE-1`, if this display has one
    static XDisplay open(Path socket, Optional<byte[]> cookie) throws IOException {
        var wire = UnixWire.connect(socket);
        try {
            wire.write(greeting(cookie));
            var head = wire.read(8);
            var setup = wire.read(4 * Short.toUnsignedInt(head.getShort(6)));
            if (head.get(0) != 1) {
                throw new IOException("the X server refused us");
            }
            return new XDisplay(wire, setup);
        } catch (IOException | RuntimeException e) {
            wire.close();
            throw e instanceof IOException io ? io : new IOException("not an X server", e);
        }
    }

    private static ByteBuffer greeting(Optional<byte[]> cookie) {
        var name =
                cookie.map(_ -> "MIT-MAGIC-COOKIE-1")
                        .orElse("")
                        .getBytes(StandardCharsets.US_ASCII);
        var secret = cookie.orElse(new byte[0]);
        var bytes = UnixWire.buffer(12 + padded(name.length) + padded(secret.length));
        bytes.put((byte) 'l').put((byte) 0).putShort((short) 11).putShort((short) 0);
        bytes.putShort((short) name.length).putShort((short) secret.length).putShort((short) 0);
        bytes.put(name).position(12 + padded(name.length));
        bytes.put(secret);
        return bytes.clear();
    }

    /// Since the last input of any device of this display; nothing where the server has no
    /// screen-saver extension.
    Optional<Duration> idle() throws IOException {
        if (saver == 0) {
            return Optional.empty();
        }
        var reply = ask(request(saver, QUERY_IDLE, 8).putInt(root)).orElseThrow(XDisplay::refused);
        return Optional.of(Duration.ofMillis(Integer.toUnsignedLong(reply.getInt(16))));
    }

    /// Asks for an event whenever an input ends a rest: an alarm on the counter `IDLETIME` (X
    /// Synchronization Extension Protocol 3.1). Afterwards this connection is for [#awaitInput]
    /// alone.
    ///
    /// @return false where the server has no such counter
    boolean watchInput(Duration rest) throws IOException {
        var extension = named(QUERY_EXTENSION, "SYNC");
        if (extension.get(8) != 1) {
            return false;
        }
        int sync = Byte.toUnsignedInt(extension.get(9));
        int event = Byte.toUnsignedInt(extension.get(10));
        var _ =
                ask(request(sync, SYNC_INITIALIZE, 8).put((byte) 3).put((byte) 1))
                        .orElseThrow(XDisplay::refused);
        var counters = ask(request(sync, LIST_SYSTEM_COUNTERS, 4)).orElseThrow(XDisplay::refused);
        var idleTime = counter(counters, "IDLETIME");
        if (idleTime.isEmpty()) {
            return false;
        }
        inputEvent = event + ALARM_NOTIFY;
        wire.write(
                request(sync, CREATE_ALARM, 44)
                        .putInt(ids)
                        .putInt(ALARM_VALUES)
                        .putInt(idleTime.get())
                        .putInt(ABSOLUTE)
                        .putInt(0)
                        .putInt((int) rest.toMillis())
                        .putInt(NEGATIVE_TRANSITION)
                        .putLong(0)
                        .putInt(1)
                        .clear());
        return true;
    }

    /// Each entry: id, resolution of 8 bytes, length of its name, the name, padded to four bytes.
    private static Optional<Integer> counter(ByteBuffer reply, String wanted) {
        int count = reply.getInt(8);
        int at = REPLY;
        for (int i = 0; i < count && at + 14 <= reply.limit(); i++) {
            int length = Short.toUnsignedInt(reply.getShort(at + 12));
            if (at + 14 + length > reply.limit()) {
                break;
            }
            var name = new byte[length];
            reply.get(at + 14, name);
            if (new String(name, StandardCharsets.US_ASCII).equals(wanted)) {
                return Optional.of(reply.getInt(at));
            }
            at += padded(14 + length);
        }
        return Optional.empty();
    }

    /// Blocks until the next input that ends a rest; [#close] from another thread ends it.
    void awaitInput() throws IOException {
        while (true) {
            wire.awaitServer();
            var message = wire.read(REPLY);
            int type = message.get(0) & TYPE_BITS;
            if (type == inputEvent) {
                return;
            }
            if (type == 0) {
                throw refused();
            }
        }
    }

    /// Whether the active window says that it covers its screen (Extended Window Manager Hints
    /// 1.5). Its size alone is no proof: the desktop's own background window is as large.
    boolean isFullscreen() throws IOException {
        var active =
                property(root, activeWindow)
                        .filter(p -> p.remaining() >= 4)
                        .map(ByteBuffer::getInt);
        if (active.isEmpty() || active.get() == 0 || active.get() == root) {
            return false;
        }
        var states = property(active.get(), state);
        while (states.isPresent() && states.get().remaining() >= 4) {
            if (states.get().getInt() == fullscreen) {
                return true;
            }
        }
        return false;
    }

    private Optional<ByteBuffer> property(int window, int atom) throws IOException {
        var reply =
                ask(
                        request(GET_PROPERTY, 0, 24)
                                .putInt(window)
                                .putInt(atom)
                                .putInt(0)
                                .putInt(0)
                                .putInt(256));
        return reply.map(r -> r.position(REPLY).slice().order(r.order()).limit(valueBytes(r)));
    }

    private static int valueBytes(ByteBuffer reply) {
        return Math.min(reply.getInt(16) * reply.get(1) / 8, reply.capacity() - REPLY);
    }

    private ByteBuffer named(int opcode, String name) throws IOException {
        var text = name.getBytes(StandardCharsets.US_ASCII);
        var request = request(opcode, 0, 8 + padded(text.length));
        request.putShort((short) text.length).putShort((short) 0).put(text);
        return ask(request).orElseThrow(XDisplay::refused);
    }

    private static ByteBuffer request(int opcode, int data, int size) {
        return UnixWire.buffer(size)
                .put((byte) opcode)
                .put((byte) data)
                .putShort((short) (size / 4));
    }

    /// The reply, or nothing where the server answers with an error: a window may be gone since.
    private Optional<ByteBuffer> ask(ByteBuffer request) throws IOException {
        wire.write(request.clear());
        while (true) {
            var head = wire.read(REPLY);
            int type = head.get(0) & TYPE_BITS;
            int more = type == 1 || type == GENERIC_EVENT ? head.getInt(4) : 0;
            if (more < 0 || more > MOST / 4) {
                throw new IOException("an X reply of " + more + " words");
            }
            var whole = UnixWire.buffer(REPLY + 4 * more).put(head);
            if (more > 0) {
                whole.put(wire.read(4 * more));
            }
            if (type <= 1) {
                return type == 1 ? Optional.of(whole.flip()) : Optional.empty();
            }
        }
    }

    private static IOException refused() {
        return new IOException("the X server refused a request");
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }

    @Override
    public void close() {
        wire.close();
    }
}
