package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.keys.EthereumKey;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// A budget on a real chain: paid in, settled in part, taken back.
class JobEscrowsTest {
    private static final byte[] MANIFEST = Sha256.of(new byte[] {1}).bytes();
    private static final byte[] REPORT = Sha256.of(new byte[] {2}).bytes();

    @TempDir private Path folder;

    @Test
    void aBudgetIsPaidInOnceSettledInOrderAndTheRestGoesBack() {
        try (var practice = new Practice(folder);
                var owner = EthereumKey.random(Practice.RANDOM)) {
            var escrows = new JobEscrows(practice.network);
            var tokens =
                    new PracticeTokens(
                            practice.profile, folder, Practice.RANDOM, InstantSource.system());
            Practice.included(tokens.give("gift", owner.address(), Wei.ofEmber("3")));
            Practice.included(tokens.give("gift", owner.address(), Wei.ofEmber("3")));
            assertThat(practice.balances(owner.address()).ember()).isEqualTo(Wei.ofEmber("3"));
            assertThat(Practice.known(escrows.newest())).isZero();

            var deadline = Instant.now().plus(Duration.ofDays(1));
            assertThat(escrows.isPaid("job")).isFalse();
            for (int again = 0; again < 2; again++) {
                Practice.included(
                        escrows.create(
                                "job",
                                MANIFEST,
                                Wei.ofEmber("2"),
                                Wei.ofEmber("2"),
                                deadline,
                                owner));
            }
            assertThat(escrows.isPaid("job")).isTrue();
            assertThat(escrows.isPaid("another")).isFalse();
            assertThat(Practice.known(escrows.newest())).isEqualTo(1);
            assertThat(Practice.known(escrows.find(2))).isEmpty();
            var paid = Practice.known(escrows.find(1)).orElseThrow();
            assertThat(paid.owner()).isEqualTo(owner.address());
            assertThat(paid.manifest()).isEqualTo(Sha256.of(new byte[] {1}).hex());
            assertThat(paid.budget()).isEqualTo(Wei.ofEmber("2"));

            var operator = practice.operator();
            for (int again = 0; again < 2; again++) {
                Practice.included(escrows.settle(1, 1, Wei.ofEmber("0.5"), REPORT, operator));
            }
            var settled = Practice.known(escrows.find(1)).orElseThrow();
            assertThat(settled.settled()).isEqualTo(Wei.ofEmber("0.5"));
            assertThat(settled.lastEpoch()).isEqualTo(1);
            assertThat(escrows.settle(1, 2, Wei.ofEmber("5"), REPORT, operator))
                    .isEqualTo(new TxResult.Refused(Refusal.REVERTED, Optional.empty()));

            assertThat(escrows.close(1, Wei.ZERO, operator))
                    .as("before its time")
                    .isInstanceOf(TxResult.Refused.class);
            Practice.included(escrows.requestClose("end", 1, owner));
            practice.advance(Practice.known(escrows.grace()).plusSeconds(1));
            Practice.included(escrows.close(1, Wei.ofEmber("1.5"), operator));
            assertThat(Practice.known(escrows.find(1)).orElseThrow().closed()).isTrue();
            assertThat(practice.balances(owner.address()).ember()).isEqualTo(Wei.ofEmber("2.5"));
        }
    }
}
