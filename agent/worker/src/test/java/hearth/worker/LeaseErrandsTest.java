package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeaseErrandsTest {
    @ParameterizedTest
    @CsvSource({"-1, 0", "0, 0", "90, 90", "3600, 3600", "3601, 3600", "2147483647, 3600"})
    void staysAwayAsLongAsItIsAskedButNoLongerThanAnHour(int asked, int seconds) {
        assertThat(LeaseErrands.until(asked)).hasSeconds(seconds);
    }
}
