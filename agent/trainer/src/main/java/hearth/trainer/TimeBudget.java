package hearth.trainer;

import hearth.trainer.sandbox.Breach;
import hearth.trainer.sandbox.Limits;

import java.time.Duration;
import java.util.Optional;

/// How long one task may take, so that a child which does a step now and then does not last for
/// ever. The time on the clock has a hard end. Processor time has that too, and besides it is held
/// against the pace of the task's own first steps: a step may cost eight times as much as they did,
/// no more. (The clock is not held against the pace: an owner who plays a game slows an honest
/// child by more than that.) Belongs to the thread that waits for the task.
final class TimeBudget {
    private static final int TIMES = 8;
    private static final int FEWEST_STEPS = 3;
    private static final Duration SHORTEST_PACE = Duration.ofSeconds(2);
    private static final Duration SLACK = Duration.ofSeconds(60);

    private final int steps;
    private final Limits limits;
    private Optional<Duration> cpuAtStart = Optional.empty();
    private Optional<Pace> pace = Optional.empty();
    private Optional<Duration> paced = Optional.empty();

    /// Where the measuring of the pace began: at the first step that was told, which is far from
    /// the start where a training goes on.
    private record Pace(int step, Duration cpu) {}

    /// @param steps of the whole task
    TimeBudget(int steps, Limits limits) {
        this.steps = steps;
        this.limits = limits;
    }

    /// @param done steps
    /// @param wall since the task was given, pauses left out
    /// @param cpu of the child since it lives, where the system tells
    Optional<Breach> judge(int done, Duration wall, Optional<Duration> cpu) {
        if (wall.compareTo(limits.taskTime()) > 0) {
            return Optional.of(Breach.TOO_LONG);
        }
        if (cpu.isEmpty()) {
            return Optional.empty();
        }
        var start = cpuAtStart.orElse(cpu.get());
        cpuAtStart = Optional.of(start);
        var used = cpu.get().minus(start);
        if (used.compareTo(limits.taskCpu()) > 0) {
            return Optional.of(Breach.TOO_LONG);
        }
        if (pace.isEmpty() && done > 0) {
            pace = Optional.of(new Pace(done, used));
        }
        if (paced.isEmpty()) {
            paced = pace.flatMap(first -> most(first, done, used));
        }
        return paced.filter(most -> used.compareTo(most) > 0).map(_ -> Breach.TOO_LONG);
    }

    /// What the task may use in all, once its pace is known.
    private Optional<Duration> most(Pace first, int done, Duration used) {
        int since = done - first.step();
        var spent = used.minus(first.cpu());
        if (since < FEWEST_STEPS || spent.compareTo(SHORTEST_PACE) < 0) {
            return Optional.empty();
        }
        var step = spent.dividedBy(since);
        return Optional.of(
                step.multipliedBy(TIMES).multipliedBy(steps - done).plus(used).plus(SLACK));
    }
}
