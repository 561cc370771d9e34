package hearth.protocol;

import java.util.Locale;
import java.util.Optional;

/// The code by which a machine joins another one's household, as people type it: ten digits of
/// Crockford's base 32, in which nothing looks like another.
public final class PairingDigits {
    public static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    public static final int COUNT = 10;

    /// With spaces and hyphens; a page pasted by mistake is not looked at.
    private static final int LONGEST = 64;

    private PairingDigits() {}

    /// Small letters, spaces and hyphens do not matter, nor does what is easily taken for a digit.
    ///
    /// @return the ten digits, or empty where this can be no code at all
    public static Optional<String> read(String typed) {
        if (typed.length() > LONGEST) {
            return Optional.empty();
        }
        var digits =
                typed.toUpperCase(Locale.ROOT)
                        .replaceAll("[\\s\\h-]", "")
                        .replace('O', '0')
                        .replace('I', '1')
                        .replace('L', '1');
        return Optional.of(digits)
                .filter(d -> d.length() == COUNT && d.chars().allMatch(PairingDigits::isOne));
    }

    private static boolean isOne(int letter) {
        return ALPHABET.indexOf(letter) >= 0;
    }
}
