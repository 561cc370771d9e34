package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.worker.AgentSnapshot.Activity;
import hearth.worker.AgentSnapshot.Reason;
import hearth.worker.policy.RunRules;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

@Timeout(120)
class RefusedKindsTest {
    @TempDir private Path home;

    private static RunRules refusing(RunRules r, Set<String> kinds) {
        return new RunRules(
                r.version(),
                r.person(),
                r.others(),
                r.times(),
                r.money(),
                r.network(),
                r.limits(),
                r.cardsOff(),
                r.mustKnow(),
                r.sandbox(),
                new TreeSet<>(kinds),
                r.programsFirst());
    }

    @Test
    void asksForNothingUntilOneOfTheKindsThatItCanTrainIsWelcome() {
        try (var coordinator = new FakeCoordinator(1);
                var fixture = new AgentFixture(home, coordinator)) {
            fixture.training.hold();
            var usual = fixture.agent.link().rules();
            fixture.agent.link().rules(refusing(usual, fixture.training.recipes()));
            fixture.sharing();
            fixture.await("refused", s -> s.reasons().contains(new Reason("kinds-off", "")));
            assertThat(coordinator.leases()).isEmpty();
            fixture.agent.link().rules(usual);
            fixture.await("training", s -> s.activity() == Activity.TRAINING);
        }
    }
}
