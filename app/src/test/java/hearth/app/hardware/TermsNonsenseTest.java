package hearth.app.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.Said;
import hearth.worker.electricity.ElectricityTerms;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a clumsy owner types as the prices of electricity: nothing is kept of it, and the field
/// that is wrong is named.
class TermsNonsenseTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cheap | EUR | '' | '' | terms.wrong.price",
                "1e3 | EUR | '' | '' | terms.wrong.price",
                "1e400 | EUR | '' | '' | terms.wrong.price",
                "NaN | EUR | '' | '' | terms.wrong.price",
                "0.32 € | EUR | '' | '' | terms.wrong.price",
                "99999999 | EUR | '' | '' | terms.wrong.price",
                "0.123456789 | EUR | '' | '' | terms.wrong.price",
                "'0\n1' | EUR | '' | '' | terms.wrong.price",
                "0.32 | EURO | '' | '' | terms.wrong.currency",
                "0.32 | € | '' | '' | terms.wrong.currency",
                "'' | E1R | '' | '' | terms.wrong.currency",
                "0.32 | '' | '' | '' | terms.wrong.no-currency",
                "'' | '' | 2 | '' | terms.wrong.no-currency",
                "0.32 | EUR | -1 | '' | terms.wrong.ember",
                "0.32 | EUR | dear | '' | terms.wrong.ember",
                "'' | '' | '' | -5 | terms.wrong.grams",
                "0.32 | EUR | '' | 2001 | terms.wrong.grams",
                "0.32 | EUR | '' | clean | terms.wrong.grams",
                "'1,234' | EUR | '' | '' | terms.wrong.thousands",
                "0.32 | EUR | '1,234' | '' | terms.wrong.thousands",
                "0.32 | EUR | '' | '1,000' | terms.wrong.thousands"
            })
    void namesTheFieldThatIsWrong(
            String price, String currency, String ember, String grams, String key) {
        var typed = new Terms(price, currency, ember, grams);
        var amounts = Said.speech().amounts();
        assertThat(typed.wrong(amounts)).isEqualTo(key);
        assertThat(typed.isAmbiguous(amounts) || typed.over(ElectricityTerms.NONE).isEmpty())
                .isTrue();
        assertThat(Said.speech().text(key)).startsWith("Nothing changed");
    }
}
