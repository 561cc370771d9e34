package hearth.app.exit;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.earnings.HistoryFile;
import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryStaking;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Said;
import hearth.app.fixture.Snapshots;
import hearth.app.look.Tone;
import hearth.app.staking.StakingDesk;
import hearth.app.wallet.WalletState;
import hearth.app.wallet.WalletState.Presence;
import hearth.protocol.Messages.HeldPay;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

class ExitPlanTest {
    private final InMemoryWallet wallet = InMemoryWallet.of(Presence.UNLOCKED);
    private final InMemoryStaking staking = InMemoryStaking.of(wallet);

    private Optional<HeldPay> heldPay =
            Optional.of(
                    new HeldPay(
                            Optional.of(Instant.parse("2027-02-19T18:42:10Z")),
                            Duration.ofHours(24),
                            64));

    private List<ExitStep> steps(boolean isTold) {
        return new ExitPlan(
                        Optional.of(Snapshots.busy()),
                        heldPay,
                        isTold,
                        Optional.of(0L),
                        wallet.state(),
                        staking.look(),
                        Said.speech())
                .steps();
    }

    private static ExitStep step(List<ExitStep> steps, String id) {
        return steps.stream().filter(s -> s.id().equals(id)).findFirst().orElseThrow();
    }

    @Test
    void saysOfEachStepHowItStandsAndFromWhenOn() {
        var steps = steps(false);
        assertThat(steps)
                .extracting(ExitStep::id)
                .containsExactly("work", "held", "claim", "stake", "returning");
        assertThat(step(steps, "claim").lines())
                .containsExactly("0.2397 EMBER are settled and can be claimed.");
        assertThat(step(steps, "stake").lines())
                .hasSize(3)
                .anyMatch(line -> line.startsWith("2 EMBER are flexible"))
                .anyMatch(line -> line.contains("0.1643 EMBER now"));
        assertThat(step(steps, "stake").actions())
                .extracting(ExitStep.Action::wish)
                .containsExactly(new ExitWish.TakeBack(Wei.ofEmber("2"), Duration.ofDays(7)));
        assertThat(step(steps, "returning").actions())
                .extracting(ExitStep.Action::wish)
                .containsExactly(new ExitWish.Withdraw(2, Wei.ofEmber("0.25")));
    }

    @Test
    void datesHeldPayByTheCoordinatorsWord() {
        assertThat(step(steps(false), "held").lines())
                .hasSize(3)
                .contains(
                        "All of it is due by Feb 19, 2027 at the latest, also if this computer"
                                + " stays off.",
                        "Sooner while this computer goes on: 1 day after a result was accepted, once"
                                + " 64 later ones are accepted too.");
        heldPay = Optional.of(new HeldPay(Optional.of(Snapshots.NOW), Duration.ofSeconds(5), 0));
        assertThat(step(steps(false), "held").lines().getLast())
                .isEqualTo("All of it is due and comes with one of the next settlements.");
        heldPay = Optional.empty();
        assertThat(step(steps(false), "held").lines().getLast())
                .isEqualTo("When it is due is not known now: the coordinator does not say.");
    }

    @Test
    void offersToFinishUntilTheAgentWasTold() {
        assertThat(step(steps(false), "work").actions()).hasSize(1);
        var told = step(steps(true), "work");
        assertThat(told.actions()).isEmpty();
        assertThat(told.tone()).isEqualTo(Tone.WARN);
        assertThat(told.lines().getLast()).isEqualTo("It is the last one: nothing new is taken.");
    }

    private static List<ExitStep> of(String released, long checking, WalletState state) {
        var agent =
                Snapshots.released(
                        Snapshots.paidTo(Snapshots.fresh(), Optional.of(InMemoryWallet.ADDRESS)),
                        Wei.ofEmber(released));
        return new ExitPlan(
                        Optional.of(agent),
                        Optional.empty(),
                        false,
                        Optional.of(checking),
                        state,
                        new StakingDesk.Sight.Nothing(),
                        Said.speech())
                .steps();
    }

    /// In the wallet 0.4128 were claimed, and nothing is claimable.
    @Test
    void whatIsReleasedAndNotClaimableYetIsNotDone() {
        var at = Snapshots.NOW.plus(Duration.ofHours(20));
        var later = InMemoryWallet.settledLater(Wei.ofEmber("3"), at).state();
        var waits = step(of("5.4128", 0, later), "claim");
        assertThat(waits.isDone()).isFalse();
        assertThat(waits.tone()).isEqualTo(Tone.WARN);
        assertThat(waits.actions()).isEmpty();
        assertThat(waits.lines()).hasSize(2);
        assertThat(waits.lines().getFirst())
                .startsWith("3 EMBER are settled")
                .contains(Said.speech().times().full(at));
        assertThat(waits.lines().getLast()).startsWith("2 EMBER are released and not settled");
        assertThat(step(of("3.4128", 0, later), "claim").lines()).hasSize(1);
        wallet.claim();
        assertThat(step(of("0.6525", 0, wallet.state()), "claim").isDone()).isTrue();
        var released = step(of("0.7525", 0, wallet.state()), "claim");
        assertThat(released.isDone()).isFalse();
        assertThat(released.lines())
                .singleElement()
                .asString()
                .startsWith("0.1 EMBER are released and not settled");
    }

    @Test
    void whatIsStillBeingCheckedIsNotDone() {
        var checked = step(of("0", 0, wallet.state()), "held");
        assertThat(checked.isDone()).isTrue();
        var checking = step(of("0", 12, wallet.state()), "held");
        assertThat(checking.isDone()).isFalse();
        assertThat(checking.lines())
                .singleElement()
                .asString()
                .startsWith("Results still being checked: 12.");
    }

    @Test
    void saysThatACaseHoldsEverythingBack() {
        staking.accused();
        assertThat(step(steps(false), "stake").lines().getFirst()).contains("A case against");
    }

    @Test
    void neverCallsDoneWhatIsNotKnown() {
        var silent =
                new ExitPlan(
                                Optional.empty(),
                                heldPay,
                                false,
                                Optional.empty(),
                                new WalletState(
                                        Presence.LOCKED,
                                        Optional.of(InMemoryWallet.ADDRESS),
                                        Optional.empty(),
                                        Optional.empty(),
                                        List.of(),
                                        Optional.empty(),
                                        List.of()),
                                new StakingDesk.Sight.Nothing(),
                                Said.speech())
                        .steps();
        assertThat(silent).noneMatch(ExitStep::isDone).allMatch(s -> s.actions().isEmpty());
        var nobody =
                new ExitPlan(
                                Optional.of(Snapshots.fresh()),
                                heldPay,
                                false,
                                Optional.of(0L),
                                WalletState.none(),
                                new StakingDesk.Sight.Nothing(),
                                Said.speech())
                        .steps();
        assertThat(step(nobody, "stake").isDone()).isTrue();
        assertThat(step(nobody, "work").isDone()).isTrue();
    }

    @Test
    void writesTheHistoryAndNeverOverAnother(@TempDir Path folder) throws IOException {
        var results = new InMemoryAgent(Snapshots.busy()).snapshot().recent();
        var file = new HistoryFile(folder);
        var first = file.write(results, Snapshots.NOW);
        var second = file.write(results, Snapshots.NOW);
        assertThat(first.getFileName().toString()).isEqualTo("hearth-history-2026-11-21.csv");
        assertThat(second).isNotEqualTo(first);
        var lines = Files.readAllLines(first);
        assertThat(lines).hasSize(results.size() + 1);
        assertThat(lines.getFirst()).startsWith("received,job,round");
        assertThat(lines.get(1)).contains(results.getFirst().job().value());
        try (var left = Files.list(folder)) {
            assertThat(left).hasSize(2);
        }
    }
}
