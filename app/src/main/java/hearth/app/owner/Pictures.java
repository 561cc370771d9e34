package hearth.app.owner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Grey pictures: binary PGM (netpbm, `P5`, 255 shades), PNG or JPEG, told apart by their content.
/// Colours become their luma; nothing is scaled or cut, because what a model learns from is the
/// owner's to decide.
final class Pictures {
    private static final int MOST_HEADER = 200;
    private static final Pattern HEADER =
            Pattern.compile("P5\\s(?:#[^\\n]*\\n)*\\s*(\\d{1,5})\\s+(\\d{1,5})\\s+255\\s");

    private static final List<String> ENDINGS = List.of(".pgm", ".png", ".jpg", ".jpeg");

    /// Of a picture that a model takes, with whatever a camera or a program wrote beside it.
    private static final long MOST_BYTES = 16L << 20;

    private Pictures() {}

    /// Whether its name says so.
    static boolean isPicture(Path file) {
        var name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(name::endsWith);
    }

    /// @return pixels row by row
    static byte[] pixels(Path file, Canvas wanted) throws DataException {
        byte[] bytes = read(file);
        if (CompressedPicture.isPng(bytes) || CompressedPicture.isJpeg(bytes)) {
            return CompressedPicture.shades(file, bytes, wanted);
        }
        int most = Math.min(MOST_HEADER, bytes.length);
        var header = HEADER.matcher(new String(bytes, 0, most, StandardCharsets.ISO_8859_1));
        if (!header.lookingAt()) {
            throw new DataException(
                    file + " is no PNG or JPEG picture and no binary PGM of 255 shades");
        }
        long width = Long.parseLong(header.group(1));
        long height = Long.parseLong(header.group(2));
        if (!wanted.takes(width, height) || bytes.length - header.end() != wanted.pixels()) {
            throw otherSize(file, width, height, wanted);
        }
        return Arrays.copyOfRange(bytes, header.end(), bytes.length);
    }

    static DataException otherSize(Path file, long width, long height, Canvas wanted) {
        return new DataException(
                "%s has %d × %d pixels; the model takes %s".formatted(file, width, height, wanted));
    }

    private static byte[] read(Path file) throws DataException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new DataException(
                        "%s has more than %d MiB".formatted(file, MOST_BYTES >> 20));
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
