package hearth.trainer.child;

import java.time.Duration;

/// How many steps one call of the training program does: as many as fit into a quarter of a second
/// by the newest measurement, at least one. A program looks at its stop flag before each step
/// anyway; the bound is for what happens only between calls, such as progress on the disk.
final class Chunks {
    static final Duration LONGEST = Duration.ofMillis(250);

    /// Bounds the memory for batches; the program is as fast with 1 step a call as with 100.
    static final int MOST_STEPS = 16;

    /// Leaves room for a step that takes longer than the last ones.
    private static final long AIM_NANOS = LONGEST.toNanos() * 4 / 5;

    private int steps = 1;

    /// @param left steps up to where the program must return
    int next(int left) {
        return Math.min(steps, left);
    }

    /// After a call: at most four times as many next time, because the first steps tell little.
    void took(int done, long nanos) {
        if (done > 0) {
            long fitting = AIM_NANOS / Math.max(1, nanos / done);
            long most = Math.min(MOST_STEPS, 4L * done);
            steps = (int) Math.max(1, Math.min(fitting, most));
        }
    }
}
