package hearth.app.text;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.Said;
import hearth.app.fixture.Snapshots;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

class SpeechTest {
    private final Speech speech = Said.speech();

    @Test
    void writesAmountsShortInListsAndExactInDetails() {
        Amounts amounts = speech.amounts();
        assertThat(amounts.brief(Wei.ofEmber("12.34567"))).isEqualTo("12.3456");
        assertThat(amounts.brief(Wei.ofEmber("0.00123456"))).isEqualTo("0.001234");
        assertThat(amounts.brief(Wei.ofEmber("1234.9"))).isEqualTo("1,234");
        assertThat(amounts.brief(Wei.ZERO)).isEqualTo("0");
        assertThat(amounts.exact(Wei.of(1))).isEqualTo("0.000000000000000001");
    }

    @Test
    void neverRoundsAwayThatThereIsSomethingNorUp() {
        assertThat(speech.amounts().brief(Wei.of(1))).isEqualTo("<0.0001");
        assertThat(speech.amounts().brief(Wei.ofEmber("0.99999"))).isEqualTo("0.9999");
    }

    @Test
    void writesWhatIsMissingWithTheMinusOfPrint() {
        for (Locale locale : List.of(Locale.ENGLISH, Locale.GERMANY, Locale.of("es", "ES"))) {
            Amounts amounts = new Amounts(locale);
            assertThat(amounts.money(new BigDecimal("-0.0166"), "EUR"))
                    .contains("−")
                    .doesNotContain("-");
            assertThat(amounts.decimal(-1.5, 1)).startsWith("−").doesNotContain("-");
            assertThat(amounts.percent(-0.25, 0)).contains("−").doesNotContain("-");
            assertThat(amounts.plain(-3)).isEqualTo("−3");
            assertThat(amounts.count(-3)).isEqualTo("−3");
        }
        assertThat(new Amounts(Locale.of("es", "ES")).money(new BigDecimal("-1.5"), "EUR"))
                .isEqualTo("−1,50\u00a0€");
    }

    @Test
    void readsAmountsWithPointOrComma() {
        Amounts amounts = speech.amounts();
        assertThat(amounts.read(" 2.5 ")).contains(Wei.ofEmber("2.5"));
        assertThat(amounts.read("2,5")).contains(Wei.ofEmber("2.5"));
        assertThat(amounts.read("-1")).isEmpty();
        assertThat(amounts.read("1e5")).isEmpty();
        assertThat(amounts.read("0.0000000000000000001")).isEmpty();
    }

    @Test
    void takesNoAmountThatCouldAlsoMeanThousands() {
        Amounts german = new Amounts(Locale.GERMANY);
        assertThat(speech.amounts().read("1,234")).isEmpty();
        assertThat(speech.amounts().read("1.234")).contains(Wei.ofEmber("1.234"));
        assertThat(speech.amounts().read("0,125")).contains(Wei.ofEmber("0.125"));
        assertThat(german.read("1.234")).isEmpty();
        assertThat(german.read("1,234")).contains(Wei.ofEmber("1.234"));
    }

    @Test
    void readsBackWhatItWritesToBeTyped() {
        for (Locale locale : List.of(Locale.ENGLISH, Locale.GERMANY, Locale.of("es", "ES"))) {
            Amounts amounts = new Amounts(locale);
            Wei sum = Wei.ofEmber("1234567.125");
            assertThat(amounts.read(amounts.typable(sum))).contains(sum);
        }
    }

    @Test
    void writesSpansByTheirTwoLargestParts() {
        assertThat(speech.times().span(Duration.ofSeconds(74))).isEqualTo("1 min 14 s");
        assertThat(speech.times().span(Duration.ofMinutes(47))).isEqualTo("47 min");
        assertThat(speech.times().span(Duration.ofHours(53))).isEqualTo("2 d 5 h");
        assertThat(speech.times().span(Duration.ofSeconds(-3))).isEqualTo("0 s");
    }

    @Test
    void writesTimesInTheOwnersLanguage() {
        Times german =
                Speech.of(Locale.GERMANY, Clock.fixed(Snapshots.NOW, ZoneOffset.UTC)).times();
        assertThat(german.brief(Snapshots.NOW)).isEqualTo("18:42");
        assertThat(german.brief(Snapshots.NOW.minus(Duration.ofDays(40))))
                .matches("[0-9]{1,2}\\. .+, 18:42");
    }

    @Test
    void makesForeignTextHarmless() {
        assertThat(Words.plain("a\u0000b\u202Ec\nd\u001B[31m", 20)).isEqualTo("abc d[31m");
        assertThat(Words.plain("x".repeat(50), 10)).isEqualTo("x".repeat(10) + "…");
        assertThat(Words.plain("\uD83D\uDD25".repeat(5), 3))
                .isEqualTo("\uD83D\uDD25".repeat(3) + "…");
    }

    @Test
    void neverShowsADetailOfAReasonItDoesNotKnow() {
        assertThat(speech.words().reason("odd", "call 555").text()).doesNotContain("555");
    }

    @Test
    void namesTheYearOfADayInAnother() {
        Times times = Said.speech(Locale.ENGLISH, Snapshots.NOW).times();
        assertThat(times.brief(Snapshots.NOW.minus(Duration.ofDays(365))))
                .contains("2025")
                .isNotEqualTo(times.brief(Snapshots.NOW));
        assertThat(times.brief(Snapshots.NOW.plus(Duration.ofDays(365)))).contains("2027");
        assertThat(times.brief(Snapshots.NOW.minus(Duration.ofDays(40)))).doesNotContain("2026");
    }
}
