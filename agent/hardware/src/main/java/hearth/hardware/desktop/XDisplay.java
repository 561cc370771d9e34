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

    private final UnixWire wire;
    private final int root;
    private final int saver;
    private final int activeWindow;
    private final int state;
    private final int fullscreen;

    private XDisplay(UnixWire wire, ByteBuffer setup) throws IOException {
        this.wire = wire;
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
