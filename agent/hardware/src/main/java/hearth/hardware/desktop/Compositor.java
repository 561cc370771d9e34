package hearth.hardware.desktop;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A connection to a Wayland compositor for what it tells a program without windows: input after a
/// rest (`ext-idle-notify-v1`, or `org_kde_kwin_idle` of older ones) and, where it lets anybody
/// know, which windows there are (`wlr-foreign-toplevel-management`). Titles are passed over. One
/// thread; [#view] and [#close] for any.
final class Compositor implements AutoCloseable {
    /// Shorter than the shortest absence that a rule may ask for.
    static final Duration REST = Duration.ofSeconds(1);

    private static final String SEAT = "wl_seat";
    private static final String NOTIFIER = "ext_idle_notifier_v1";
    private static final String OLDER_NOTIFIER = "org_kde_kwin_idle";
    private static final String WINDOWS = "zwlr_foreign_toplevel_manager_v1";
    private static final int DISPLAY = 1;
    private static final int HEADER = 8;
    private static final int ACTIVATED = 2;
    private static final int FULLSCREEN = 3;
    private static final int FIRST_OF_SERVER = 0xff000000;

    private final UnixWire wire;
    private final Map<Integer, Listener> objects = new HashMap<>();
    private final Map<Integer, Seat> seats = new LinkedHashMap<>();
    private final Map<Integer, Boolean> windows = new HashMap<>();
    private int lastId = DISPLAY;
    private Optional<Notifier> notifier = Optional.empty();
    private boolean isListingWindows;
    private boolean isComplete;
    private boolean hasWoken;
    private volatile View view = View.NOTHING;

    /// What is known now.
    ///
    /// @param tellsIdle whether the rest means something
    /// @param still since when there was no input, of [System#nanoTime]; absent while there is some
    /// @param awake whether a window asks for the screen to stay on although there is no input
    /// @param fullscreen whether the active window fills its screen; absent where windows are
    /// hidden
    record View(
            boolean tellsIdle, Optional<Long> still, boolean awake, Optional<Boolean> fullscreen) {
        static final View NOTHING = new View(false, Optional.empty(), false, Optional.empty());
    }

    private interface Listener {
        void event(int opcode, ByteBuffer arguments) throws IOException;
    }

    /// @param older whether it is the one of KDE
    private record Notifier(int id, int version, boolean older) {}

    /// A keyboard and what belongs to it.
    private static final class Seat {
        final int id;
        Optional<Long> still = Optional.empty();
        boolean isRested;
        boolean tellsBoth;

        Seat(int id) {
            this.id = id;
        }
    }

    private Compositor(UnixWire wire) {
        this.wire = wire;
    }

    /// @throws IOException if nobody answers there as a compositor does
    static Compositor open(Path socket) throws IOException {
        var compositor = new Compositor(UnixWire.connect(socket));
        try {
            compositor.introduce();
            return compositor;
        } catch (IOException | RuntimeException e) {
            compositor.close();
            throw e;
        }
    }

    private void introduce() throws IOException {
        objects.put(DISPLAY, this::ofDisplay);
        int registry = id(this::ofRegistry);
        send(DISPLAY, 1, arguments(4).putInt(registry));
        settle();
        isComplete = true;
        for (var seat : seats.values()) {
            watch(seat);
        }
        settle();
        publish();
    }

    /// Until all that was asked for is answered.
    private void settle() throws IOException {
        var answered = new boolean[1];
        int callback = id((_, _) -> answered[0] = true);
        send(DISPLAY, 0, arguments(4).putInt(callback));
        while (!answered[0]) {
            receive();
        }
    }

    /// Whether there is anything to wait for.
    boolean isTelling() {
        return notifier.isPresent() || isListingWindows;
    }

    View view() {
        return view;
    }

    /// Waits for what comes next, as long as that takes.
    ///
    /// @return whether an input ended a rest
    boolean awaitInput() throws IOException {
        hasWoken = false;
        wire.awaitServer();
        receive();
        publish();
        return hasWoken;
    }

    private void publish() {
        boolean isStill =
                !seats.isEmpty() && seats.values().stream().allMatch(s -> s.still.isPresent());
        var since =
                isStill
                        ? seats.values().stream().flatMap(s -> s.still.stream()).max(Long::compare)
                        : Optional.<Long>empty();
        boolean awake = seats.values().stream().anyMatch(s -> s.tellsBoth && !s.isRested);
        view =
                new View(
                        notifier.isPresent() && !seats.isEmpty(),
                        since,
                        isStill && awake,
                        isListingWindows
                                ? Optional.of(windows.containsValue(true))
                                : Optional.empty());
    }

    private void ofDisplay(int opcode, ByteBuffer arguments) throws IOException {
        if (opcode == 0) {
            throw new IOException("the compositor refuses: code " + arguments.getInt(4));
        }
        objects.remove(arguments.getInt());
    }

    private void ofRegistry(int opcode, ByteBuffer arguments) throws IOException {
        int name = arguments.getInt();
        if (opcode == 1) {
            seats.remove(name);
            return;
        }
        var kind = text(arguments);
        int version = arguments.getInt();
        switch (kind) {
            case SEAT -> {
                var seat = new Seat(bind(name, kind, 1, (_, _) -> {}));
                seats.put(name, seat);
                if (isComplete) {
                    watch(seat);
                }
            }
            case NOTIFIER -> {
                int wanted = Math.min(version, 2);
                notifier =
                        Optional.of(
                                new Notifier(
                                        bind(name, kind, wanted, (_, _) -> {}), wanted, false));
            }
            case OLDER_NOTIFIER -> {
                if (notifier.isEmpty()) {
                    notifier =
                            Optional.of(new Notifier(bind(name, kind, 1, (_, _) -> {}), 1, true));
                }
            }
            case WINDOWS -> {
                if (version >= 2) {
                    isListingWindows = true;
                    bind(name, kind, 2, this::ofWindows);
                }
            }
            default -> {}
        }
    }

    /// What counts is input. The other notice also waits for films: a window that keeps the screen
    /// on holds it back.
    private void watch(Seat seat) throws IOException {
        if (notifier.isEmpty()) {
            return;
        }
        var from = notifier.get();
        int millis = Math.toIntExact(REST.toMillis());
        if (from.older()) {
            int notice = id((opcode, _) -> input(seat, opcode));
            send(from.id(), 0, arguments(12).putInt(notice).putInt(seat.id).putInt(millis));
            return;
        }
        seat.tellsBoth = from.version() >= 2;
        int input = id((opcode, _) -> input(seat, opcode));
        send(
                from.id(),
                seat.tellsBoth ? 2 : 1,
                arguments(12).putInt(input).putInt(millis).putInt(seat.id));
        if (seat.tellsBoth) {
            int rest = id((opcode, _) -> seat.isRested = opcode == 0);
            send(from.id(), 1, arguments(12).putInt(rest).putInt(millis).putInt(seat.id));
        }
    }

    private void input(Seat seat, int opcode) {
        if (opcode == 0) {
            seat.still = Optional.of(System.nanoTime() - REST.toNanos());
        } else {
            seat.still = Optional.empty();
            hasWoken = true;
        }
    }

    private void ofWindows(int opcode, ByteBuffer arguments) {
        if (opcode == 1) {
            isListingWindows = false;
            return;
        }
        int window = arguments.getInt();
        if (Integer.compareUnsigned(window, FIRST_OF_SERVER) >= 0) {
            windows.put(window, false);
            objects.put(window, (event, details) -> ofWindow(window, event, details));
        }
    }

    private void ofWindow(int window, int opcode, ByteBuffer arguments) throws IOException {
        if (opcode == 4) {
            boolean isActive = false;
            boolean isFull = false;
            int bytes = arguments.getInt();
            for (int at = 0; at + 4 <= bytes && arguments.remaining() >= 4; at += 4) {
                int state = arguments.getInt();
                isActive |= state == ACTIVATED;
                isFull |= state == FULLSCREEN;
            }
            windows.put(window, isActive && isFull);
        } else if (opcode == 6) {
            windows.remove(window);
            objects.remove(window);
            send(window, 7, arguments(0));
        }
    }

    private int id(Listener listener) {
        lastId++;
        objects.put(lastId, listener);
        return lastId;
    }

    private int bind(int name, String kind, int version, Listener listener) throws IOException {
        int id = id(listener);
        var text = kind.getBytes(StandardCharsets.US_ASCII);
        int padded = (text.length + 1 + 3) & ~3;
        var arguments = arguments(16 + padded).putInt(name).putInt(text.length + 1).put(text);
        arguments.position(HEADER + 8 + padded).putInt(version).putInt(id);
        int registry = DISPLAY + 1;
        send(registry, 0, arguments);
        return id;
    }

    /// Of a length, a text that ends in a zero, and padding.
    private static String text(ByteBuffer arguments) throws IOException {
        int length = arguments.getInt();
        int padded = (length + 3) & ~3;
        if (length < 1 || padded > arguments.remaining()) {
            throw new IOException("the compositor sent a text without an end");
        }
        var bytes = new byte[length - 1];
        int at = arguments.position();
        arguments.get(bytes).position(at + padded);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static ByteBuffer arguments(int size) {
        return UnixWire.buffer(HEADER + size).position(HEADER);
    }

    private void send(int object, int opcode, ByteBuffer arguments) throws IOException {
        int size = arguments.position();
        arguments.putInt(0, object).putInt(4, size << 16 | opcode);
        wire.write(arguments.flip());
    }

    private void receive() throws IOException {
        var header = wire.read(HEADER);
        int object = header.getInt();
        int sizeAndOpcode = header.getInt();
        int size = sizeAndOpcode >>> 16;
        if (size < HEADER) {
            throw new IOException("the compositor sent a message without a length");
        }
        var arguments = wire.read(size - HEADER);
        var listener = objects.get(object);
        if (listener != null) {
            try {
                listener.event(sizeAndOpcode & 0xffff, arguments);
            } catch (BufferUnderflowException | IndexOutOfBoundsException tooShort) {
                throw new IOException("the compositor sent too short a message", tooShort);
            }
        }
    }

    @Override
    public void close() {
        wire.close();
    }
}
