package hearth.app.earnings;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.earnings.Explanation.Fact;
import hearth.app.fixture.Said;
import hearth.app.fixture.Snapshots;
import hearth.protocol.JobId;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.Wei;
import hearth.worker.electricity.DayAccount;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

class PeriodSumTest {
    private static final LocalDate TODAY = Snapshots.NOW.atZone(ZoneOffset.UTC).toLocalDate();

    private static ResultView result(int daysAgo, JobId job, String pay, String ledger) {
        return new ResultView(
                daysAgo,
                new LeaseId("l-" + daysAgo),
                job,
                job.equals(Snapshots.GPT) ? "Tales" : "Digits",
                1,
                Snapshots.NOW.minus(Duration.ofDays(daysAgo)),
                "FINAL_OK",
                Optional.empty(),
                Optional.empty(),
                Wei.ofEmber(pay),
                Optional.of(ledger),
                Optional.empty(),
                Optional.empty());
    }

    private static DayAccount day(int daysAgo, Optional<String> cost, Optional<String> net) {
        return new DayAccount(
                TODAY.minusDays(daysAgo),
                Optional.of(new BigDecimal("0.5")),
                BigDecimal.ZERO,
                cost.map(BigDecimal::new),
                cost.map(known -> "EUR"),
                Optional.empty(),
                Wei.ZERO,
                net.map(BigDecimal::new));
    }

    private static final List<ResultView> RESULTS =
            List.of(
                    result(0, Snapshots.GPT, "0.1", "HELD"),
                    result(6, Snapshots.CNN, "0.5", "RELEASED"),
                    result(7, Snapshots.GPT, "1", "RELEASED"),
                    result(1, Snapshots.GPT, "9", "SLASHED"));

    private static PeriodSum sum(Period period, DayAccount... days) {
        return PeriodSum.of(period, RESULTS, List.of(days), List.of(), Said.speech());
    }

    @Test
    void addsUpWhatWasPaidInItsDaysAlone() {
        assertThat(sum(Period.DAY).facts()).contains(new Fact("Earned", "0.1 EMBER"));
        assertThat(sum(Period.WEEK).facts()).contains(new Fact("Earned", "0.6 EMBER"));
        assertThat(sum(Period.MONTH).facts()).contains(new Fact("Earned", "1.6 EMBER"));
        assertThat(sum(Period.YEAR).facts()).contains(new Fact("Accepted results", "3"));
    }

    @Test
    void namesTheJobsThatPaidMostFirst() {
        assertThat(sum(Period.WEEK).jobs())
                .containsExactly(
                        new Fact("Digits", "0.5 EMBER · 1 result"),
                        new Fact("Tales", "0.1 EMBER · 1 result"));
        assertThat(sum(Period.MONTH).jobs().getFirst())
                .isEqualTo(new Fact("Tales", "1.1 EMBER · 2 results"));
    }

    @Test
    void takesTheElectricityOff() {
        var known = day(0, Optional.of("0.15"), Optional.of("0.05"));
        var before = day(2, Optional.of("0.10"), Optional.of("-0.20"));
        assertThat(sum(Period.WEEK, known, before).facts())
                .contains(
                        new Fact("Electricity for training", "1.00 kWh"),
                        new Fact("Cost of it", "€0.25"),
                        new Fact("Left after it", "−€0.15"));
        assertThat(sum(Period.DAY, known, before).facts())
                .contains(new Fact("Cost of it", "€0.15"), new Fact("Left after it", "€0.05"));
    }

    @Test
    void guessesNothingWhereADayIsUnknown() {
        var known = day(0, Optional.of("0.15"), Optional.of("0.05"));
        var unpriced = day(1, Optional.of("0.15"), Optional.empty());
        var unknown = day(2, Optional.empty(), Optional.empty());
        assertThat(sum(Period.WEEK, known, unpriced).facts())
                .contains(
                        new Fact("Cost of it", "€0.30"),
                        new Fact(
                                "Left after it",
                                "Unknown: tell what an EMBER is worth to you on the Hardware"
                                        + " page."));
        assertThat(sum(Period.WEEK, known, unknown).facts())
                .extracting(Fact::name)
                .contains("Cost of it")
                .doesNotContain("Left after it");
        assertThat(sum(Period.WEEK).facts())
                .extracting(Fact::name)
                .doesNotContain("Cost of it", "Left after it");
    }

    @Test
    void showsNoElectricityWhereADayWasNotMeasured() {
        var known = day(0, Optional.of("0.15"), Optional.of("0.05"));
        var unmeasured =
                new DayAccount(
                        TODAY.minusDays(1),
                        Optional.empty(),
                        BigDecimal.ZERO,
                        Optional.empty(),
                        Optional.of("EUR"),
                        Optional.empty(),
                        Wei.ZERO,
                        Optional.empty());
        assertThat(sum(Period.WEEK, known, unmeasured).facts())
                .contains(
                        new Fact(
                                "Electricity for training",
                                "Not measured: training ran here whose draw nobody knows."))
                .extracting(Fact::name)
                .doesNotContain("Cost of it", "Left after it");
        assertThat(sum(Period.DAY, known, unmeasured).facts())
                .contains(new Fact("Electricity for training", "0.50 kWh"));
    }
}
