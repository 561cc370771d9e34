package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.protocol.Messages;
import hearth.protocol.SandboxGrade;
import hearth.worker.AgentSnapshot.Activity;
import hearth.worker.AgentSnapshot.Reason;
import hearth.worker.policy.RunRules;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

@Timeout(30)
class PermissionTest {
    @TempDir private Path home;

    @Test
    void stopsTrainingWithinASecondWhenAGameFillsTheScreen() {
        var desk = new GameDesk();
        var training = new ScriptedTraining(home.resolve("training"));
        training.hold();
        try (var coordinator = new FakeCoordinator(3);
                var fixture = new AgentFixture(home, coordinator, training, desk).sharing()) {
            fixture.await("training", s -> s.activity() == Activity.TRAINING);

            long begun = System.nanoTime();
            desk.game(true);
            fixture.await("the reason", s -> s.reasons().contains(new Reason("fullscreen", "")));

            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void startsNoTrainingBelowTheGradeAskedForAndSendsTheGradeItTrainedIn() {
        var training = new ScriptedTraining(home.resolve("training"));
        training.walls(SandboxGrade.B);
        try (var coordinator = new FakeCoordinator(1);
                var fixture = new AgentFixture(home, coordinator, training)) {
            var link = fixture.agent.link();
            link.rules(link.rules().requiring(SandboxGrade.A));
            fixture.sharing();
            var waiting =
                    fixture.await(
                            "the reason",
                            s -> s.reasons().contains(new Reason("sandbox-weak", "B")));
            assertThat(waiting.sandbox())
                    .contains(
                            new AgentSnapshot.Sandbox("scripted", SandboxGrade.B, SandboxGrade.A));
            assertThat(training.started()).isZero();

            link.rules(link.rules().requiring(SandboxGrade.B));
            fixture.awaitResults(1);
            assertThat(coordinator.commits())
                    .extracting(Messages.Commit::sandbox)
                    .containsExactly(Optional.of(SandboxGrade.B));
        }
    }

    @Test
    void keepsRulesAndPausesOverARestart() {
        var careful =
                RunRules.read(
                        RunRules.USUAL.json().replace("\"cardsOff\":[]", "\"cardsOff\":[\"a\"]"));
        var until = Instant.now().plus(Duration.ofHours(1));
        try (var coordinator = new FakeCoordinator(3)) {
            try (var fixture = new AgentFixture(home, coordinator).sharing()) {
                assertThat(fixture.agent.link().rules()).isEqualTo(RunRules.USUAL);
                fixture.agent.link().rules(careful);
                fixture.agent.link().pauseUntil(until);
            }
            try (var fixture = new AgentFixture(home, coordinator)) {
                assertThat(fixture.agent.link().rules()).isEqualTo(careful);
                fixture.await("the pause", s -> ids(s).contains("paused"));

                fixture.agent.link().pauseUntil(Instant.now());
                fixture.await("its end", s -> !ids(s).contains("paused"));
            }
        }
    }

    @Test
    void waitsWithRulesThatItDoesNotUnderstandAndLeavesThemAlone() {
        var newer = "{\"version\":2}";
        try (var records = AgentRecords.open(home.resolve("journal.db"), Clock.systemUTC())) {
            records.file()
                    .write(
                            "INSERT INTO setting (name, value) VALUES ('run-rules', ?)",
                            s -> s.setString(1, newer));
        }
        try (var coordinator = new FakeCoordinator(3);
                var fixture = new AgentFixture(home, coordinator).sharing()) {
            fixture.await("the reason", s -> ids(s).equals(List.of("rules-unreadable")));
            assertThatThrownBy(fixture.agent.link()::rules)
                    .isInstanceOf(AgentRefusedException.class);
        }
        try (var records = AgentRecords.open(home.resolve("journal.db"), Clock.systemUTC())) {
            assertThat(records.settings().rules()).isEmpty();
        }
    }

    @Test
    void aHoldForAnUpdateLeavesThePauseAndTheLastLeaseOfTheOwnerAsTheyAre() {
        try (var coordinator = new FakeCoordinator(3);
                var fixture = new AgentFixture(home, coordinator).sharing()) {
            var link = fixture.agent.link();
            link.pauseUntil(Instant.now().plus(Duration.ofHours(1)));
            link.hold(Duration.ofMinutes(10));
            fixture.await("both", s -> ids(s).containsAll(List.of("paused", "finishing")));
            link.hold(Duration.ZERO);
            fixture.await("the pause", s -> ids(s).equals(List.of("paused")));

            link.finish();
            link.hold(Duration.ofMinutes(10));
            link.hold(Duration.ZERO);
            fixture.await("still both", s -> ids(s).containsAll(List.of("paused", "finishing")));
            assertThatThrownBy(() -> link.hold(Duration.ofHours(2)))
                    .isInstanceOf(AgentRefusedException.class);
            assertThatThrownBy(() -> link.hold(Duration.ofSeconds(-1)))
                    .isInstanceOf(AgentRefusedException.class);
        }
    }

    private static List<String> ids(AgentSnapshot snapshot) {
        return snapshot.reasons().stream().map(Reason::id).toList();
    }
}
