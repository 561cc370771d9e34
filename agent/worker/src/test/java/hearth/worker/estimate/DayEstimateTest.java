package hearth.worker.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import hearth.worker.electricity.Tariff;
import hearth.worker.estimate.DayEstimate.Worth;
import hearth.worker.policy.RunRules;
import hearth.worker.policy.WeekHours;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

class DayEstimateTest {
    /// 10^15 operations a second: an exaFLOP in 1000 s.
    private static final double PETAFLOPS = 1e15;

    private static final Acceptance SURE = new Acceptance(1, 1, 100);
    private static final DayHours ALL_DAY = DayHours.spread(24);

    private static Worth worth(String ember, Tariff tariff) {
        return new Worth(Optional.of(new BigDecimal(ember)), Optional.of(tariff));
    }

    private static Tariff flat(String price) {
        return new Tariff.Flat(new BigDecimal(price));
    }

    private static DayEstimate day(double flops, double watts, DayHours day, Worth worth) {
        return DayEstimate.of(flops, Optional.of(watts), day, SURE, WorkPrice.ANCHOR, worth);
    }

    @Test
    void anExaflopEarnsOneEmber() {
        var day = day(PETAFLOPS, 700, ALL_DAY, worth("1", flat("0.3")));
        assertThat(day.verifiedPflop()).isCloseTo(86_400, within(1e-6));
        assertThat(day.emberLow()).isEqualByComparingTo("86.4");
        assertThat(day.kWh().orElseThrow()).isEqualByComparingTo("16.8");
        assertThat(day.cost().orElseThrow()).isEqualByComparingTo("5.04");
        assertThat(day.netLow().orElseThrow()).isEqualByComparingTo("81.36");
    }

    @Test
    void aSlowProcessorLosesMoneyAndSaysBelowWhichPriceItWouldNot() {
        var day = day(1e11, 20, ALL_DAY, worth("1", flat("0.3")));
        assertThat(day.emberLow()).isEqualByComparingTo("0.00864");
        assertThat(day.netHigh().orElseThrow()).isEqualByComparingTo("-0.1354");
        assertThat(day.breakEven().orElseThrow()).isEqualByComparingTo("0.018");
        assertThat(day.goodHours().orElseThrow()).isEmpty();
    }

    @Test
    void theRangeIsThatOfAcceptanceAndTheExpectationItsMiddle() {
        var day =
                DayEstimate.of(
                        PETAFLOPS,
                        Optional.of(100.0),
                        ALL_DAY,
                        new Acceptance(0.5, 1, 20),
                        WorkPrice.ANCHOR,
                        worth("1", flat("0")));
        assertThat(day.emberLow()).isEqualByComparingTo("43.2");
        assertThat(day.emberHigh()).isEqualByComparingTo("86.4");
        assertThat(day.verifiedPflop()).isCloseTo(64_800, within(1e-6));
    }

    @Test
    void countsTheTariffOfTheHoursInWhichItMayRun() {
        var night = new RunRules.Times(WeekHours.daily(22, 6), WeekHours.NONE, WeekHours.NONE);
        var sun = new Tariff.Solar(new BigDecimal("0.4"), BigDecimal.ZERO, 10, 16);
        var atNight = day(1e12, 1000, DayHours.of(night), worth("1", sun));
        assertThat(atNight.hours()).isEqualTo(8);
        assertThat(atNight.cost().orElseThrow()).isEqualByComparingTo("3.2");

        var always = day(1e12, 1000, ALL_DAY, worth("1", sun));
        assertThat(always.cost().orElseThrow()).isEqualByComparingTo("7.2");
        assertThat(always.goodHours().orElseThrow())
                .isEqualTo(IntStream.range(10, 16).boxed().toList());
    }

    @Test
    void daysOfTheWeekThatDifferCountByTheirShare() {
        var weekend =
                new WeekHours(
                        IntStream.range(0, 7)
                                .mapToObj(d -> (d < 5 ? "." : "#").repeat(24))
                                .toList());
        var day = DayHours.of(new RunRules.Times(weekend, WeekHours.NONE, WeekHours.NONE));
        assertThat(day.hours()).isCloseTo(24 * 2 / 7.0, within(1e-9));
        var disturbed = new RunRules.Times(weekend, weekend, WeekHours.NONE);
        assertThat(DayHours.of(disturbed).hours()).isZero();
    }

    @Test
    void whatIsNotKnownIsAbsentAndNotNothing() {
        var noWatts =
                DayEstimate.of(
                        PETAFLOPS,
                        Optional.empty(),
                        ALL_DAY,
                        SURE,
                        WorkPrice.ANCHOR,
                        worth("1", flat("0.3")));
        assertThat(noWatts.kWh()).isEmpty();
        assertThat(noWatts.cost()).isEmpty();
        assertThat(noWatts.netLow()).isEmpty();
        assertThat(noWatts.breakEven()).isEmpty();
        assertThat(noWatts.goodHours()).isEmpty();

        var noTariff =
                day(
                        PETAFLOPS,
                        700,
                        ALL_DAY,
                        new Worth(Optional.of(BigDecimal.ONE), Optional.empty()));
        assertThat(noTariff.cost()).isEmpty();
        assertThat(noTariff.netLow()).isEmpty();
        assertThat(noTariff.breakEven().orElseThrow()).isEqualByComparingTo("5.143");

        var noEmber =
                day(PETAFLOPS, 700, ALL_DAY, new Worth(Optional.empty(), Optional.of(flat("0.3"))));
        assertThat(noEmber.cost().orElseThrow()).isEqualByComparingTo("5.04");
        assertThat(noEmber.netLow()).isEmpty();
        assertThat(noEmber.breakEven()).isEmpty();
    }

    @Test
    void aNegativePriceOfElectricityIsAGain() {
        var hours = Collections.nCopies(24, new BigDecimal("-0.1"));
        var day = day(1e12, 1000, ALL_DAY, worth("1", new Tariff.ByHour(hours)));
        assertThat(day.cost().orElseThrow()).isEqualByComparingTo("-2.4");
        assertThat(day.netLow().orElseThrow()).isEqualByComparingTo("2.486");
    }

    @Test
    void acceptanceComesFromResultsOnceThereAreEnough() {
        assertThat(Acceptance.of(9, 9)).isEqualTo(Acceptance.ASSUMED);
        var all = Acceptance.of(100, 100);
        assertThat(all.high()).isCloseTo(1, within(1e-9));
        assertThat(all.low()).isCloseTo(0.963, within(0.001));
        var half = Acceptance.of(10, 20);
        assertThat(half.low()).isCloseTo(0.299, within(0.001));
        assertThat(half.high()).isCloseTo(0.701, within(0.001));
        assertThat(half.isAssumed()).isFalse();
        assertThat(Acceptance.of(0, 20).low()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> Acceptance.of(3, 2));
    }

    @Test
    void refusesDaysThatThereAreNot() {
        for (double hours : List.of(0.0, -1.0, 24.5, Double.NaN)) {
            assertThatIllegalArgumentException().isThrownBy(() -> DayHours.spread(hours));
        }
    }
}
