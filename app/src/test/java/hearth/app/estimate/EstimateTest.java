package hearth.app.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Json;
import hearth.worker.electricity.ElectricityTerms;
import hearth.worker.electricity.Tariff;
import hearth.worker.estimate.Checked;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.util.List;

class EstimateTest {
    @Test
    void saysThatItIsWorthItWithTheLowEndOfTheRange() {
        var estimate =
                Estimates.of(
                        Estimates.at(1e14), Estimates.terms(Estimates.flat("0.3"), "EUR", "1"));
        assertThat(estimate.worthIt()).contains(true);
        assertThat(estimate.verdict())
                .isEqualTo(
                        "Worth it: gpt (practice) on RTX 4070 leaves 7.06 to 7.92 EUR a day after"
                                + " electricity.");
    }

    @Test
    void isHonestWhenTheNetIsBelowZero() {
        var estimate =
                Estimates.of(
                        Estimates.at(1e12), Estimates.terms(Estimates.flat("0.3"), "EUR", "1"));
        assertThat(estimate.worthIt()).contains(false);
        assertThat(estimate.verdict())
                .isEqualTo(
                        "Not worth it: the best work, gpt (practice) on RTX 4070, would lose 0.634"
                                + " EUR a day after electricity. It would pay with electricity below"
                                + " 0.0324 EUR per kWh.");
    }

    @Test
    void namesTheHoursThatPayAlone() {
        var sun = new Tariff.Solar(new BigDecimal("0.3"), BigDecimal.ZERO, 10, 16);
        var estimate = Estimates.of(Estimates.at(1e12), Estimates.terms(sun, "EUR", "1"));
        assertThat(estimate.worthIt()).contains(false);
        assertThat(estimate.verdict()).endsWith("It would pay in the hours 10–16 alone.");
    }

    @Test
    void doesNotDecideWithoutATariffAndSaysWhatWouldDecide() {
        var estimate = Estimates.of(Estimates.at(1e12), ElectricityTerms.NONE);
        assertThat(estimate.worthIt()).isEmpty();
        assertThat(estimate.verdict())
                .isEqualTo(
                        "Not known without your tariff (--price and --currency): it is worth it if a kWh costs"
                                + " less than 0.0324 USD, with gpt on RTX 4070.");
        assertThat(estimate.assumptions()).anyMatch(a -> a.contains("EMBER: 1 USD each, assumed"));
    }

    @Test
    void inventsNoPriceOfEmberInAnotherCurrency() {
        var estimate =
                Estimates.of(Estimates.at(1e12), Estimates.terms(Estimates.flat("0.3"), "EUR", ""));
        assertThat(estimate.worthIt()).isEmpty();
        assertThat(estimate.verdict()).contains("tell what one EMBER is worth in EUR");
    }

    @Test
    void everyKeyStandsInTheJsonAlsoWhereNothingIsKnown() {
        var json = Json.text(Estimates.of(new Checked.DoesNotFit(), ElectricityTerms.NONE));
        assertThat(json)
                .contains(
                        "\"worthIt\":null",
                        "\"fits\":false",
                        "\"stepsPerSecond\":null",
                        "\"watts\":null",
                        "\"verifiedPflopPerDay\":null",
                        "\"emberPerDayLow\":null",
                        "\"emberPerDayHigh\":null",
                        "\"netPerDay\":null",
                        "\"currency\":\"USD\"",
                        "\"reason\":\"The memory is too small for it.\"");
        assertThat(Json.text(Estimates.of(Estimates.at(1e12), ElectricityTerms.NONE)))
                .contains("\"watts\":100.0", "\"wattsSource\":\"measured\"", "\"memoryMb\":1024.0");
    }

    @Test
    void writesRangesOfHours() {
        assertThat(Estimate.ranges(List.of(0, 1, 2, 10, 22, 23))).isEqualTo("0–3, 10–11, 22–24");
    }
}
