package hearth.protocol;

/// How ids, hashes and amounts are written. A pattern would say the same; these are checked for
/// every row and every message that is read, where patterns took an eighth of the time.
final class Notation {
    private static final int LONGEST_NAME = 63;
    private static final int NUMBERED_DEVICE = 4;
    private static final int LONGEST_AMOUNT = 78;

    private Notation() {}

    /// Lower-case hex digits, exactly that many.
    static boolean isHex(String text, int digits) {
        if (text.length() != digits) {
            return false;
        }
        for (int i = 0; i < digits; i++) {
            if (!isDigit(text.charAt(i)) && !isBetween('a', text.charAt(i), 'f')) {
                return false;
            }
        }
        return true;
    }

    /// Lower-case letters, digits and hyphens; no hyphen first; 1 to 63.
    static boolean isName(String text) {
        if (text.isEmpty() || text.length() > LONGEST_NAME || text.charAt(0) == '-') {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isDigit(c) && !isBetween('a', c, 'z') && c != '-') {
                return false;
            }
        }
        return true;
    }

    /// Whether a name would be a device and no file on Windows, in any folder.
    static boolean isDevice(String name) {
        return switch (name) {
            case "con", "prn", "aux", "nul" -> true;
            default ->
                    name.length() == NUMBERED_DEVICE
                            && (name.startsWith("com") || name.startsWith("lpt"))
                            && isDigit(name.charAt(NUMBERED_DEVICE - 1));
        };
    }

    /// A whole number without sign and without zeros in front, at most 78 digits.
    static boolean isAmount(String text) {
        if (text.isEmpty() || text.length() > LONGEST_AMOUNT) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return text.length() == 1 || text.charAt(0) != '0';
    }

    private static boolean isDigit(char c) {
        return isBetween('0', c, '9');
    }

    private static boolean isBetween(char least, char c, char most) {
        return least <= c && c <= most;
    }
}
