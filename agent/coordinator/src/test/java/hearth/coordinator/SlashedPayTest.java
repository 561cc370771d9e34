package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Wei;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.Optional;

/// Where slashed money goes: not back to the owner, who had the work, and to nobody else while an
/// appeal may make it its device's again (`docs/decisions/0028-whose-bounds.md`).
@ParameterizedClass
@EnumSource(Column.class)
final class SlashedPayTest extends EscrowWorld {
    private static final Duration HOLD_BACK = Duration.ofMinutes(10);

    SlashedPayTest(Column column) {
        super(column, HOLD_BACK, 0);
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

    /// The newest result turns out to be other work, and what is held goes with it.
    private long slash() {
        while (database.read(s -> s.count("SELECT count(*) AS n FROM " + WAITING)) == 0) {
            assertThat(work()).isTrue();
        }
        long newest = database.read(s -> s.count("SELECT max(sequence) AS n FROM " + WAITING));
        database.change(
                session -> {
                    var manifests = new Manifests(coordinator.blobs());
                    var result = Results.find(session, newest).orElseThrow();
                    var entry = Finals.Entry.of(session, manifests, result);
                    Finals.refuse(session, entry, "STATIC_OK", Auditing.REASON, "told", now);
                    Shards.reject(session, job, result.shard());
                    Finals.slash(session, device.key.deviceId(), newest, Optional.of(job));
                });
        check();
        return newest;
    }

    private static final String WAITING = "result WHERE state = 'STATIC_OK'";

    private void close(long id) {
        escrow.requestClose(id);
        now = now.plus(SimulatedEscrow.GRACE).minusSeconds(60);
        goOn(6, Duration.ofSeconds(5));
        now = escrow.budget(id).closesAt();
        goOn(1, Duration.ofSeconds(5));
        assertThat(escrow.budget(id).closed()).isTrue();
        assertThat(state().funding().orElseThrow().closed()).isTrue();
    }

    @Test
    void doesNotComeBackToTheOwnerThoughNothingWasReleased() {
        publish();
        long id = escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        goOn(6, Duration.ofSeconds(5));
        slash();
        var slashed = state().books().slashed();
        assertThat(slashed.isZero()).isFalse();
        assertThat(state().books().spent()).isGreaterThanOrEqualTo(slashed);
        close(id);
        var books = state().books();
        assertThat(books.slashed()).isEqualTo(slashed);
        assertThat(escrow.budget(id).settled()).isEqualTo(books.released().plus(slashed));
        assertThat(escrow.refunded)
                .isEqualTo(books.budget().minus(books.released()).minus(slashed))
                .isEqualTo(books.refunded());
        assertThat(chain.total()).isEqualTo(books.released());
        assertThat(state().funding().orElseThrow().settled()).isEqualTo(books.spent());
    }

    @Test
    void ofAJobWhoseWorkWasAllSlashedNothingIsReleasedAndAllIsSettled() {
        publish();
        long id = escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        goOn(6, Duration.ofSeconds(5));
        escrow.requestClose(id);
        slash();
        var slashed = state().books().slashed();
        goOn(2, Duration.ofMinutes(1));
        now = escrow.budget(id).closesAt().minusSeconds(30);
        goOn(2, Duration.ofSeconds(5));
        assertThat(chain.height()).as("no root was ever needed").isZero();
        assertThat(escrow.budget(id).settled()).isEqualTo(slashed);
        goOn(2, Duration.ofSeconds(5));
        assertThat(escrow.budget(id).lastEpoch()).as("settled once").isEqualTo(1);
    }

    @Test
    void isSettledOnceThoughAnAppealIsUpheldAfterIt() {
        publish();
        long id = escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        goOn(6, Duration.ofSeconds(5));
        long refused = slash();
        var slashed = state().books().slashed();
        goOn(8, Duration.ofMinutes(5));
        var before = state().books().released();
        assertThat(before.isZero()).isFalse();
        var settled = escrow.budget(id).settled();
        assertThat(settled).as("with the next root").isEqualTo(before.plus(slashed));
        int settlements = escrow.budget(id).lastEpoch();

        database.change(session -> Finals.unslash(session, refused));
        while (chain.total().equals(before)) {
            sweep();
            now = now.plusSeconds(35);
        }
        assertThat(chain.total()).isEqualTo(state().books().released());
        assertThat(chain.total()).isGreaterThanOrEqualTo(before.plus(slashed));
        assertThat(escrow.budget(id).settled())
                .as("what was slashed had been settled")
                .isEqualTo(state().books().released());
        assertThat(escrow.budget(id).lastEpoch())
                .isEqualTo(chain.total().equals(settled) ? settlements : settlements + 1);
        close(id);
        assertThat(escrow.refunded).isEqualTo(state().books().refunded());
    }

    /// Its money is in the rewards and was kept for it, while another job, which has none there,
    /// waits for its own.
    @Test
    void isPaidOutAfterAnAppealThoughTheBudgetIsClosed() {
        publish();
        long id = escrow.fund(ACCOUNT, manifest.id(), manifest.budget());
        goOn(6, Duration.ofSeconds(5));
        long refused = slash();
        var slashed = state().books().slashed();
        close(id);
        var first = job;
        var released = state().books().released();
        int settlements = escrow.budget(id).lastEpoch();
        var left = escrow.funded.minus(chain.total());
        assertThat(left).isEqualTo(slashed);

        offer(Wei.ofEmber("2"));
        coordinator.create(job, manifest);
        boolean _ = coordinator.resume(job);
        goOn(8, Duration.ofMinutes(5));
        assertThat(state().books().held().isZero()).as("the operator's own job").isFalse();
        assertThat(state().books().released()).as("paid with slashed money").isEqualTo(Wei.ZERO);

        database.change(session -> Finals.unslash(session, refused));
        goOn(3, Duration.ofMinutes(5));
        job = first;
        assertThat(state().books().released()).isEqualTo(released.plus(slashed));
        assertThat(state().books().slashed()).isEqualTo(Wei.ZERO);
        assertThat(chain.total()).isEqualTo(escrow.funded);
        assertThat(escrow.budget(id).lastEpoch()).isEqualTo(settlements);
    }
}
