package hearth.trainer.child;

import hearth.trainer.TrainingProgress;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;

/// Stop, pause and progress of one task. While a training program runs, the flag and the counter
/// are two numbers in memory that it shares with Java: it looks at `[0]` before each step and
/// leaves the steps of the running call in `[1]`. Any thread.
final class Control {
    static final int WORDS = 2;
    private static final VarHandle WORD = ValueLayout.JAVA_LONG.arrayElementVarHandle();

    private boolean running;
    private boolean stopped;
    private boolean paused;
    private boolean over;
    private int finished;
    private int reported = -1;
    private @Nullable MemorySegment words;
    private @Nullable MemorySegment losses;

    synchronized void begin() {
        running = true;
    }

    /// From here on the shared memory may be gone.
    synchronized void end() {
        running = false;
    }

    synchronized void share(MemorySegment sharedWords, MemorySegment sharedLosses) {
        words = sharedWords;
        losses = sharedLosses;
    }

    synchronized void unshare() {
        words = null;
        losses = null;
    }

    /// Steps that were done before this process took the task up.
    synchronized void resumeAt(int steps) {
        finished = steps;
    }

    synchronized boolean isPaused() {
        return paused && !stopped;
    }

    synchronized void stop() {
        stopped = true;
        raise();
    }

    synchronized void pause() {
        paused = true;
        raise();
    }

    synchronized void resume() {
        paused = false;
        notifyAll();
    }

    /// Before a call of the program: waits while paused, then clears flag and counter.
    ///
    /// @return false if the task was stopped
    synchronized boolean proceed() {
        while (paused && !stopped) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                stopped = true;
            }
        }
        if (words != null) {
            WORD.setVolatile(words, 0L, 1L, 0L);
            WORD.setVolatile(words, 0L, 0L, stopped ? 1L : 0L);
        }
        return !stopped;
    }

    /// After a call of the program: adds its steps to the finished ones.
    synchronized int settle() {
        finished += stepsOfThisCall();
        if (words != null) {
            WORD.setVolatile(words, 0L, 1L, 0L);
        }
        return finished;
    }

    /// No further step follows.
    synchronized void over() {
        over = true;
        reported = -1;
    }

    /// One batch or byte of a task that has no steps.
    synchronized void count() {
        finished++;
    }

    /// Tells what has changed since the last time, and a pause as a sign of life. Nothing is told
    /// after `end` has returned, so news never overtakes the answer.
    synchronized void report(Consumer<TrainingProgress> listener) {
        int steps = finished + stepsOfThisCall();
        if (!running || (steps == reported && !paused)) {
            return;
        }
        reported = steps;
        float loss = 0;
        if (losses != null && steps > 0) {
            loss = losses.getAtIndex(ValueLayout.JAVA_FLOAT, steps - 1);
        }
        listener.accept(new TrainingProgress(steps, loss, over));
    }

    private int stepsOfThisCall() {
        return words == null ? 0 : (int) (long) WORD.getVolatile(words, 0L, 1L);
    }

    private void raise() {
        if (words != null) {
            WORD.setVolatile(words, 0L, 0L, 1L);
        }
        notifyAll();
    }
}
