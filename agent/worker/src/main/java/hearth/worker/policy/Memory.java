package hearth.worker.policy;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// What a decision remembers of those before it: which measured causes hold, and since when they
/// are beyond or clear. Immutable; [#FRESH] at the start.
public final class Memory {
    public static final Memory FRESH = new Memory(Map.of(), true);

    /// Forgets a cause as soon as it is gone, so that work may begin again at once.
    public static final Memory HASTY = new Memory(Map.of(), false);

    private final Map<String, Latch> latches;
    private final boolean isPatient;

    private Memory(Map<String, Latch> latches, boolean isPatient) {
        this.latches = latches;
        this.isPatient = isPatient;
    }

    /// @param beyondSince,clearSince in the observer's time; null while it is not so
    private record Latch(
            boolean held, @Nullable Duration beyondSince, @Nullable Duration clearSince) {}

    /// How long a cause must be beyond its limit before it counts, and clear before it goes; longer
    /// where its sensor fell silent.
    record Patience(Duration before, Duration after, Duration silent) {
        static Patience of(int before, int after) {
            return of(before, after, after);
        }

        static Patience of(int before, int after, int silent) {
            return new Patience(
                    Duration.ofSeconds(before),
                    Duration.ofSeconds(after),
                    Duration.ofSeconds(silent));
        }
    }

    /// What a sensor says of its limit.
    enum Signal {
        BEYOND,
        BETWEEN,
        CLEAR,
        SILENT
    }

    /// Collects the memory of one decision.
    final class Next {
        private final Map<String, Latch> after = new TreeMap<>();
        private final Duration now;

        Next(Duration now) {
            this.now = now;
        }

        /// Whether the cause holds now.
        boolean holds(String key, Signal signal, Patience patience) {
            var before = latches.getOrDefault(key, new Latch(false, null, null));
            boolean beyond = signal == Signal.BEYOND;
            boolean clear = signal == Signal.CLEAR || signal == Signal.SILENT;
            var beyondSince = beyond ? earliest(before.beyondSince()) : null;
            var clearSince = clear ? earliest(before.clearSince()) : null;
            boolean held =
                    before.held()
                            ? !lasted(
                                    clearSince,
                                    signal == Signal.SILENT ? patience.silent() : patience.after())
                            : lasted(beyondSince, patience.before());
            if (held || beyondSince != null) {
                after.put(key, new Latch(held, beyondSince, clearSince));
            }
            return held;
        }

        private Duration earliest(@Nullable Duration since) {
            return since == null || since.compareTo(now) > 0 ? now : since;
        }

        private boolean lasted(@Nullable Duration since, Duration time) {
            return since != null && (!isPatient || now.minus(since).compareTo(time) >= 0);
        }

        Memory memory() {
            return new Memory(after, isPatient);
        }
    }
}
