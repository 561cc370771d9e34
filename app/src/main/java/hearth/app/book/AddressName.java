package hearth.app.book;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/// What an owner calls an address: 1 to 40 visible characters on one line. Nothing in it can turn
/// the direction of writing, hide, or pose as an address.
public record AddressName(@JsonValue String text) {
    static final int LONGEST = 40;
    private static final int MARKS_IN_A_ROW = 2;

    /// @throws IllegalArgumentException if it is not the tidy form of a name
    @JsonCreator
    public AddressName {
        if (!text.equals(tidy(text)) || !isName(text)) {
            throw new IllegalArgumentException("not a name for an address");
        }
    }

    /// The tidied name, or empty if what was typed cannot be one.
    public static Optional<AddressName> read(String typed) {
        String tidy = tidy(typed);
        return isName(tidy) ? Optional.of(new AddressName(tidy)) : Optional.empty();
    }

    /// Whether people would take the two for the same.
    boolean isLike(AddressName other) {
        return folded(text).equals(folded(other.text));
    }

    private static String folded(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    private static String tidy(String typed) {
        return Normalizer.normalize(typed, Normalizer.Form.NFC).strip().replaceAll(" {2,}", " ");
    }

    private static boolean isName(String text) {
        int length = text.codePointCount(0, text.length());
        if (length == 0 || length > LONGEST || folded(text).startsWith("0x")) {
            return false;
        }
        int marks = 0;
        for (int c : text.codePoints().toArray()) {
            marks = isMark(c) ? marks + 1 : 0;
            if (marks > MARKS_IN_A_ROW || !isVisible(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED ->
                    false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
