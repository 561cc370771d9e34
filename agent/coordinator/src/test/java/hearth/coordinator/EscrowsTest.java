package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.OfflineVerification.Verified;
import hearth.protocol.Messages.Received;
import hearth.protocol.OwnerMessages;
import hearth.protocol.OwnerMessages.Piece;
import hearth.protocol.OwnerMessages.Publication;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Locale;

/// The money of an owner's job, from the escrow through the books and back, in one thread.
@ParameterizedClass
@EnumSource(Column.class)
final class EscrowsTest extends EscrowWorld {
    private static final Duration HOLD_BACK = Duration.ofMinutes(10);

    EscrowsTest(Column column) {
        super(column, HOLD_BACK, 0);
    }

    @Test
    void aDraftIsFundedOnlyByItsOwnersAccountAndItsManifestAndEnough() {
        publish();
        var all = manifest.budget();
        escrow.fund("0x00000000000000000000000000000000000000bb", manifest.id(), all);
        escrow.fund(ACCOUNT, Sha256.of(heldOut), all);
        escrow.fund(ACCOUNT, manifest.id(), all.minus(Wei.of(1)));
        sweep();
        assertThat(state().state()).isEqualTo("DRAFT");
        assertThat(state().books().budget()).isEqualTo(Wei.ZERO);
        assertThat(coordinator.published(Sha256.of(shards.getFirst())))
                .as("data that nobody paid for is nobody's to read")
                .isEqualTo(Answer.refused(Refusal.NO_SUCH_BLOB));

        long id =
                escrow.fund(
                        ACCOUNT.toUpperCase(Locale.ROOT).replace("0X", "0x"), manifest.id(), all);
        sweep();
        assertThat(state().state()).isEqualTo("FUNDED");
        assertThat(state().funding().orElseThrow().id()).isEqualTo(id);
        assertThat(coordinator.published(Sha256.of(shards.getFirst())))
                .isInstanceOf(Answer.Done.class);
        assertThat(coordinator.published(Sha256.of(heldOut)))
                .isEqualTo(Answer.refused(Refusal.NO_SUCH_BLOB));
    }

    @Test
    void moneyThatCameBeforeTheDataWaitsForIt() {
        escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        sweep();
        publish();
        sweep();
        assertThat(state().state()).isEqualTo("FUNDED");
    }

    @Test
    void moneyThatNoJobTakesAnyMoreIsShownToWhoPaidItAndComesBackWithNotice() {
        publish();
        escrow.fund("0x00000000000000000000000000000000000000bb", manifest.id(), Wei.of(5));
        var _ = coordinator.owned().cancel(job);
        sweep();
        assertThat(state().funding()).as("somebody else's").isEmpty();
        long id = escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        sweep();
        assertThat(state().state()).isEqualTo("CANCELLED");
        assertThat(state().funding().map(OwnerMessages.Funding::id)).hasValue(id);

        escrow.requestClose(id);
        sweep();
        now = now.plus(SimulatedEscrow.GRACE);
        sweep();
        assertThat(escrow.budget(id).closed()).isTrue();
        assertThat(escrow.refunded).isEqualTo(manifest.budget());
        assertThat(state().funding().orElseThrow().closed()).isTrue();
    }

    @Test
    void ofACancelledJobWhatWasWorkedIsPaidAndTheRestGoesBackToTheWei() {
        publish();
        long id = escrow.fund(ACCOUNT, manifest.id(), manifest.budget(), Wei.ofEmber("2"));
        for (int i = 0; i < 20; i++) {
            sweep();
            now = now.plusSeconds(5);
            work();
        }
        assertThat(state().round()).isPositive();
        escrow.topUp(id, Wei.ofEmber("0.5"));
        sweep();
        assertThat(state().books().budget()).isEqualTo(Wei.ofEmber("1.5"));

        escrow.requestClose(id);
        sweep();
        assertThat(work()).as("nothing new is given out").isFalse();
        for (int i = 0; i < 30 && !state().state().equals("CANCELLED"); i++) {
            now = now.plusSeconds(60);
            sweep();
        }
        assertThat(state().state()).isEqualTo("CANCELLED");
        now = now.plus(HOLD_BACK);
        sweep();
        sweep();
        var books = state().books();
        assertThat(books.held()).isEqualTo(Wei.ZERO);
        assertThat(books.released().isZero()).isFalse();
        assertThat(escrow.budget(id).settled()).isEqualTo(books.released());
        assertThat(escrow.budget(id).closed()).as("the grace is not over").isFalse();

        now = now.plus(SimulatedEscrow.GRACE);
        sweep();
        assertThat(escrow.budget(id).closed()).isTrue();
        assertThat(escrow.refunded).isEqualTo(books.refunded());
        assertThat(books.released().plus(books.refunded())).isEqualTo(books.budget());
        assertThat(state().funding().orElseThrow().closed()).isTrue();
    }

    @Test
    void whoVerifiesTheFolderKnowsDraftsAndTopUps() {
        publish();
        assertThat(verified()).as("a draft").isInstanceOf(Verified.Same.class);
        long id = escrow.fund(ACCOUNT, manifest.id(), manifest.budget(), Wei.ofEmber("2"));
        sweep();
        assertThat(verified()).isInstanceOf(Verified.Same.class);
        escrow.topUp(id, Wei.ofEmber("0.5"));
        sweep();
        assertThat(state().books().budget()).isEqualTo(Wei.ofEmber("1.5"));
        assertThat(verified()).as("a top-up").isInstanceOf(Verified.Same.class);

        database.change(
                session -> JobBooks.add(session, job, JobBooks.Book.AVAILABLE, Wei.ofEmber("0.1")));
        assertThat(verified())
                .as("more than was paid in")
                .isInstanceOfSatisfying(
                        Verified.Different.class,
                        found ->
                                assertThat(found.firstDifference())
                                        .isEqualTo(job + " has another budget than its manifest"));
    }

    private Verified verified() {
        return new OfflineVerification(database, coordinator.blobs()).verify();
    }

    @Test
    void aRootWaitsUntilItsPayHasLeftTheEscrow() {
        publish();
        long id = escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        for (int i = 0; i < 8; i++) {
            sweep();
            now = now.plusSeconds(5);
            work();
        }
        sweep();
        now = now.plus(HOLD_BACK);
        assertThat(coordinator.settle()).isPresent();
        escrow.isAway = true;
        coordinator.post();
        assertThat(chain.height()).isZero();

        escrow.isAway = false;
        now = now.plus(Duration.ofHours(1));
        coordinator.post();
        assertThat(chain.height()).isEqualTo(1);
        assertThat(escrow.budget(id).settled()).isEqualTo(chain.total());
        coordinator.post();
        assertThat(escrow.budget(id).lastEpoch()).as("settled once").isEqualTo(1);
        check();
    }

    /// The contract takes any limit, and "none" is the largest number there.
    @Test
    void whoLimitsNoSettlementStopsNobodysPay() {
        var none = new Wei(BigInteger.TWO.pow(256).subtract(BigInteger.ONE));
        chain.epochCap = none;
        publish();
        long id = escrow.fund(ACCOUNT, manifest.id(), manifest.budget(), none);
        for (int epochs = 1; epochs <= 2; epochs++) {
            for (int i = 0; i < 6; i++) {
                sweep();
                now = now.plusSeconds(5);
                work();
            }
            now = now.plus(HOLD_BACK);
            sweep();
            sweep();
            assertThat(chain.height()).isEqualTo(epochs);
            assertThat(escrow.budget(id).settled()).isEqualTo(chain.total());
        }
        escrow.topUp(id, Wei.ofEmber("0.5"));
        sweep();
        assertThat(state().books().budget()).isEqualTo(Wei.ofEmber("1.5"));
    }

    /// Anybody may pay in a wei for a manifest that there never was, as often as he likes.
    @Test
    void budgetsOfNoJobKeepNobodyWaitingAndGoBackAllTheSame() {
        long early = escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        for (int i = 0; i < 200; i++) {
            escrow.fund(ACCOUNT, Sha256.of(new byte[] {(byte) i, 7}), Wei.of(1));
        }
        sweep();
        escrow.looks = 0;
        sweep();
        assertThat(escrow.looks).isLessThanOrEqualTo(OpenBudgets.MOST_OF_NOBODY);

        for (int i = 0; i < 100; i++) {
            escrow.fund(ACCOUNT, manifest.id(), Wei.of(1));
        }
        escrow.requestClose(early);
        now = now.plus(SimulatedEscrow.GRACE);
        escrow.closeByOwner(early);
        publish();
        sweep();
        assertThat(state().state()).as("what was taken back funds nothing").isEqualTo("DRAFT");

        long late = escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        escrow.looks = 0;
        sweep();
        assertThat(escrow.looks)
                .as("these, and the one that pays when it is found and when it is taken")
                .isLessThanOrEqualTo(OpenBudgets.MOST_OF_NOBODY + 2);
        assertThat(state().funding().orElseThrow().id()).isEqualTo(late);

        escrow.requestClose(100);
        now = now.plus(SimulatedEscrow.GRACE);
        for (int i = 0; i < 10 && !escrow.budget(100).closed(); i++) {
            sweep();
        }
        assertThat(escrow.budget(100).closed()).isTrue();
    }

    @Test
    void aDraftIsCancelledWithoutMoneyAndFundsNothingAfterwards() {
        publish();
        assertThat(done(coordinator.owned().cancel(job)).state()).isEqualTo("CANCELLED");
        long id = escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        sweep();
        assertThat(state().state()).isEqualTo("CANCELLED");
        escrow.requestClose(id);
        now = now.plus(SimulatedEscrow.GRACE);
        sweep();
        assertThat(escrow.refunded).isEqualTo(manifest.budget());
    }

    @Test
    void aHashOpensNothingThatSomebodyElseBrought() {
        coordinator.blobs().put(shards.getFirst());
        var pieces = all().stream().map(b -> new Piece(Sha256.of(b), b.length)).toList();
        var draft =
                done(
                        coordinator
                                .publications()
                                .publish(OWNER.deviceId(), job, new Publication(manifest, pieces)));
        assertThat(draft.missing()).hasSize(pieces.size());
        var first = Sha256.of(shards.getFirst());
        assertThat(
                        coordinator
                                .publications()
                                .receive(job, first, 0, new ByteArrayInputStream(new byte[7])))
                .isEqualTo(Answer.refused(Refusal.UPLOAD_AGAIN));
        send(shards.getFirst());
        assertThat(state().missing()).isEqualTo(pieces.size() - 1);
    }

    @Test
    void aPieceGoesOnWhereItsLineBrokeAlsoAfterASweep() {
        var pieces = all().stream().map(b -> new Piece(Sha256.of(b), b.length)).toList();
        var _ =
                done(
                        coordinator
                                .publications()
                                .publish(OWNER.deviceId(), job, new Publication(manifest, pieces)));
        var whole = shards.getFirst();
        var hash = Sha256.of(whole);
        var publications = coordinator.publications();
        assertThat(publications.receive(job, hash, 0, new ByteArrayInputStream(whole, 0, 3)))
                .isEqualTo(Answer.done(new Received(3)));
        coordinator.advance();
        assertThat(publications.received(job, hash)).isEqualTo(Answer.done(new Received(3)));
        assertThat(
                        publications.receive(
                                job, hash, 3, new ByteArrayInputStream(whole, 3, whole.length - 3)))
                .isEqualTo(Answer.done(new Received(whole.length)));
        assertThat(publications.isWhole(job, hash)).isTrue();
    }
}
