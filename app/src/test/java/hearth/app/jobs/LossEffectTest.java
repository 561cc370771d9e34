package hearth.app.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.JobId;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.Messages.RoundView;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

class LossEffectTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Optional<BigDecimal> START = loss("4.0");

    private static Optional<BigDecimal> loss(String value) {
        return Optional.of(new BigDecimal(value));
    }

    private static RoundView round(int number, Optional<BigDecimal> loss) {
        return new RoundView(
                number,
                Sha256.of(("round" + number).getBytes(StandardCharsets.UTF_8)),
                4,
                0,
                loss,
                NOW);
    }

    private static ResultView result(int round, String ledger) {
        return new ResultView(
                round,
                new LeaseId("5e".repeat(16)),
                new JobId("tales-gpt"),
                "Tales",
                round,
                NOW,
                "FINAL_OK",
                Optional.empty(),
                Optional.empty(),
                Wei.ofEmber("0.1"),
                Optional.of(ledger),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void addsUpTheRoundsThatAResultOfThisComputerWentInto() {
        var rounds = List.of(round(0, loss("3.5")), round(1, loss("3.1")), round(2, loss("3.0")));
        var results = List.of(result(0, "RELEASED"), result(2, "HELD"), result(2, "HELD"));
        assertThat(LossEffect.of(START, rounds, results))
                .contains(new LossEffect(2, 3, new BigDecimal("-0.6"), 3, 8));
    }

    @Test
    void countsNoResultThatWasNotAccepted() {
        var rounds = List.of(round(0, loss("3.5")));
        assertThat(LossEffect.of(START, rounds, List.of(result(0, "SLASHED")))).isEmpty();
    }

    @Test
    void leavesOutARoundWhoseLossWasNotMeasuredOnBothSides() {
        var rounds =
                List.of(
                        round(0, Optional.empty()),
                        round(1, loss("3.1")),
                        round(3, loss("2.9")),
                        round(4, loss("3.0")));
        var results =
                List.of(result(0, "HELD"), result(1, "HELD"), result(3, "HELD"), result(4, "HELD"));
        assertThat(LossEffect.of(START, rounds, results))
                .contains(new LossEffect(1, 4, new BigDecimal("0.1"), 1, 4));
    }
}
