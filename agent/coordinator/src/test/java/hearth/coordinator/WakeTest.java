package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.concurrent.Executors;

/// Thousands of updates must not leave thousands of turns behind.
final class WakeTest {
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final ArrayList<String> done = new ArrayList<>();
    private final Wake wake = new Wake(waiting::add, () -> done.add("turn"));

    @Test
    void takesOneTurnForAllWhoAskBeforeIt() {
        for (int i = 0; i < 1000; i++) {
            wake.wake();
        }
        assertThat(waiting).hasSize(1);
        waiting.remove().run();
        assertThat(done).containsExactly("turn");
    }

    @Test
    void takesAnotherTurnForWhoAsksWhileOneIsUnderWay() {
        var asking = new Wake[1];
        asking[0] = new Wake(waiting::add, () -> done.add("turn " + asksOnce(asking[0])));
        asking[0].wake();
        waiting.remove().run();
        assertThat(waiting).hasSize(1);
        waiting.remove().run();
        assertThat(done).containsExactly("turn 1", "turn 2");
        assertThat(waiting).isEmpty();
    }

    @Test
    void asksAWorkerThatHasEndedForNothing() {
        var ended = Executors.newSingleThreadExecutor();
        ended.shutdown();
        new Wake(ended, () -> done.add("turn")).wake();
        assertThat(done).isEmpty();
    }

    private int asksOnce(Wake other) {
        if (done.isEmpty()) {
            other.wake();
        }
        return done.size() + 1;
    }
}
