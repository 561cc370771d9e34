package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.protocol.Json;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.OwnerMessages.Piece;
import hearth.protocol.OwnerMessages.Publication;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.BlobStore;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// No owner, no outage and no window of the contracts stops what was earned from being paid: every
/// root that leaves is one that the chain takes.
@ParameterizedClass
@EnumSource(Column.class)
final class PayoutsTest extends EscrowWorld {
    PayoutsTest(Column column) {
        super(column, Duration.ofMinutes(10), 2);
    }

    @BeforeEach
    void paysFromWhatIsPaidIn() {
        chain.clock = this;
        chain.funded = () -> escrow.funded;
    }

    private void goOn(int turns, Duration each) {
        for (int i = 0; i < turns; i++) {
            sweep();
            now = now.plus(each);
            var _ = work();
        }
        sweep();
        assertThat(chain.refusals).isEmpty();
    }

    private Wei released() {
        return state().books().released();
    }

    @Test
    void aTopUpAboveTheLimitOfASettlementStopsNobody() {
        offer(Wei.of(120_000_000_000_000L));
        publish();
        long id = escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        goOn(1, Duration.ofSeconds(5));
        escrow.topUp(id, Wei.ofEmber("3"));
        sweep();
        assertThat(state().books().budget())
                .as("of the budget counts what one settlement may take")
                .isEqualTo(manifest.budget());
        goOn(40, Duration.ofMinutes(5));
        assertThat(released())
                .as("more was released than one settlement takes")
                .isGreaterThan(manifest.budget());
        assertThat(chain.total()).isEqualTo(released());
        assertThat(escrow.budget(id).settled()).isEqualTo(released());
        assertThat(state().books().budget()).isGreaterThan(manifest.budget());
    }

    @Test
    void whatIsAboveTheCapOfAnEpochGoesWithTheNext() {
        chain.epochCap = manifest.payPerLease();
        publish();
        var _ = escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        goOn(20, Duration.ofMinutes(5));
        assertThat(chain.height()).isGreaterThan(2);
        assertThat(chain.total()).isEqualTo(released());
    }

    @Test
    void aRefusedSettlementIsMadeUpFor() {
        publish();
        long id = escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        goOn(4, Duration.ofSeconds(5));
        // As if the coordinator had more there than what was settled: the root alone would pass.
        chain.funded = Settlement.Limits.NONE::funded;
        escrow.refusals = 1;
        for (int i = 0; i < 4; i++) {
            goOn(1, Duration.ofMinutes(12));
            assertThat(chain.total())
                    .as("no root leaves before its pay is settled")
                    .isLessThanOrEqualTo(escrow.budget(id).settled());
        }
        assertThat(escrow.refusals).isZero();
        assertThat(chain.height()).isPositive();
        assertThat(escrow.budget(id).settled()).isEqualTo(released());
        goOn(4, Duration.ofMinutes(12));
        assertThat(escrow.budget(id).lastEpoch()).isGreaterThan(1);
        assertThat(escrow.budget(id).settled()).isEqualTo(released()).isEqualTo(chain.total());
    }

    @Test
    void aMissedSettlementIsCaughtUpWithTheNext() {
        publish();
        long id = escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        goOn(6, Duration.ofMinutes(5));
        assertThat(released().isZero()).isFalse();
        escrow.lose(id);
        chain.funded = Settlement.Limits.NONE::funded;
        goOn(8, Duration.ofMinutes(12));
        assertThat(escrow.budget(id).settled()).isEqualTo(released());
    }

    @Test
    void whatIsHeldIsPaidBeforeItsBudgetCloses() {
        publish();
        long id = escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        goOn(4, Duration.ofSeconds(5));
        escrow.requestClose(id);
        goOn(8, Duration.ofMinutes(10));
        assertThat(state().state()).isEqualTo("CANCELLED");
        assertThat(state().books().held().isZero()).as("the newest are held back").isFalse();
        now = escrow.budget(id).closesAt().minusSeconds(60);
        goOn(14, Duration.ofSeconds(5));
        assertThat(escrow.budget(id).closed()).isTrue();
        var books = state().books();
        assertThat(books.held()).isEqualTo(Wei.ZERO);
        assertThat(books.released().isZero()).isFalse();
        assertThat(chain.total()).isEqualTo(books.released());
        assertThat(escrow.refunded).isEqualTo(books.refunded());
    }

    @Test
    void aRootThatItsBudgetCanNoLongerPayIsTakenBackBeforeItLeaves() {
        publish();
        long id = escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        goOn(6, Duration.ofSeconds(5));
        now = now.plus(Duration.ofMinutes(11));
        assertThat(coordinator.settle()).isPresent();
        assertThat(released().isZero()).as("in the books").isFalse();
        isToldAs("HELD", Optional.empty());
        escrow.requestClose(id);
        now = now.plus(SimulatedEscrow.GRACE);
        goOn(3, Duration.ofMinutes(1));
        assertThat(chain.height()).isZero();
        assertThat(released()).isEqualTo(Wei.ZERO);
        assertThat(state().books().held().isZero()).isFalse();
        assertThat(coordinator.views().epochs(0).epochs()).isEmpty();

        var held = state().books().held();
        chain.funded = () -> held;
        goOn(3, Duration.ofMinutes(1));
        assertThat(chain.total()).as("somebody else paid it in").isEqualTo(held);
        isToldAs("RELEASED", Optional.of(1L));
    }

    /// What was told as released is not asked for again, so it is told once nobody takes it back.
    private void isToldAs(String ledger, Optional<Long> epoch) {
        var id = device.key.deviceId();
        var paid =
                coordinator.results(id, 0).results().stream()
                        .filter(result -> result.ledger().isPresent())
                        .toList();
        assertThat(paid)
                .isNotEmpty()
                .allSatisfy(
                        result -> {
                            assertThat(result.ledger()).contains(ledger);
                            assertThat(result.epoch()).isEqualTo(epoch);
                            assertThat(result.releasedAt().isPresent())
                                    .isEqualTo(epoch.isPresent());
                        });
        var sum = paid.stream().map(ResultView::pay).reduce(Wei.ZERO, Wei::plus);
        var earnings = coordinator.earnings(id);
        assertThat(earnings.released()).isEqualTo(epoch.isPresent() ? sum : Wei.ZERO);
        assertThat(earnings.held()).isEqualTo(epoch.isPresent() ? Wei.ZERO : sum);
        assertThat(coordinator.accounts().held(id).until().isPresent()).isEqualTo(epoch.isEmpty());
    }

    /// One whose answer was lost before the outbox said when a root left.
    @Test
    void aRootThatTheChainHasIsNotTakenBack() {
        publish();
        long id = escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        goOn(6, Duration.ofSeconds(5));
        now = now.plus(Duration.ofMinutes(11));
        assertThat(coordinator.settle()).hasValue(1L);
        chain.funded = Settlement.Limits.NONE::funded;
        var left = database.read(s -> Outbox.next(s, now)).orElseThrow();
        chain.post(1, left.root(), left.total(), left.leaves());
        chain.funded = () -> Wei.ZERO;
        escrow.requestClose(id);
        now = now.plus(SimulatedEscrow.GRACE);
        goOn(3, Duration.ofMinutes(1));
        assertThat(released()).isEqualTo(chain.total()).isEqualTo(left.total());
        assertThat(coordinator.views().epochs(0).epochs()).hasSize(1);
    }

    @Test
    void aWindowLongerThanTheIntervalKeepsNobodyWaitingForMoreThanTwo() {
        chain.window = Duration.ofMinutes(20);
        publish();
        var _ = escrow.fund(ACCOUNT, manifest.id(), manifest.budget(), Wei.ofEmber("4"));
        for (int i = 0; i < 60; i++) {
            goOn(1, Duration.ofMinutes(2));
            long late =
                    database.read(
                            session ->
                                    session.count(
                                            "SELECT count(*) AS n FROM ledger WHERE state ="
                                                    + " 'HELD' AND result <= (SELECT"
                                                    + " max(result) - 2 FROM ledger) AND created_at"
                                                    + " < ?",
                                            now.minus(Duration.ofMinutes(10))
                                                    .minus(chain.window.multipliedBy(2))));
            assertThat(late).isZero();
        }
        assertThat(chain.height()).isBetween(3, 6);
    }

    private void untilPosted(int roots) {
        for (int i = 0; i < 40 && chain.height() < roots; i++) {
            goOn(1, Duration.ofMinutes(2));
        }
        assertThat(chain.height()).isEqualTo(roots);
    }

    /// The contract pays under the newest root whose window is over, and under no other.
    @Test
    void aRootIsProvenFromTheMomentOnInWhichItPays() {
        chain.window = Duration.ofMinutes(20);
        publish();
        var _ = escrow.fund(ACCOUNT, manifest.id(), manifest.budget(), Wei.ofEmber("4"));
        var account = Simulation.account(device);
        untilPosted(1);
        assertThat(coordinator.claimProof(account)).isEqualTo(Answer.refused(Refusal.NO_CLAIM));
        var first = done(coordinator.claims().pending(account));
        assertThat(first.claimableAt()).isEqualTo(chain.validAt(1));
        assertThat(first.cumulative()).isEqualTo(released());
        now = first.claimableAt().minusMillis(1);
        assertThat(coordinator.claimProof(account)).isEqualTo(Answer.refused(Refusal.NO_CLAIM));
        now = first.claimableAt();
        assertThat(done(coordinator.claimProof(account)).cumulative())
                .isEqualTo(first.cumulative());
        assertThat(coordinator.claims().pending(account))
                .isEqualTo(Answer.refused(Refusal.NO_CLAIM));
        untilPosted(2);
        var second = done(coordinator.claims().pending(account));
        assertThat(second.epoch()).isEqualTo(2);
        assertThat(second.cumulative()).isGreaterThan(first.cumulative());
        var proof = done(coordinator.claimProof(account));
        assertThat(proof.epoch()).isEqualTo(1);
        assertThat(proof.cumulative()).isEqualTo(first.cumulative());
        // Whatever the chain did meanwhile, its new word counts.
        chain.lose(1);
        now = now.plus(Duration.ofMinutes(1));
        untilPosted(2);
        assertThat(done(coordinator.claims().pending(account)).claimableAt())
                .isEqualTo(chain.validAt(2))
                .isAfter(second.claimableAt());
        now = chain.validAt(2);
        assertThat(done(coordinator.claimProof(account)).epoch()).isEqualTo(2);
    }

    @Test
    void theLeavesOfARootAreReadOnceHoweverOftenAnybodyAsks() {
        publish();
        var _ = escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        goOn(6, Duration.ofMinutes(5));
        var reads = new AtomicInteger();
        var blobs = counted(coordinator.blobs(), reads);
        var claims = new Claims(database, blobs, this);
        var account = Simulation.account(device);
        for (int i = 0; i < 3; i++) {
            assertThat(claims.proof(account)).isEqualTo(coordinator.claimProof(account));
            assertThat(claims.proof(ACCOUNT)).isEqualTo(Answer.refused(Refusal.NO_CLAIM));
        }
        assertThat(reads).hasValue(1);
        var before = claims.proof(account);
        goOn(3, Duration.ofMinutes(12));
        assertThat(claims.proof(account))
                .isEqualTo(coordinator.claimProof(account))
                .isNotEqualTo(before);
        assertThat(reads).hasValue(2);
        assertThat(coordinator.views().epochs(0).epochs()).hasSize(chain.height());
    }

    private static BlobStore counted(BlobStore blobs, AtomicInteger reads) {
        return (BlobStore)
                Proxy.newProxyInstance(
                        BlobStore.class.getClassLoader(),
                        new Class<?>[] {BlobStore.class},
                        (_, method, arguments) -> {
                            reads.incrementAndGet();
                            return method.invoke(blobs, arguments);
                        });
    }

    /// The sums of the root before are what its file says; a file that says something else than the
    /// books makes no root.
    @Test
    void nothingIsFrozenOnSumsThatTheBooksDoNotHave() {
        publish();
        var _ = escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        goOn(6, Duration.ofMinutes(5));
        var file =
                LeafFile.of(
                        31337,
                        "0x00000000000000000000000000000000000000ff",
                        chain.height(),
                        Map.of(ACCOUNT, chain.total().plus(Wei.of(1))));
        var bytes = Json.bytes(file);
        var hash = coordinator.blobs().put(bytes);
        database.change(
                session -> {
                    Blobs.publish(session, coordinator.blobs(), hash, bytes.length);
                    session.update(
                            "UPDATE epoch SET leaves = ?, total = ? WHERE number = ?",
                            hash,
                            file.total(),
                            chain.height());
                });
        var before = released();
        now = now.plus(Duration.ofMinutes(12));
        var _ = work();
        coordinator.advance();
        assertThatThrownBy(coordinator::settle).hasMessageContaining("books");
        assertThat(released()).isEqualTo(before);
    }

    @Test
    void anEscrowWithTooShortAGraceTakesNoJobs() {
        escrow.grace = Duration.ofMinutes(10);
        sweep();
        var pieces = all().stream().map(b -> new Piece(Sha256.of(b), b.length)).toList();
        assertThat(
                        coordinator
                                .publications()
                                .publish(OWNER.deviceId(), job, new Publication(manifest, pieces)))
                .isEqualTo(Answer.refused(Refusal.GRACE_TOO_SHORT));
    }
}
