package hearth.app.owner;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.JobId;
import hearth.protocol.OwnerMessages.Funding;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Optional;

class JobMoneyTest {
    private static final JobId JOB = new JobId("moby");

    private static Optional<Funding> budget(long id, boolean closed) {
        return Optional.of(new Funding(id, Wei.ofEmber("1"), Wei.ZERO, Instant.EPOCH, closed));
    }

    @Test
    void paysAgainOnlyOnceTheBudgetBeforeIsClosed() {
        var first = JobMoney.name(JOB, Optional.empty());

        assertThat(JobMoney.name(JOB, budget(7, false))).isEqualTo(first);
        assertThat(JobMoney.name(JOB, budget(7, true)))
                .isNotEqualTo(first)
                .isNotEqualTo(JobMoney.name(JOB, budget(8, true)))
                .isEqualTo(JobMoney.name(JOB, budget(7, true)));
    }
}
