package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.protocol.JobId;
import hearth.protocol.Wei;
import hearth.trainer.TrainerException;
import hearth.trainer.TrainerFailure;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/// What the coordinator cannot measure or make keeps nothing waiting behind it.
final class EvaluationsTest {
    private static final JobId OTHER = new JobId("another-job");
    private static final String MEASURED = "checkpoint WHERE evaluated_at IS NOT NULL";

    @TempDir Path folder;
    private Simulation network;

    @BeforeEach
    void open() {
        network = new Simulation(1, folder, Policy.network(), Wei.ofEmber("1"), 4, 2);
    }

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void aBaseThatCannotBeMadeRests() {
        network.coordinator.create(OTHER, network.manifest);
        network.unableTo("base");
        fails("unable to base");

        assertThat(network.coordinator.evaluate()).as("the other job's start").isTrue();
        assertThat(network.count(MEASURED)).isOne();
        assertThat(network.coordinator.evaluate()).as("more work").isFalse();

        network.unableTo();
        network.pass(Duration.ofMinutes(1));
        assertThat(network.coordinator.evaluate()).as("tried again").isTrue();
        assertThat(network.count("job WHERE state = 'RUNNING'")).isEqualTo(2);
    }

    @Test
    void aCheckpointThatCannotBeMeasuredRestsForLongerAndLonger() {
        network.unableTo("evaluate");
        for (var pause = Duration.ofMinutes(1);
                pause.compareTo(Duration.ofHours(1)) < 0;
                pause = pause.multipliedBy(2)) {
            fails("unable to evaluate");
            network.pass(pause.minusMillis(1));
            assertThat(network.coordinator.evaluate()).as("within %s", pause).isFalse();
            network.pass(Duration.ofMillis(1));
        }
        fails("unable to evaluate");
        network.pass(Duration.ofHours(1));
        fails("unable to evaluate");

        network.unableTo();
        network.pass(Duration.ofHours(1));
        assertThat(network.coordinator.evaluate()).isTrue();
        assertThat(network.count(MEASURED)).isOne();
    }

    @Test
    void anEndOfTheEvaluatorIsNoFailureOfWhatItMeasured() {
        var pauses = new Pauses<>(Clock.systemUTC());
        assertThatThrownBy(() -> pauses.attempt("it", EvaluationsTest::closed))
                .isInstanceOf(TrainerException.class);
        assertThat(pauses.has("it")).isFalse();
    }

    private static void closed() {
        throw new TrainerException(new TrainerFailure.Closed());
    }

    private void fails(String message) {
        assertThatThrownBy(network.coordinator::evaluate)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
    }
}
