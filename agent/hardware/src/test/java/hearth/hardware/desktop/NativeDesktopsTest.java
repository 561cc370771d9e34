package hearth.hardware.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import org.junit.jupiter.api.Test;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.Optional;

/// The two desktops that never ran here, against native functions of the same types.
class NativeDesktopsTest {
    private static final FunctionDescriptor ONE = FunctionDescriptor.of(JAVA_INT, ADDRESS);

    static int ticks;
    static int lastInput;
    static int shell;
    static double seconds;

    static int getLastInputInfo(MemorySegment info) {
        var whole = sized(info, 8);
        assertThat(whole.get(JAVA_INT, 0)).as("cbSize").isEqualTo(8);
        whole.set(JAVA_INT, 4, lastInput);
        return 1;
    }

    @SuppressWarnings("restricted") // A test may.
    private static MemorySegment sized(MemorySegment pointer, long bytes) {
        return pointer.reinterpret(bytes);
    }

    static int getTickCount() {
        return ticks;
    }

    static int queryState(MemorySegment state) {
        sized(state, 4).set(JAVA_INT, 0, shell);
        return 0;
    }

    static double secondsSince(int source, int type) {
        return source == 0 && type == -1 ? seconds : -1;
    }

    private static NativeLibrary windows() {
        var lookup = MethodHandles.lookup();
        return new NativeLibrary(lookup, NativeDesktopsTest.class)
                .with("GetLastInputInfo", "getLastInputInfo", ONE)
                .with("GetTickCount", "getTickCount", FunctionDescriptor.of(JAVA_INT))
                .with("SHQueryUserNotificationState", "queryState", ONE);
    }

    @Test
    void readsTheLastInputOfWindowsOverTheOverflowOfItsCounter() {
        lastInput = -2000;
        ticks = 3000;
        shell = 5;
        var library = windows().calls();
        try (var desktop = new WindowsDesktop(library, library, library)) {
            var presence = desktop.look();

            assertThat(presence.idle()).isEqualTo(Fact.known(Duration.ofSeconds(5)));
            assertThat(presence.fullscreen()).isEqualTo(Fact.known(false));
            assertThat(presence.locked()).isEqualTo(Fact.known(false));
            assertThat(presence.video()).isEqualTo(Fact.undetectable("windows-not-asked"));
        }
    }

    @Test
    void understandsWhatTheShellOfWindowsSays() {
        var library = windows().calls();
        try (var desktop = new WindowsDesktop(library, library, library)) {
            for (int game : new int[] {2, 3, 4}) {
                shell = game;
                assertThat(desktop.look().fullscreen()).isEqualTo(Fact.known(true));
            }
            shell = 1;
            assertThat(desktop.look().locked()).isEqualTo(Fact.known(true));
        }
    }

    @Test
    void saysThatAWindowsFunctionIsMissing() {
        var none = new NativeCalls(_ -> Optional.empty());
        try (var desktop = new WindowsDesktop(none, none, none)) {
            assertThat(desktop.look().idle())
                    .isEqualTo(Fact.undetectable("windows-function-missing"));
        }
    }

    @Test
    void readsTheIdleSecondsAndAssertionsOfMacOs() {
        seconds = 12.5;
        var library =
                new NativeLibrary(MethodHandles.lookup(), NativeDesktopsTest.class)
                        .with(
                                "CGEventSourceSecondsSinceLastEventType",
                                "secondsSince",
                                FunctionDescriptor.of(JAVA_DOUBLE, JAVA_INT, JAVA_INT))
                        .calls();
        var printed =
                """
                Assertion status system-wide:
                   BackgroundTask                 0
                   PreventUserIdleDisplaySleep    1
                   PreventSystemSleep             0
                """;
        try (var desktop = new MacDesktop(library, () -> printed, new SteppedClock())) {
            assertThat(desktop.look().idle()).isEqualTo(Fact.known(Duration.ofMillis(12_500)));
            assertThat(desktop.look().video()).isEqualTo(Fact.known(true));
            assertThat(desktop.look().fullscreen()).isEqualTo(Fact.undetectable("mac-not-asked"));
        }
    }
}
