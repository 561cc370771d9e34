package hearth.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// The same as the patterns that they stand for.
final class NotationTest {
    private static final String SIGNS = "0123456789abcdefghxyzAFZ-_ \n٣é";

    @Test
    void isWhatThePatternsSay() {
        var random = new Random(4);
        int right = 0;
        for (int i = 0; i < 200_000; i++) {
            int length = random.nextInt(i % 2 == 0 ? 5 : 82);
            int signs = 1 + random.nextInt(i % 3 == 0 ? 10 : SIGNS.length());
            var text =
                    random.ints(length, 0, signs)
                            .collect(
                                    StringBuilder::new,
                                    (b, c) -> b.append(SIGNS.charAt(c)),
                                    StringBuilder::append)
                            .toString();
            boolean isName = text.matches("[a-z0-9][a-z0-9-]{0,62}");
            boolean isAmount = text.matches("0|[1-9][0-9]{0,77}");
            assertThat(Notation.isName(text)).as(text).isEqualTo(isName);
            assertThat(Notation.isAmount(text)).as(text).isEqualTo(isAmount);
            assertThat(Notation.isHex(text, 3)).as(text).isEqualTo(text.matches("[0-9a-f]{3}"));
            assertThat(Notation.isHex(text, 64)).as(text).isEqualTo(text.matches("[0-9a-f]{64}"));
            right += isName && isAmount ? 1 : 0;
        }
        assertThat(right).isGreaterThan(1000);
    }

    /// The names that Windows keeps, as far as small letters, digits and hyphens make them.
    @Test
    void noLeaseIsNamedAsADevice() {
        var devices = new ArrayList<>(List.of("con", "prn", "aux", "nul"));
        for (int i = 0; i < 10; i++) {
            devices.add("com" + i);
            devices.add("lpt" + i);
        }
        for (var device : devices) {
            assertThatIllegalArgumentException().isThrownBy(() -> new LeaseId(device));
            assertThatThrownBy(() -> Json.read("\"" + device + "\"", LeaseId.class))
                    .isInstanceOf(MalformedMessageException.class);
        }
        for (var name : List.of("co", "con1", "com10", "com", "lptx", "null", "nul-", "a-con")) {
            assertThat(new LeaseId(name).value()).isEqualTo(name);
        }
    }
}
