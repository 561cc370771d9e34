package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.OwnerMessages;
import hearth.protocol.OwnerMessages.Piece;
import hearth.protocol.OwnerMessages.Publication;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayInputStream;
import java.time.Duration;

/// What is published and never paid for does not stay.
@ParameterizedClass
@EnumSource(Column.class)
final class UnpaidDraftsTest extends EscrowWorld {
    UnpaidDraftsTest(Column column) {
        super(column, Duration.ofMinutes(10), 2);
    }

    private boolean isKnown(JobId id) {
        return coordinator.isJob(id);
    }

    private boolean isHere(byte[] bytes) {
        return coordinator.blobs().contains(Sha256.of(bytes));
    }

    private void tidyAfter(Duration time) {
        now = now.plus(time);
        coordinator.advance();
        boolean more = true;
        while (more) {
            more = coordinator.tidy();
        }
        check();
    }

    @Test
    void goesWithItsDataAfterAWeekAndMayComeAgain() {
        publish();
        tidyAfter(Removal.UNPAID.minusSeconds(1));
        assertThat(isKnown(job)).isTrue();
        assertThat(isHere(heldOut)).isTrue();
        tidyAfter(Duration.ofSeconds(1));
        assertThat(isKnown(job)).isFalse();
        assertThat(all()).noneMatch(this::isHere);
        assertThat(isHere(Json.bytes(manifest))).isFalse();
        assertThat(
                        coordinator
                                .publications()
                                .receive(
                                        job,
                                        Sha256.of(heldOut),
                                        0,
                                        new ByteArrayInputStream(heldOut)))
                .isEqualTo(Answer.refused(Refusal.NO_SUCH_BLOB));

        publish();
        var _ = escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        sweep();
        tidyAfter(Removal.UNPAID.plusDays(1));
        sweep();
        assertThat(work()).isTrue();
        assertThat(all()).allMatch(this::isHere);
    }

    @Test
    void keepsWhatAnotherDraftHasBroughtToo() {
        publish();
        var first = job;
        now = now.plus(Duration.ofDays(3));
        offer(Wei.ofEmber("2"));
        publish();
        assertThat(job).isNotEqualTo(first);
        tidyAfter(Duration.ofDays(4));
        assertThat(isKnown(first)).isFalse();
        assertThat(isKnown(job)).isTrue();
        assertThat(all()).allMatch(this::isHere);
        tidyAfter(Duration.ofDays(3));
        assertThat(isKnown(job)).isFalse();
        assertThat(all()).noneMatch(this::isHere);
    }

    @Test
    void waitsForDataThatIsPaidFor() {
        var pieces =
                all().stream().map(bytes -> new Piece(Sha256.of(bytes), bytes.length)).toList();
        var draft =
                done(
                        coordinator
                                .publications()
                                .publish(
                                        OWNER.deviceId(),
                                        OwnerMessages.idOf(manifest),
                                        new Publication(manifest, pieces)));
        send(heldOut);
        var _ = escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        sweep();
        tidyAfter(Removal.UNPAID.plusDays(1));
        assertThat(isKnown(draft.job())).isTrue();
        assertThat(isHere(heldOut)).isTrue();
    }
}
