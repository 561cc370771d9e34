package hearth.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Wei;
import hearth.worker.electricity.DayAccount;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;

class ElectricityCommandTest {
    @Test
    void aDayThatWasNotMeasuredHasNoFigures() {
        var day =
                new DayAccount(
                        LocalDate.parse("2026-11-21"),
                        Optional.empty(),
                        BigDecimal.ZERO,
                        Optional.empty(),
                        Optional.of("EUR"),
                        Optional.empty(),
                        Wei.ofEmber("1.5"),
                        Optional.empty());
        assertThat(ElectricityCommand.line(day))
                .isEqualTo(
                        "2026-11-21  not measured  cost not known  earned 1.5 EMBER"
                                + "  net not known");
    }
}
