package hearth.protocol;

import java.util.Optional;
import java.util.regex.Pattern;

/// What a device says that its card or processor is. Strangers' words that others will read, so
/// what is kept of them is short, of printable ASCII, and spelled in one way where makers have two.
public final class DeviceModel {
    /// Characters.
    public static final int LONGEST = 64;

    private static final int LOOKED_AT = 4 * LONGEST;
    private static final Pattern MARKS = Pattern.compile("(?i)\\((?:r|tm|c)\\)");
    private static final Pattern STRANGE = Pattern.compile("[^\\w .,+/()@&'-]");
    private static final Pattern SPACES = Pattern.compile("\\s+");

    private DeviceModel() {}

    /// @return empty if nothing legible is left
    public static Optional<String> of(String said) {
        var begin = said.substring(0, Math.min(said.length(), LOOKED_AT));
        var plain = SPACES.matcher(MARKS.matcher(begin).replaceAll(" ")).replaceAll(" ");
        var legible = SPACES.matcher(STRANGE.matcher(plain).replaceAll("")).replaceAll(" ").strip();
        return Optional.of(legible.substring(0, Math.min(legible.length(), LONGEST)).strip())
                .filter(model -> !model.isEmpty());
    }
}
