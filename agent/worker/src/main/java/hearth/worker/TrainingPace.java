package hearth.worker;

import hearth.protocol.LeaseId;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// How fast the training goes and how long its lease can last, to tell in time that it will not be
/// done. Belongs to the agent's thread.
final class TrainingPace {
    private final Map<LeaseId, Instant> latest = new HashMap<>();
    private final Map<LeaseId, Integer> steps = new HashMap<>();
    private @Nullable Stretch stretch;

    /// The running training since its first step of this start.
    private record Stretch(LeaseId lease, int firstStep, Instant firstAt, int step, Instant at) {
        /// Absent before the second step.
        Duration until(int last) {
            int done = step - firstStep;
            return done < 1
                    ? Duration.ZERO
                    : Duration.between(firstAt, at).multipliedBy(last - step).dividedBy(done);
        }
    }

    void lasts(LeaseId lease, Instant until) {
        latest.put(lease, until);
    }

    void stepped(LeaseId lease, int step, Instant now) {
        steps.put(lease, step);
        var running = stretch;
        stretch =
                running != null && running.lease().equals(lease) && step > running.step()
                        ? new Stretch(lease, running.firstStep(), running.firstAt(), step, now)
                        : new Stretch(lease, step, now, step, now);
    }

    /// A new start of a training, perhaps of one that was begun earlier.
    void started() {
        stretch = null;
    }

    int steps(LeaseId lease) {
        return steps.getOrDefault(lease, 0);
    }

    /// Whether the end of the lease comes before the end of the training.
    ///
    /// @param reserve to code and announce the update
    boolean isOutOfTime(Work work, Instant now, Duration reserve) {
        var end = latest.get(work.id());
        if (end == null) {
            return false;
        }
        var running = stretch;
        var rest =
                work instanceof Work.Training training
                                && running != null
                                && running.lease().equals(work.id())
                        ? running.until(training.assignment().steps())
                        : Duration.ZERO;
        return now.plus(rest).plus(reserve).isAfter(end);
    }

    void forgetAllBut(Set<LeaseId> held) {
        latest.keySet().retainAll(held);
        steps.keySet().retainAll(held);
    }
}
