package hearth.worker.electricity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.protocol.MalformedMessageException;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.LocalTime;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

class TariffTest {
    private static BigDecimal of(String number) {
        return new BigDecimal(number);
    }

    private static ElectricityTerms terms(Tariff tariff) {
        return new ElectricityTerms(
                ElectricityTerms.VERSION,
                Optional.of(tariff),
                Optional.of("EUR"),
                Optional.of(of("363")),
                Optional.of(of("0.8")),
                Optional.of(of("65")));
    }

    @Test
    void aFlatTariffIsTheSameAtEveryHour() {
        var flat = new Tariff.Flat(of("0.31"));
        assertThat(flat.hours()).hasSize(24).containsOnly(of("0.31"));
    }

    @Test
    void anHourlyTariffFollowsTheClockOnTheWall() {
        var prices = IntStream.range(0, 24).mapToObj(h -> BigDecimal.valueOf(h, 2)).toList();
        var hourly = new Tariff.ByHour(prices);
        assertThat(hourly.perKwh(LocalTime.of(0, 59))).isEqualTo(of("0.00"));
        assertThat(hourly.perKwh(LocalTime.of(23, 0))).isEqualTo(of("0.23"));
    }

    @Test
    void theSunIsCheapFromItsFirstHourUpToItsLast() {
        var solar = new Tariff.Solar(of("0.31"), of("0.08"), 10, 16);
        assertThat(solar.perKwh(9)).isEqualTo(of("0.31"));
        assertThat(solar.perKwh(10)).isEqualTo(of("0.08"));
        assertThat(solar.perKwh(15)).isEqualTo(of("0.08"));
        assertThat(solar.perKwh(16)).isEqualTo(of("0.31"));
    }

    @Test
    void cheapHoursMayGoOverMidnight() {
        var night = new Tariff.Solar(of("0.31"), of("0.20"), 22, 6);
        assertThat(night.perKwh(23)).isEqualTo(of("0.20"));
        assertThat(night.perKwh(5)).isEqualTo(of("0.20"));
        assertThat(night.perKwh(6)).isEqualTo(of("0.31"));
    }

    @Test
    void everyFormSurvivesTheWayToTheDiskAndBack() {
        var forms =
                List.of(
                        new Tariff.Flat(of("0.31")),
                        new Tariff.ByHour(Collections.nCopies(24, of("-0.02"))),
                        new Tariff.Solar(of("0.31"), BigDecimal.ZERO, 10, 16));
        for (var form : forms) {
            assertThat(ElectricityTerms.read(terms(form).json())).isEqualTo(terms(form));
        }
        assertThat(ElectricityTerms.read(ElectricityTerms.NONE.json()))
                .isEqualTo(ElectricityTerms.NONE);
    }

    @Test
    void saysWhatIsWrongWithATariff() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tariff.ByHour(List.of(BigDecimal.ONE)))
                .withMessage("a day has 24 prices, here are 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tariff.Solar(BigDecimal.ONE, BigDecimal.ONE, 10, 24))
                .withMessageContaining("from 0 to 23");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tariff.Flat(of("2000000")))
                .withMessageContaining("a price of electricity lies between");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tariff.Flat(of("1e-400000")))
                .withMessageContaining("eight decimal places");
    }

    @Test
    void saysWhatIsWrongWithTerms() {
        var price = Optional.of(of("0.3"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(Optional.empty(), price, Optional.empty()))
                .withMessage("a price needs a currency, such as EUR");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(Optional.of("euro"), price, Optional.empty()))
                .withMessageContaining("ISO 4217");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(Optional.of("EUR"), Optional.of(of("-1")), price))
                .withMessage("the price of EMBER is not negative");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(Optional.of("EUR"), price, Optional.of(BigDecimal.ZERO)))
                .withMessage("a draw in watts is more than nothing");
        assertThatThrownBy(() -> ElectricityTerms.read("{\"version\":1,\"tarif\":1}"))
                .isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(
                        () ->
                                ElectricityTerms.read(
                                        "{\"version\":1,\"currency\":\"EUR\","
                                                + "\"tariff\":{\"form\":\"by-hour\",\"prices\":[\"1\"]}}"))
                .isInstanceOf(MalformedMessageException.class);
    }

    private static ElectricityTerms with(
            Optional<String> currency, Optional<BigDecimal> ember, Optional<BigDecimal> watts) {
        return new ElectricityTerms(
                ElectricityTerms.VERSION,
                Optional.empty(),
                currency,
                Optional.empty(),
                ember,
                watts);
    }
}
