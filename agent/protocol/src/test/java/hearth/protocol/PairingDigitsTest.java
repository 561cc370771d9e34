package hearth.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairingDigitsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "7KD2P-M0XQ4",
                "7kd2pm0xq4",
                " 7kd2p moxq4\n",
                "7 K D 2 P - M 0 X Q 4\u00a0"
            })
    void areReadAsTheyAreTyped(String typed) {
        assertThat(PairingDigits.read(typed)).contains("7KD2PM0XQ4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "7KD2P-M0XQ",
                "7KD2P-M0XQ44",
                "7KD2P_M0XQ4",
                "7KD2P-M0XU4",
                "7KD2P-M0X\ud83d\ude004",
                "\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669\u0660",
                "7KD2P-M0XQ4                                                      ",
                "https://hearth.example/join?code=7KD2P-M0XQ4"
            })
    void areNotWhatCannotBeACode(String typed) {
        assertThat(PairingDigits.read(typed)).isEmpty();
    }
}
