package hearth.app.operator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.chain.PostResult;
import hearth.chain.PostedRoot;
import hearth.coordinator.Settlement.PostOutcome;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;

import java.time.Instant;

final class ChainSettlementTest {
    private static final PostedRoot THERE =
            new PostedRoot(1, "00".repeat(32), Wei.of(1), "00".repeat(32), Instant.EPOCH);

    /// A crash between the transaction and our own note of it would otherwise stop all settlement.
    @Test
    void aRootThatIsThereAlreadyCountsAsPosted() {
        assertThat(ChainSettlement.outcome(new PostResult.AlreadyPosted(THERE)))
                .isEqualTo(new PostOutcome.AlreadyThere());
    }

    @Test
    void anotherRootIsRefused() {
        assertThat(ChainSettlement.outcome(new PostResult.Conflict(THERE)))
                .isInstanceOf(PostOutcome.Refused.class);
    }
}
