package hearth.app.window;

import hearth.app.agent.AgentState;
import hearth.protocol.Json;

import javafx.animation.AnimationTimer;
import javafx.beans.value.ObservableValue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Notes when the window's first frame was there, when it showed what the agent really does, and,
/// where asked, how evenly it drew: a line of JSON for each, in the file that the environment
/// names. Without it nothing is noted. Belongs to the JavaFX thread.
public final class WindowTrace {
    /// Names the file.
    public static final String FILE = "HEARTH_TRACE";

    /// Set to anything: the gaps between frames are noted too, which makes the window draw all the
    /// time.
    public static final String FRAMES = "HEARTH_TRACE_FRAMES";

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final double MILLION = 1_000_000;

    /// @param event `first-frame`, `network` (found), `screens` (built), `true-state`, `home` or
    /// `frames`
    /// @param atMs since the process began
    /// @param cpuMs of the process until then
    /// @param gapsMs between the frames of the last second; empty for the other events
    public record Note(String event, long atMs, long cpuMs, List<Double> gapsMs) {}

    private final Optional<Path> file;
    private final boolean frames;
    private final InstantSource clock;

    private WindowTrace(Optional<Path> file, boolean frames, InstantSource clock) {
        this.file = file;
        this.frames = frames;
        this.clock = clock;
    }

    static WindowTrace of(Map<String, String> environment, InstantSource clock) {
        return new WindowTrace(
                Optional.ofNullable(environment.get(FILE)).map(Path::of),
                environment.containsKey(FRAMES),
                clock);
    }

    /// Call once the window was asked to show: the second frame after that ends with something on
    /// the screen.
    void shown() {
        note("first-frame");
    }

    /// Notes the frame that follows the agent's first answer.
    void follow(ObservableValue<AgentState> agent) {
        await(agent, "true-state", () -> {});
    }

    /// Call once the screens are built: notes the first frame of Home with what the agent said.
    void built(ObservableValue<AgentState> agent) {
        await(agent, "home", this::gaps);
    }

    private void await(ObservableValue<AgentState> agent, String event, Runnable then) {
        if (file.isEmpty()) {
            return;
        }
        new AnimationTimer() {
            private boolean live;

            @Override
            public void handle(long now) {
                if (live) {
                    stop();
                    write(event, List.of());
                    then.run();
                }
                live = agent.getValue() instanceof AgentState.Live;
            }
        }.start();
    }

    /// Notes that the opening has come so far, between the first frame and the true state.
    void passed(String event) {
        if (file.isPresent()) {
            write(event, List.of());
        }
    }

    private void note(String event) {
        if (file.isEmpty()) {
            return;
        }
        new AnimationTimer() {
            private int pulses;

            @Override
            public void handle(long now) {
                pulses++;
                if (pulses == 2) {
                    stop();
                    write(event, List.of());
                }
            }
        }.start();
    }

    private void gaps() {
        if (!frames) {
            return;
        }
        new AnimationTimer() {
            private final List<Double> gaps = new ArrayList<>();
            private long last = System.nanoTime();
            private long said = last;

            @Override
            public void handle(long pulse) {
                long now = System.nanoTime();
                gaps.add((now - last) / MILLION);
                last = now;
                if (now - said >= SECOND) {
                    write("frames", List.copyOf(gaps));
                    gaps.clear();
                    said = now;
                }
            }
        }.start();
    }

    private void write(String event, List<Double> gaps) {
        var self = ProcessHandle.current().info();
        var begun = self.startInstant().orElseGet(clock::instant);
        var note =
                new Note(
                        event,
                        Duration.between(begun, clock.instant()).toMillis(),
                        self.totalCpuDuration().map(Duration::toMillis).orElse(0L),
                        gaps);
        try {
            Files.writeString(
                    file.orElseThrow(),
                    Json.text(note) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// All notes of a file so far; none where there is no file yet.
    public static List<Note> read(Path file) {
        try {
            if (Files.notExists(file)) {
                return List.of();
            }
            // The last line may be half written.
            var text = Files.readString(file);
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(line -> Json.read(line, Note.class))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
