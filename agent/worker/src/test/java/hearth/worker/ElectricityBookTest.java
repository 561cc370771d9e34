package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.JobId;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.Wei;
import hearth.worker.electricity.DayAccount;
import hearth.worker.electricity.Draw;
import hearth.worker.electricity.ElectricityMeter.Use;
import hearth.worker.electricity.ElectricityTerms;
import hearth.worker.electricity.Tariff;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

class ElectricityBookTest {
    /// 1 kW for an hour.
    private static final Use ONE_KWH =
            new Use(new Draw("RTX", 1000, Draw.Source.MEASURED), Duration.ofHours(1));

    private static final Use MODELLED_KWH =
            new Use(new Draw("cpu", 1000, Draw.Source.MODELLED), Duration.ofHours(1));
    private static final ElectricityTerms SUN =
            terms(new Tariff.Solar(new BigDecimal("0.3"), new BigDecimal("0.1"), 10, 16));

    @TempDir private Path home;

    private AgentRecords at(String time) {
        return AgentRecords.open(
                home.resolve("journal.db"),
                Clock.fixed(Instant.parse(time), ZoneId.of("Europe/Berlin")));
    }

    private static ElectricityTerms terms(Tariff tariff) {
        return new ElectricityTerms(
                ElectricityTerms.VERSION,
                Optional.of(tariff),
                Optional.of("EUR"),
                Optional.of(new BigDecimal("400")),
                Optional.of(new BigDecimal("2")),
                Optional.empty());
    }

    private static void result(AgentRecords records, long sequence, String at, String ledger) {
        records.results()
                .keep(
                        List.of(
                                new ResultView(
                                        sequence,
                                        new LeaseId("lease-" + sequence),
                                        new JobId("moby"),
                                        "Moby-Dick",
                                        1,
                                        Instant.parse(at),
                                        "FINAL_OK",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Wei.ofEmber("1.5"),
                                        Optional.of(ledger),
                                        Optional.empty(),
                                        Optional.empty())));
    }

    private static DayAccount only(List<DayAccount> accounts) {
        assertThat(accounts).hasSize(1);
        return accounts.getFirst();
    }

    @Test
    void pricesEachHourByItsOwnPriceAndKeepsItOverARestart() {
        try (var records = at("2026-11-21T11:30:00Z")) { // 12:30 in Berlin: sun
            records.electricity().used(List.of(ONE_KWH), SUN);
        }
        try (var records = at("2026-11-21T20:00:00Z")) {
            records.electricity().used(List.of(ONE_KWH), SUN);
        }
        try (var records = at("2026-11-21T20:01:00Z")) {
            var day = only(records.electricity().accounts(30, SUN));
            assertThat(day.kWh().orElseThrow()).isEqualByComparingTo("2");
            assertThat(day.cost().orElseThrow()).isEqualByComparingTo("0.4");
            assertThat(day.currency()).contains("EUR");
            assertThat(day.grams().orElseThrow()).isEqualByComparingTo("800");
            assertThat(records.electricity().today(Wei.ZERO, SUN)).contains(day);
        }
    }

    @Test
    void whatWasUsedUnderAClockThatRanAheadIsNotOfToday() {
        try (var records = at("2026-11-21T11:30:00Z")) {
            records.electricity().used(List.of(ONE_KWH), SUN);
        }
        try (var records = at("2027-01-01T11:30:00Z")) {
            records.electricity().used(List.of(ONE_KWH), SUN);
        }
        try (var records = at("2026-11-21T12:30:00Z")) {
            var today = records.electricity().today(Wei.ZERO, SUN).orElseThrow();
            assertThat(today.kWh().orElseThrow()).isEqualByComparingTo("1");
            assertThat(only(records.electricity().accounts(30, SUN))).isEqualTo(today);
        }
    }

    @Test
    void tellsNetOfWhatWasAcceptedThatDay() {
        try (var records = at("2026-11-21T20:00:00Z")) {
            records.electricity().used(List.of(ONE_KWH), SUN);
            result(records, 1, "2026-11-21T08:00:00Z", "HELD");
            result(records, 2, "2026-11-21T09:00:00Z", "RELEASED");
            result(records, 3, "2026-11-21T10:00:00Z", "SLASHED");
            result(records, 4, "2026-11-20T10:00:00Z", "RELEASED");

            var days = records.electricity().accounts(30, SUN);

            assertThat(days)
                    .extracting(d -> d.day().toString())
                    .containsExactly("2026-11-21", "2026-11-20");
            assertThat(days.getFirst().earned()).isEqualTo(Wei.ofEmber("3"));
            assertThat(days.getFirst().net().orElseThrow()).isEqualByComparingTo("5.7");
            assertThat(days.getLast().net().orElseThrow()).isEqualByComparingTo("3");
        }
    }

    @Test
    void saysHowMuchOfItWasMeasured() {
        try (var records = at("2026-11-21T20:00:00Z")) {
            records.electricity().used(List.of(ONE_KWH, MODELLED_KWH), SUN);
            var day = only(records.electricity().accounts(1, SUN));
            assertThat(day.kWh().orElseThrow()).isEqualByComparingTo("2");
            assertThat(day.measuredKwh()).isEqualByComparingTo("1");
        }
    }

    @Test
    void withoutATariffThereIsNoCostAndNoNetButWhatWasUsedTodayIsPricedWhenOneIsTold() {
        try (var records = at("2026-11-21T20:00:00Z")) {
            records.electricity().used(List.of(ONE_KWH), ElectricityTerms.NONE);
            var day = only(records.electricity().accounts(1, ElectricityTerms.NONE));
            assertThat(day.cost()).isEmpty();
            assertThat(day.net()).isEmpty();
            assertThat(day.grams()).isEmpty();
            assertThat(only(records.electricity().accounts(1, SUN)).cost()).isEmpty();

            records.electricity().priced(SUN);

            var priced = only(records.electricity().accounts(1, SUN));
            assertThat(priced.kWh().orElseThrow()).isEqualByComparingTo("1");
            assertThat(priced.cost().orElseThrow()).isEqualByComparingTo("0.3");
        }
    }

    @Test
    void aDayOfTwoCurrenciesHasNoCost() {
        var pounds =
                new ElectricityTerms(
                        ElectricityTerms.VERSION,
                        Optional.of(new Tariff.Flat(BigDecimal.ONE)),
                        Optional.of("GBP"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        try (var records = at("2026-11-21T20:00:00Z")) {
            records.electricity().used(List.of(ONE_KWH), SUN);
            records.electricity().used(List.of(ONE_KWH), pounds);
            assertThat(only(records.electricity().accounts(1, pounds)).cost()).isEmpty();
        }
    }

    @Test
    void trainingOfUnknownDrawIsNotNothing() {
        try (var records = at("2026-11-21T20:00:00Z")) {
            var rest = records.electricity().today(Wei.ZERO, SUN).orElseThrow();
            assertThat(rest.kWh().orElseThrow()).isEqualByComparingTo("0");
            records.electricity().unknown(Duration.ofMinutes(5), SUN);
            assertThat(records.electricity().today(Wei.ZERO, SUN)).isEmpty();
            assertThat(records.electricity().watts(7)).isEmpty();

            var day = only(records.electricity().accounts(7, SUN));
            assertThat(day.kWh()).isEmpty();
            assertThat(day.cost()).isEmpty();
            assertThat(day.grams()).isEmpty();
            assertThat(day.net()).isEmpty();
        }
    }

    @Test
    void aDayThatIsKnownInPartIsNotKnown() {
        try (var records = at("2026-11-21T20:00:00Z")) {
            records.electricity().used(List.of(ONE_KWH), SUN);
            // The seconds before a first reading do not make a day unknown.
            records.electricity().unknown(Duration.ofSeconds(60), SUN);
            assertThat(only(records.electricity().accounts(1, SUN)).cost()).isPresent();

            records.electricity().unknown(Duration.ofMinutes(20), SUN);

            assertThat(only(records.electricity().accounts(1, SUN)).cost()).isEmpty();
            assertThat(records.electricity().today(Wei.ZERO, SUN)).isEmpty();
        }
    }

    @Test
    void knowsTheMeanDrawOfTheLastDays() {
        try (var records = at("2026-11-20T20:00:00Z")) {
            records.electricity().used(List.of(ONE_KWH, MODELLED_KWH), SUN);
        }
        try (var records = at("2026-11-21T20:00:00Z")) {
            records.electricity().used(List.of(ONE_KWH), SUN);
            assertThat(records.electricity().watts(7)).contains(1500.0);
        }
    }

    @Test
    void forgetsWhatIsOlderThanFourHundredDays() {
        try (var records = at("2025-01-01T20:00:00Z")) {
            records.electricity().used(List.of(ONE_KWH), SUN);
        }
        try (var records = at("2026-11-21T20:00:00Z")) {
            records.electricity().used(List.of(ONE_KWH), SUN);
            records.electricity().flush();
            assertThat(
                            records.file()
                                    .rows(
                                            "SELECT day FROM electricity",
                                            s -> {},
                                            r -> r.getLong(1)))
                    .hasSize(1);
        }
    }
}
