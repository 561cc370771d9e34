package hearth.app.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Locale;

class TypedTest {
    @Test
    void readsWhatPeopleWrite() {
        assertThat(Typed.read("83", 30, 110)).isEqualTo(new Typed.Amount(83));
        assertThat(Typed.read(" 0.5 ", 0, 1)).isEqualTo(new Typed.Amount(0.5));
        assertThat(Typed.read("0,25", 0, 1)).isEqualTo(new Typed.Amount(0.25));
    }

    @Test
    void takesNothingElseForANumber() {
        for (String nonsense :
                List.of(
                        "",
                        " ",
                        "hot",
                        "8 3",
                        "-1",
                        "+1",
                        "1e3",
                        "0x10",
                        "NaN",
                        "1.234",
                        "1.2.3",
                        "٣",
                        "83°",
                        "1234567890123")) {
            assertThat(Typed.read(nonsense, 0, 1e15))
                    .as("%s", nonsense)
                    .isEqualTo(new Typed.Nonsense("rule.wrong.number"));
        }
    }

    @Test
    void knowsWhatMakesNoSense() {
        assertThat(Typed.read("900", 30, 110)).isEqualTo(new Typed.Nonsense("rule.wrong.range"));
        assertThat(Typed.read("29.99", 30, 110)).isEqualTo(new Typed.Nonsense("rule.wrong.range"));
        assertThat(Typed.read("110", 30, 110)).isEqualTo(new Typed.Amount(110));
    }

    @Test
    void writesWhatItCanReadInEveryLanguage() {
        for (Locale locale : List.of(Locale.ENGLISH, Locale.GERMAN, Locale.of("es"))) {
            for (double value : new double[] {0.25, 3, 2000, 123456.5}) {
                assertThat(Typed.read(Typed.written(value, locale), 0, 1e6))
                        .isEqualTo(new Typed.Amount(value));
            }
        }
    }
}
