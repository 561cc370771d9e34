package hearth.hardware.desktop;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;

/// macOS: seconds since the last event of the login session, and whether a program keeps the
/// display awake. Written from Apple's documentation and never run on macOS; tested against a
/// function of the same type and the printed form of `pmset`. One thread.
final class MacDesktop implements Desktop {
    private static final String GRAPHICS =
            "/System/Library/Frameworks/CoreGraphics.framework/CoreGraphics";
    private static final String NOT_ASKED = "mac-not-asked";
    private static final Duration SELDOM = Duration.ofSeconds(15);
    private static final int WHOLE_SESSION = 0;
    private static final int ANY_EVENT = -1;
    private static final Pattern AWAKE =
            Pattern.compile("^\\s+PreventUserIdleDisplaySleep\\s+([01])\\s*$", Pattern.MULTILINE);

    private final Optional<MethodHandle> secondsSince;
    private final Every<Fact<Boolean>> video;

    MacDesktop() {
        this(NativeCalls.of(GRAPHICS), MacDesktop::assertions, InstantSource.system());
    }

    interface Printed {
        String text() throws IOException;
    }

    MacDesktop(NativeCalls graphics, Printed assertions, InstantSource clock) {
        secondsSince =
                graphics.find(
                        "CGEventSourceSecondsSinceLastEventType",
                        FunctionDescriptor.of(JAVA_DOUBLE, JAVA_INT, JAVA_INT));
        video = new Every<>(clock, SELDOM, Fact.undetectable(NOT_ASKED), () -> video(assertions));
    }

    @Override
    public Presence look() {
        return new Presence(
                Fact.of(idle(), "mac-function-missing"),
                Fact.undetectable(NOT_ASKED),
                Fact.undetectable(NOT_ASKED),
                video.get(),
                Fact.undetectable(NOT_ASKED),
                Fact.undetectable(NOT_ASKED),
                Fact.undetectable(NOT_ASKED),
                Fact.known(true));
    }

    private Optional<Duration> idle() {
        if (secondsSince.isEmpty()) {
            return Optional.empty();
        }
        try {
            double seconds = (double) secondsSince.get().invokeExact(WHOLE_SESSION, ANY_EVENT);
            return seconds >= 0 && Double.isFinite(seconds)
                    ? Optional.of(Duration.ofMillis((long) (seconds * 1000)))
                    : Optional.empty();
        } catch (Throwable t) {
            throw NativeCalls.broken(t);
        }
    }

    private static Fact<Boolean> video(Printed assertions) {
        try {
            var found = AWAKE.matcher(assertions.text());
            return found.find()
                    ? Fact.known(found.group(1).equals("1"))
                    : Fact.undetectable("pmset-unreadable");
        } catch (IOException silent) {
            return Fact.undetectable("pmset-unreadable");
        }
    }

    private static String assertions() throws IOException {
        var process = new ProcessBuilder("/usr/bin/pmset", "-g", "assertions").start();
        process.getOutputStream().close();
        try (var out = process.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {}
}
