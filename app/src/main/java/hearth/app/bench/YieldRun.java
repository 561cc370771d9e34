package hearth.app.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// What became of the inputs of one or more runs: the measured ones, and all that were not.
///
/// @param attempts in their order
public record YieldRun(List<Attempt> attempts) {
    private static final double MIB = 1 << 20;
    private static final String NOT_BEGUN = "not-begun";
    private static final String UNANSWERED = "unanswered";
    private static final String MISSED = "missed";

    public YieldRun {
        attempts = List.copyOf(attempts);
    }

    /// One input, or the place of one that could not be made.
    public sealed interface Attempt {
        /// It was measured.
        record Measured(Trial trial) implements Attempt {}

        /// It came when nothing was trained.
        record Missed() implements Attempt {}

        /// No training began that it could have interrupted.
        ///
        /// @param why ids of the reasons that the agent gave, or what it did instead
        record NotBegun(String why) implements Attempt {}

        /// It was made, and the machine was not given back.
        ///
        /// @param why what the agent did instead
        record Unanswered(String why) implements Attempt {}
    }

    /// One input and what followed.
    ///
    /// @param still from just before the input was made until the last step had ended, by the
    /// agent's account of it
    /// @param free from then until the trainer's processes held no memory, as seen from outside
    /// @param killed whether the agent had to end the child
    /// @param childBytes resident memory of the child before
    public record Trial(Duration still, Duration free, boolean killed, long childBytes) {
        public double childMb() {
            return childBytes / MIB;
        }
    }

    /// What has a name and happened so often.
    public record Count(String reason, long count) {}

    public List<Trial> trials() {
        return attempts.stream()
                .filter(Attempt.Measured.class::isInstance)
                .map(a -> ((Attempt.Measured) a).trial())
                .toList();
    }

    public long missed() {
        return attempts.stream().filter(Attempt.Missed.class::isInstance).count();
    }

    /// By reason, in alphabetical order.
    public List<Count> notBegun() {
        return counts(a -> a instanceof Attempt.NotBegun(String why) ? List.of(why) : List.of());
    }

    /// By reason, in alphabetical order.
    public List<Count> unanswered() {
        return counts(a -> a instanceof Attempt.Unanswered(String why) ? List.of(why) : List.of());
    }

    private List<Count> counts(Function<Attempt, List<String>> reasons) {
        Map<String, Long> counts = new TreeMap<>();
        attempts.stream()
                .flatMap(a -> reasons.apply(a).stream())
                .forEach(reason -> counts.merge(reason, 1L, Long::sum));
        return counts.entrySet().stream().map(e -> new Count(e.getKey(), e.getValue())).toList();
    }

    /// The least time that is not exceeded by so many of a hundred trials.
    ///
    /// @throws IllegalArgumentException without a trial
    public Duration percentile(int percent, Function<Trial, Duration> what) {
        var sorted = trials().stream().map(what).sorted().toList();
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        return sorted.get((sorted.size() * percent + 99) / 100 - 1);
    }

    /// A line of a file in which the attempts of several runs are kept.
    public static String line(Attempt attempt) {
        return switch (attempt) {
            case Attempt.Measured(Trial t) ->
                    "%d %d %b %d"
                            .formatted(
                                    t.still().toMillis(),
                                    t.free().toMillis(),
                                    t.killed(),
                                    t.childBytes());
            case Attempt.Missed() -> MISSED;
            case Attempt.NotBegun(String why) -> NOT_BEGUN + " " + why;
            case Attempt.Unanswered(String why) -> UNANSWERED + " " + why;
        };
    }

    /// What [#line] wrote.
    ///
    /// @throws IllegalArgumentException if it did not
    public static YieldRun read(List<String> lines) {
        var attempts = new ArrayList<Attempt>();
        for (var line : lines) {
            var words = line.split(" ", 2);
            attempts.add(
                    switch (words[0]) {
                        case MISSED -> new Attempt.Missed();
                        case NOT_BEGUN -> new Attempt.NotBegun(words[1]);
                        case UNANSWERED -> new Attempt.Unanswered(words[1]);
                        default -> new Attempt.Measured(trial(line.split(" ", -1)));
                    });
        }
        return new YieldRun(attempts);
    }

    private static Trial trial(String[] words) {
        if (words.length != 4) {
            throw new IllegalArgumentException("not a line of trials");
        }
        return new Trial(
                Duration.ofMillis(Long.parseLong(words[0])),
                Duration.ofMillis(Long.parseLong(words[1])),
                Boolean.parseBoolean(words[2]),
                Long.parseLong(words[3]));
    }
}
