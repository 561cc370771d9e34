package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.hardware.Machine;
import hearth.hardware.Reading;
import hearth.protocol.Messages;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// An agent in this process, its training and its coordinator's address.
final class AgentFixture implements AutoCloseable {
    static final AgentPace FAST =
            new AgentPace(
                    Duration.ofMillis(10),
                    Duration.ofMillis(100),
                    Duration.ofMillis(50),
                    Duration.ofMillis(200));
    static final Machine MACHINE =
            () ->
                    new Reading(
                            "cpu",
                            2,
                            Optional.empty(),
                            Optional.empty(),
                            1L << 33,
                            Optional.empty(),
                            List.of(),
                            new Reading.Power.Mains());

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    final Agent agent;
    final ScriptedTraining training;
    private final Thread thread;

    AgentFixture(Path home, FakeCoordinator coordinator) {
        this(home, coordinator, new ScriptedTraining(home.resolve("training")));
    }

    AgentFixture(Path home, FakeCoordinator coordinator, ScriptedTraining training) {
        this(home, coordinator, training, MACHINE);
    }

    AgentFixture(
            Path home, FakeCoordinator coordinator, ScriptedTraining training, Machine machine) {
        this(home, coordinator, training, ports(training, machine));
    }

    AgentFixture(
            Path home, FakeCoordinator coordinator, ScriptedTraining training, AgentPorts ports) {
        this.training = training;
        agent = Agent.open(config(home, coordinator), ports);
        thread = Thread.ofVirtual().start(agent::run);
    }

    static AgentConfig config(Path home, FakeCoordinator coordinator) {
        return new AgentConfig(home, coordinator.address(), Optional.empty(), "den", "0.1.0", FAST);
    }

    static AgentPorts ports(Training training) {
        return ports(training, MACHINE);
    }

    private static AgentPorts ports(Training training, Machine machine) {
        return new AgentPorts(
                training,
                machine,
                Clock.system(ZoneOffset.UTC),
                RandomGenerator.of("L64X128MixRandom"));
    }

    /// Binds a payout and switches sharing on.
    AgentFixture sharing() {
        agent.link().bindPayout(binding());
        agent.link().share(true);
        return this;
    }

    static Messages.PayoutBinding binding() {
        return new Messages.PayoutBinding(
                "0x52908400098527886E0F7030069857D2E4169EE7", 4_000_000_000L, "00".repeat(65));
    }

    AgentSnapshot snapshot() {
        return agent.link().snapshot();
    }

    /// The first snapshot from now on that is as expected.
    AgentSnapshot await(String what, Predicate<AgentSnapshot> expected) {
        var seen = new CountDownLatch(1);
        var found = new AtomicReference<AgentSnapshot>();
        try (var _ =
                agent.link()
                        .subscribe(
                                s -> {
                                    if (seen.getCount() > 0 && expected.test(s)) {
                                        found.set(s);
                                        seen.countDown();
                                    }
                                })) {
            assertThat(seen.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                    .as(() -> what + ", last seen: " + snapshot())
                    .isTrue();
            return Objects.requireNonNull(found.get());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void awaitResults(int count) {
        await(count + " results", s -> s.recent().size() >= count);
    }

    @Override
    public void close() {
        agent.close();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
