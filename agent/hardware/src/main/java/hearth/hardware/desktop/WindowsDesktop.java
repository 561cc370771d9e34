package hearth.hardware.desktop;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.Optional;

/// Windows: last input of the session, and what the shell thinks the person is busy with. Written
/// from Microsoft's documentation and never run on Windows; tested against functions of the same
/// types. One thread.
final class WindowsDesktop implements Desktop {
    private static final String MISSING = "windows-function-missing";
    private static final String NOT_ASKED = "windows-not-asked";
    private static final int LAST_INPUT = 8;
    private static final int NOT_PRESENT = 1;
    private static final int BUSY = 2;
    private static final int PRESENTING = 4;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment lastInput = arena.allocate(LAST_INPUT);
    private final MemorySegment state = arena.allocate(JAVA_INT);
    private final Optional<MethodHandle> getLastInput;
    private final Optional<MethodHandle> getTickCount;
    private final Optional<MethodHandle> queryState;

    WindowsDesktop() {
        this(NativeCalls.of("user32"), NativeCalls.of("kernel32"), NativeCalls.of("shell32"));
    }

    WindowsDesktop(NativeCalls user, NativeCalls kernel, NativeCalls shell) {
        var one = FunctionDescriptor.of(JAVA_INT, ADDRESS);
        getLastInput = user.find("GetLastInputInfo", one);
        getTickCount = kernel.find("GetTickCount", FunctionDescriptor.of(JAVA_INT));
        queryState = shell.find("SHQueryUserNotificationState", one);
    }

    @Override
    public Presence look() {
        var shell = shell();
        return new Presence(
                Fact.of(idle(), MISSING),
                Fact.undetectable(NOT_ASKED),
                Fact.of(shell.map(s -> s >= BUSY && s <= PRESENTING), MISSING),
                Fact.undetectable(NOT_ASKED),
                Fact.of(shell.map(s -> s == NOT_PRESENT), MISSING),
                Fact.undetectable(NOT_ASKED),
                Fact.undetectable(NOT_ASKED),
                Fact.known(true));
    }

    /// Both counters are the same 32 bits of milliseconds, so their difference survives the
    /// overflow after 49 days.
    private Optional<Duration> idle() {
        if (getLastInput.isEmpty() || getTickCount.isEmpty()) {
            return Optional.empty();
        }
        try {
            lastInput.set(JAVA_INT, 0, LAST_INPUT);
            if ((int) getLastInput.get().invokeExact(lastInput) == 0) {
                return Optional.empty();
            }
            int now = (int) getTickCount.get().invokeExact();
            int since = now - lastInput.get(JAVA_INT, JAVA_INT.byteSize());
            return Optional.of(Duration.ofMillis(Integer.toUnsignedLong(since)));
        } catch (Throwable t) {
            throw NativeCalls.broken(t);
        }
    }

    private Optional<Integer> shell() {
        if (queryState.isEmpty()) {
            return Optional.empty();
        }
        try {
            boolean told = (int) queryState.get().invokeExact(state) == 0;
            return told ? Optional.of(state.get(JAVA_INT, 0)) : Optional.empty();
        } catch (Throwable t) {
            throw NativeCalls.broken(t);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
