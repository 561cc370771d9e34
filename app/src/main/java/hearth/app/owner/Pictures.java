package hearth.app.owner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;

/// Grey pictures as binary PGM (netpbm, `P5`, 255 shades), which every picture program writes.
final class Pictures {
    private static final int MOST_HEADER = 200;
    private static final Pattern HEADER =
            Pattern.compile("P5\\s(?:#[^\\n]*\\n)*\\s*(\\d{1,5})\\s+(\\d{1,5})\\s+255\\s");

    private Pictures() {}

    /// @param wanted pixels in all
    /// @return pixels row by row
    static byte[] pixels(Path file, int wanted) throws DataException {
        byte[] bytes = read(file);
        int most = Math.min(MOST_HEADER, bytes.length);
        var header = HEADER.matcher(new String(bytes, 0, most, StandardCharsets.ISO_8859_1));
        if (!header.lookingAt()) {
            throw new DataException(file + " is no binary PGM picture of 255 shades");
        }
        long width = Long.parseLong(header.group(1));
        long height = Long.parseLong(header.group(2));
        if (width * height != wanted || bytes.length - header.end() != wanted) {
            throw new DataException(
                    "%s has %d × %d pixels; the model takes %d"
                            .formatted(file, width, height, wanted));
        }
        return Arrays.copyOfRange(bytes, header.end(), bytes.length);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
