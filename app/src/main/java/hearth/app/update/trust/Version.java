package hearth.app.update.trust;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/// A version of Hearth, such as `1.2.0` or `1.3.0-beta.2`, ordered as semver.org has it. Its text
/// is short and plain, so it may stand on a screen whoever wrote it.
public record Version(@JsonValue String text) implements Comparable<Version> {
    private static final Pattern FORM =
            Pattern.compile(
                    "(0|[1-9][0-9]{0,5})\\.(0|[1-9][0-9]{0,5})\\.(0|[1-9][0-9]{0,5})"
                            + "(?:-beta\\.(0|[1-9][0-9]{0,5}))?");
    private static final Comparator<int[]> ORDER = Arrays::compare;

    @JsonCreator
    public Version {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not a version");
        }
    }

    /// The version of that text, or none, such as that of a development build.
    public static Optional<Version> of(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new Version(text)) : Optional.empty();
    }

    /// A beta comes before the version that it leads to.
    @Override
    public int compareTo(Version other) {
        return ORDER.compare(numbers(), other.numbers());
    }

    public boolean isAfter(Version other) {
        return compareTo(other) > 0;
    }

    private int[] numbers() {
        var parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalStateException(text);
        }
        String beta = parts.group(4);
        return new int[] {
            Integer.parseInt(parts.group(1)),
            Integer.parseInt(parts.group(2)),
            Integer.parseInt(parts.group(3)),
            beta == null ? Integer.MAX_VALUE : Integer.parseInt(beta)
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
