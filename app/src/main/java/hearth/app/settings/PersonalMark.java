package hearth.app.settings;

import hearth.protocol.Sha256;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// A picture and words that the owner chose and that never leave this computer: a window that asks
/// for the password and does not show them is not Hearth's. The picture follows from its seed
/// alone.
///
/// @param seed 32 hex digits
/// @param words at most [#LONGEST] characters on one line; may be empty
public record PersonalMark(String seed, String words) {
    public static final int LONGEST = 60;

    /// Cells on a side; the right half mirrors the left one.
    public static final int SIDE = 5;

    /// Ways to fill a cell, the empty one among them.
    public static final int FILLINGS = 3;

    /// Pairs of colours.
    public static final int COLOURS = 8;

    private static final int SEED_BYTES = 16;
    private static final Pattern SEED = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern LINE = Pattern.compile("[^\\p{Cntrl}]*");

    public PersonalMark {
        words = words.strip();
        if (!SEED.matcher(seed).matches()
                || words.length() > LONGEST
                || !LINE.matcher(words).matches()) {
            throw new IllegalArgumentException("personal-mark");
        }
    }

    /// A picture that nobody has seen, without words.
    public static PersonalMark draw(RandomGenerator random) {
        var seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return new PersonalMark(HexFormat.of().formatHex(seed), "");
    }

    /// What of a text can be the words: one line, cut between two characters where it is too long.
    static String fitting(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ").strip();
        int end = Math.min(line.length(), LONGEST);
        boolean isSplit = end < line.length() && Character.isHighSurrogate(line.charAt(end - 1));
        return line.substring(0, isSplit ? end - 1 : end).strip();
    }

    public PersonalMark saying(String other) {
        return new PersonalMark(seed, other);
    }

    /// How each cell is filled, row by row: 0 for empty, below [#FILLINGS].
    public int[][] cells() {
        byte[] hash = hash();
        var cells = new int[SIDE][SIDE];
        int next = 1;
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; 2 * x < SIDE; x++) {
                int filling = Byte.toUnsignedInt(hash[next]) % FILLINGS;
                next++;
                cells[y][x] = filling;
                cells[y][SIDE - 1 - x] = filling;
            }
        }
        return cells;
    }

    /// Which pair of colours it is drawn in, below [#COLOURS].
    public int colour() {
        return Byte.toUnsignedInt(hash()[0]) % COLOURS;
    }

    private byte[] hash() {
        return HexFormat.of().parseHex(Sha256.of(seed).hex());
    }
}
