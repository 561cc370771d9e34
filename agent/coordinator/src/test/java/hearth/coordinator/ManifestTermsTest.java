package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hearth.protocol.Extent;
import hearth.protocol.JobId;
import hearth.protocol.Manifest;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.OwnerMessages;
import hearth.protocol.OwnerMessages.Draft;
import hearth.protocol.OwnerMessages.Piece;
import hearth.protocol.OwnerMessages.Publication;
import hearth.protocol.Sha256;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a manifest says about its lengths and its end, held to what is published and when (JM-1).
@ParameterizedClass
@EnumSource(Column.class)
final class ManifestTermsTest extends EscrowWorld {
    ManifestTermsTest(Column column) {
        super(column, Duration.ofMinutes(1), 0);
    }

    private Answer<Draft> publish(Manifest wanted, List<Piece> pieces) {
        return coordinator
                .publications()
                .publish(
                        OWNER.deviceId(),
                        OwnerMessages.idOf(wanted),
                        new Publication(wanted, pieces));
    }

    private List<Piece> pieces() {
        return all().stream().map(b -> new Piece(Sha256.of(b), b.length)).toList();
    }

    private Manifest until(Instant expires) {
        return manifest.sized(content -> manifest.sizes().getOrDefault(content, 0L), expires);
    }

    private static Manifest unsized(Manifest of) {
        return new Manifest(
                Manifest.UNSIZED,
                of.title(),
                of.owner(),
                of.recipe(),
                of.parameters(),
                of.training(),
                of.data(),
                of.verification(),
                of.flopPerLease(),
                of.weiPerTeraflop(),
                of.budget());
    }

    private void isRefused(Manifest wanted, List<Piece> pieces, String why) {
        assertThat(publish(wanted, pieces))
                .asInstanceOf(InstanceOfAssertFactories.type(Answer.Refused.class))
                .satisfies(
                        refused -> {
                            assertThat(refused.reason()).isEqualTo(Refusal.UNFIT_EXTENT);
                            assertThat(refused.detail()).contains(why);
                        });
        assertThat(coordinator.owned().of(OwnerMessages.idOf(wanted)))
                .isEqualTo(Answer.refused(Refusal.NO_SUCH_JOB));
    }

    @Test
    void noJobIsTakenThatDoesNotSayHowLongItIsAndLasts() {
        isRefused(unsized(manifest), pieces(), "does not say how long");
        isRefused(until(now), pieces(), "expired at 2026-01-01T00:00:00Z");
        isRefused(until(now.plusSeconds(3599)), pieces(), "in less than 60 minutes");
        isRefused(until(now.plus(JobTerms.MOST_TIME).plusSeconds(1)), pieces(), "more than 731");
        for (var fits : List.of(now.plusSeconds(3600), now.plus(JobTerms.MOST_TIME))) {
            assertThat(done(publish(until(fits), pieces())).missing()).hasSize(pieces().size());
        }
    }

    @Test
    void noPieceHasAnotherLengthThanItsManifestSays() {
        for (int changed = 0; changed < pieces().size(); changed++) {
            var pieces = new ArrayList<>(pieces());
            var piece = pieces.get(changed);
            pieces.set(changed, new Piece(piece.content(), piece.bytes() + 1));
            isRefused(
                    manifest, pieces, "says another length than Piece[content=" + piece.content());
        }
        var missing = pieces().subList(1, pieces().size());
        assertThat(publish(manifest, missing)).isEqualTo(Answer.refused(Refusal.MALFORMED));

        assertThat(done(publish(manifest, pieces())).missing()).isEqualTo(pieces());
        var first = shards.getFirst();
        var longer = new ByteArrayInputStream(Arrays.copyOf(first, first.length + 1));
        assertThat(coordinator.publications().receive(job, Sha256.of(first), 0, longer))
                .isEqualTo(Answer.refused(Refusal.WRONG_LENGTH));
        assertThat(state().missing()).isEqualTo(pieces().size());
    }

    /// Its agents would read no such manifest.
    @Test
    void anAgentOfBeforeIsGivenNoSuchJobAndGoesOnWithOthers() {
        publish();
        escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        sweep();
        var id = device.key.deviceId();
        assertThat(coordinator.lease(id, new LeaseRequest(Set.of("gpt"))).lease()).isEmpty();

        var before = new JobId("before");
        coordinator.create(before, unsized(manifest));
        sweep();
        assertThat(coordinator.lease(id, new LeaseRequest(Set.of("gpt"))).lease())
                .hasValueSatisfying(lease -> assertThat(lease.job()).isEqualTo(before));
        var both = new LeaseRequest(Set.of("gpt", Extent.NEED));
        assertThat(coordinator.lease(id, both).lease()).isPresent();
    }

    /// Before any sweep: a second earlier there is work.
    @Test
    void nothingIsLeasedFromTheEndOn() {
        publish();
        escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        sweep();
        sweep();
        now = EXPIRES;
        assertThat(work()).isFalse();
        now = EXPIRES.minusSeconds(1);
        assertThat(work()).isTrue();
    }

    @Test
    void anExpiredJobGivesNoWorkPaysWhatWasDoneAndGivesBackTheRest() {
        publish();
        escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        for (int i = 0; i < 12; i++) {
            sweep();
            now = now.plusSeconds(5);
            var _ = work();
        }
        now = EXPIRES.minusSeconds(1);
        coordinator.advance();
        assertThat(work()).isTrue();
        now = EXPIRES;
        assertThat(work()).as("before the next sweep").isFalse();
        assertThat(state().problem()).isEmpty();
        for (int i = 0; i < 30 && !state().state().equals("CANCELLED"); i++) {
            sweep();
            now = now.plusSeconds(60);
        }
        assertThat(state().state()).isEqualTo("CANCELLED");
        assertThat(state().problem()).isEqualTo(Optional.of("expired"));
        sweep();
        var books = state().books();
        assertThat(books.reserved().isZero() && books.available().isZero()).isTrue();
        assertThat(state().accepted()).isPositive();
        assertThat(books.spent().plus(books.refunded())).isEqualTo(books.budget());
    }

    @Test
    void aDraftThatExpiredBeginsNothingHoweverItIsPaid() {
        publish();
        assertThat(state().problem()).isEmpty();
        now = EXPIRES;
        assertThat(state().problem()).isEqualTo(Optional.of("expired"));
        escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        sweep();
        assertThat(state().state()).isEqualTo("DRAFT");
        assertThat(work()).isFalse();
        assertThat(done(publish(manifest, pieces())).state()).as("again").isEqualTo("DRAFT");
    }

    @Test
    void aPieceThatIsTooLargeIsSaidBeforeItIsSent() {
        var fits = manifest.sized(content -> JobTerms.MOST_PIECE, EXPIRES);
        JobTerms.checkSizes(fits);
        var large = manifest.sized(content -> JobTerms.MOST_PIECE + 1, EXPIRES);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> JobTerms.checkSizes(large))
                .withMessageContaining("and 1024 MiB are taken");
        var pieces =
                all().stream().map(b -> new Piece(Sha256.of(b), JobTerms.MOST_PIECE + 1)).toList();
        assertThat(publish(large, pieces)).isEqualTo(Answer.refused(Refusal.MALFORMED));
    }
}
