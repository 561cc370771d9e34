package hearth.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.Snapshots;
import hearth.worker.AgentSnapshot;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.Queue;

class RestTest {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final AgentSnapshot idle = Snapshots.waiting(Snapshots.fresh(), "no-work");
    private final AgentSnapshot training = Snapshots.training(Snapshots.fresh());
    private int given;
    private final Rest rest = new Rest(waiting::add, () -> given++);

    private void hear(AgentSnapshot... snapshots) {
        for (var snapshot : snapshots) {
            rest.accept(snapshot);
        }
    }

    private void pass() {
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    @Test
    void givesMemoryBackOnceInEachRest() {
        hear(idle, idle);
        pass();
        assertThat(given).as("after the start").isEqualTo(1);
        hear(training, training);
        pass();
        assertThat(given).as("at work").isEqualTo(1);
        hear(idle, idle);
        pass();
        hear(idle);
        pass();
        assertThat(given).as("after work").isEqualTo(2);
    }

    @Test
    void doesNothingBetweenTwoLeases() {
        hear(training, idle, training);
        pass();
        assertThat(given).isZero();
    }
}
