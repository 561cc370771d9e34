package hearth.app.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.Said;
import hearth.app.look.Tone;
import hearth.protocol.RealisedRates;
import hearth.protocol.Wei;
import hearth.worker.electricity.ElectricityTerms;
import hearth.worker.estimate.Checked;
import hearth.worker.estimate.WorkPrice;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

class CheckWordsTest {
    private static CheckWords words(Estimate estimate) {
        return CheckWords.of(estimate, Said.speech());
    }

    private static ElectricityTerms euros(String ember) {
        return Estimates.terms(Estimates.flat("0.3"), "EUR", ember);
    }

    @Test
    void tellsWhatADayEarnsAndWhatIsLeft() {
        var words = words(Estimates.of(Estimates.at(1e14), euros("1")));
        assertThat(words.facts())
                .containsExactly(
                        new CheckWords.Fact("A day earns", "7.776 to 8.64 EMBER"),
                        new CheckWords.Fact("Best work", "Language model, very small, on RTX 4070"),
                        new CheckWords.Fact("Power above idle", "100 W, 2.40 kWh a day (measured)"),
                        new CheckWords.Fact("After electricity", "€7.06 to €7.92 a day"));
        assertThat(words.tone()).isEqualTo(Tone.GOOD);
        assertThat(words.verdict()).startsWith("Worth it");
        assertThat(words.notes())
                .containsExactly(
                        "For 24 hours a day, with 90% to 100% of the work accepted in time (assumed:"
                                + " there are too few results of this computer).",
                        "Pay is assumed: 0.001 EMBER for 10¹⁵ operations. On the practice network"
                                + " EMBER are worth nothing.");
    }

    @Test
    void isHonestWhenTheNetIsBelowZero() {
        var words = words(Estimates.of(Estimates.at(1e12), euros("1")));
        assertThat(words.tone()).isEqualTo(Tone.BAD);
        assertThat(words.verdict()).startsWith("Not worth it");
        assertThat(words.facts().getLast().value()).isEqualTo("−€0.642 to −€0.634 a day");
    }

    @Test
    void saysPerhapsWhereOnlyTheHighEndLeavesSomething() {
        var words = words(Estimates.of(Estimates.at(8.8e12), euros("1")));
        assertThat(words.tone()).isEqualTo(Tone.WARN);
        assertThat(words.verdict()).startsWith("Perhaps not worth it");
    }

    @Test
    void namesThePriceThatDecidesWhereNoTariffIsKnown() {
        var words = words(Estimates.of(Estimates.at(1e12), ElectricityTerms.NONE));
        assertThat(words.tone()).isEqualTo(Tone.INFO);
        assertThat(words.verdict())
                .isEqualTo(
                        "Worth it if a kWh costs you less than $0.0324. Enter your price under"
                                + " Hardware to see what is left.");
        assertThat(words.facts())
                .extracting(CheckWords.Fact::name)
                .doesNotContain("After electricity");
        assertThat(words.notes()).contains("One EMBER is taken as $1.00; it has no market price.");
    }

    @Test
    void inventsNoPriceOfEmberAndNoWatts() {
        assertThat(words(Estimates.of(Estimates.at(1e12), euros(""))).verdict())
                .isEqualTo(
                        "What is left after electricity is not known: enter under Hardware what one"
                                + " EMBER is worth in EUR.");
        var unmeasured = words(Estimates.of(Estimates.unmeasured(1e12), euros("1")));
        assertThat(unmeasured.verdict()).endsWith("nothing here tells what training draws.");
        assertThat(unmeasured.facts())
                .contains(
                        new CheckWords.Fact(
                                "Power above idle", "Not known: nothing here tells it"));
    }

    @Test
    void namesThePriceThatItReckonsWith() {
        var price = new WorkPrice(Wei.ofEmber("0.25"), WorkPrice.Source.JOB);
        var network = new NetworkFigures(Optional.of(price), RealisedRates.NONE);
        var words =
                words(
                        Estimates.of(
                                Estimates.at(1e12),
                                ElectricityTerms.NONE,
                                Optional.empty(),
                                network));
        assertThat(words.notes())
                .contains(
                        "Pay is the median price of the jobs that run now: 250 EMBER for 10¹⁵"
                                + " operations.");
    }

    @Test
    void tellsWhatOthersEarned() {
        var rate =
                new RealisedRates.Rate(
                        "gpt",
                        "cuda",
                        Optional.empty(),
                        12,
                        Wei.ofEmber("0.25"),
                        Wei.ofEmber("0.5"),
                        Wei.ofEmber("0.75"));
        var network =
                new NetworkFigures(
                        Optional.empty(),
                        new RealisedRates(Instant.EPOCH, 5, List.of(rate), List.of()));
        var words =
                words(
                        Estimates.of(
                                Estimates.at(1e12),
                                ElectricityTerms.NONE,
                                Optional.empty(),
                                network));
        assertThat(words.facts())
                .contains(
                        new CheckWords.Fact(
                                "Others earned",
                                "12 EMBER a day (median of 12 devices of any model in seven days;"
                                        + " half of them 6 to 18)"));
    }

    @Test
    void saysThatOtherProgramsSlowedItDown() {
        var busy =
                words(Estimates.of(Estimates.at(1e12), ElectricityTerms.NONE, Optional.of(1.96)));
        assertThat(busy.notes().getFirst()).startsWith("Other programs kept 2.0 processors busy");
    }

    @Test
    void showsNoFigureWhereNothingTrained() {
        var nothing = words(Estimates.of(new Checked.DoesNotFit(), ElectricityTerms.NONE));
        assertThat(nothing.facts()).isEmpty();
        assertThat(nothing.notes()).isEmpty();
        assertThat(nothing.verdict()).startsWith("Nothing could be trained here");
    }
}
