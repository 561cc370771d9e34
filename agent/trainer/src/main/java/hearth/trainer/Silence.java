package hearth.trainer;

import java.time.Duration;

/// How long a child may go without a finished step before it counts as hung: many times what a step
/// usually takes here, within bounds. A step is slow once now and then, because the child makes way
/// for every other program. One task, one thread.
final class Silence {
    private static final int TIMES = 20;
    private static final Duration LEAST = Duration.ofMinutes(1);

    /// The first steps take longer: memory is got, kernels are chosen.
    private static final int SETTLED = 3;

    private final Duration most;
    private int steps;
    private Duration slowest = Duration.ZERO;

    /// @param most also before the first step
    Silence(Duration most) {
        this.most = most;
    }

    /// So many more steps are done.
    void broken(int more, Duration after) {
        steps += more;
        var each = after.dividedBy(more);
        if (each.compareTo(slowest) > 0) {
            slowest = each;
        }
    }

    Duration limit() {
        if (steps < SETTLED) {
            return most;
        }
        var wanted = slowest.multipliedBy(TIMES);
        var least = wanted.compareTo(LEAST) > 0 ? wanted : LEAST;
        return least.compareTo(most) < 0 ? least : most;
    }
}
