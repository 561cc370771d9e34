package hearth.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Locale;

final class AddressTest {
    /// The examples of EIP-55.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x52908400098527886E0F7030069857D2E4169EE7",
                "0xde709f2102306220921060314715629080e2fb77",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
                "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
                "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"
            })
    void acceptsThePublishedExamplesAndMakesThemFromLowerCase(String example) {
        assertThat(Address.read(example)).isEqualTo(new AddressReading.Valid(example, true));
        assertThat(Address.of(example.toLowerCase(Locale.ROOT)).value()).isEqualTo(example);
    }

    @Test
    void refusesAWrongChecksum() {
        String slip = "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
        assertThat(Address.read(slip)).isEqualTo(AddressReading.WRONG_CHECKSUM);
        assertThatThrownBy(() -> Address.of(slip)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Address(slip.toLowerCase(Locale.ROOT)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysWhenThereWasNoChecksumToCompare() {
        assertThat(Address.read("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"))
                .isEqualTo(
                        new AddressReading.Valid(
                                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", false));
    }

    @Test
    void refusesNamesAndOtherTexts() {
        assertThat(Address.read("vitalik.eth")).isEqualTo(AddressReading.NAME);
        assertThat(Address.read("5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"))
                .isEqualTo(AddressReading.MALFORMED);
        assertThat(Address.read("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe"))
                .isEqualTo(AddressReading.MALFORMED);
        assertThat(Address.read("")).isEqualTo(AddressReading.MALFORMED);
    }

    @Test
    void noticesLookAlikes() {
        var mine = Address.of("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed");
        assertThat(mine.looksLike(Address.of("0x5aae00000000000000000000000000000000eaed")))
                .isTrue();
        assertThat(mine.looksLike(Address.of("0x5aae00000000000000000000000000000000eaee")))
                .isFalse();
        assertThat(mine.looksLike(mine)).isFalse();
    }

    @Test
    void showsEveryDigitInGroups() {
        assertThat(new Address("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed").grouped())
                .isEqualTo("0x 5aAe b605 3F3E 94C9 b9A0 9f33 6694 35E7 Ef1B eAed");
    }
}
