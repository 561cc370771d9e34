package hearth.app.owner;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/// A PNG or JPEG picture of somebody's folder. How large it says it is is read before anything is
/// unpacked, and only a picture of the wanted size is, so a small file never becomes a large one.
final class CompressedPicture {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};

    /// What decides a pixel. Words, profiles and thumbnails are never unpacked.
    private static final Set<String> DRAWN = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

    /// Length, name and check of a chunk.
    private static final int AROUND = 12;

    private final Path file;
    private final String format;
    private final byte[] bytes;

    private CompressedPicture(Path file, String format, byte[] bytes) {
        this.file = file;
        this.format = format;
        this.bytes = bytes;
    }

    static boolean isPng(byte[] bytes) {
        return begins(bytes, PNG);
    }

    static boolean isJpeg(byte[] bytes) {
        return begins(bytes, JPEG);
    }

    private static boolean begins(byte[] bytes, byte[] with) {
        return bytes.length >= with.length
                && ByteBuffer.wrap(bytes, 0, with.length).equals(ByteBuffer.wrap(with));
    }

    /// @param bytes that [#isPng] or [#isJpeg]
    /// @return shades row by row, 0 black; of colours their luma (ITU-R BT.601)
    static byte[] shades(Path file, byte[] bytes, Canvas wanted) throws DataException {
        boolean isPng = isPng(bytes);
        String format = isPng ? "png" : "jpeg";
        try {
            byte[] drawn = isPng ? drawn(bytes) : bytes;
            return new CompressedPicture(file, format, drawn).shades(wanted);
        } catch (IOException | RuntimeException damaged) {
            // The decoders throw more than they declare.
            throw new DataException(
                    "%s is damaged or of a kind of %s that is not read".formatted(file, format));
        }
    }

    /// Only the chunks that are drawn, each as long as it says.
    private static byte[] drawn(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        out.writeBytes(PNG);
        var in = ByteBuffer.wrap(bytes, PNG.length, bytes.length - PNG.length);
        while (in.remaining() >= AROUND) {
            int length = in.getInt(in.position());
            if (length < 0 || length > in.remaining() - AROUND) {
                throw new IOException("a chunk that is longer than the file");
            }
            String name =
                    new String(
                            bytes, in.position() + Integer.BYTES, 4, StandardCharsets.ISO_8859_1);
            if (DRAWN.contains(name)) {
                out.write(bytes, in.position(), length + AROUND);
            }
            in.position(in.position() + length + AROUND);
        }
        return out.toByteArray();
    }

    private byte[] shades(Canvas wanted) throws IOException, DataException {
        ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
        try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            reader.setInput(in, true, true);
            long width = reader.getWidth(0);
            long height = reader.getHeight(0);
            if (!wanted.takes(width, height)) {
                throw Pictures.otherSize(file, width, height, wanted);
            }
            return shades(reader.read(0));
        } finally {
            reader.dispose();
        }
    }

    private byte[] shades(BufferedImage picture) throws DataException {
        var shades = new byte[picture.getWidth() * picture.getHeight()];
        for (int i = 0; i < shades.length; i++) {
            int x = i % picture.getWidth();
            int y = i / picture.getWidth();
            int argb = picture.getRGB(x, y);
            if (argb >>> 24 != 255) {
                throw new DataException(file + " has transparent parts");
            }
            shades[i] = (byte) (isGrey(picture) ? grey(picture, x, y) : luma(argb));
        }
        return shades;
    }

    /// Whether its first band is its shade. A palette's is not, and Java would read such a shade as
    /// linear light and change it.
    private static boolean isGrey(BufferedImage picture) {
        ColorModel colors = picture.getColorModel();
        return colors.getNumColorComponents() == 1;
    }

    private static int grey(BufferedImage picture, int x, int y) {
        int bits = picture.getColorModel().getComponentSize(0);
        return picture.getRaster().getSample(x, y, 0) >> (bits - Byte.SIZE);
    }

    private static int luma(int argb) {
        int red = argb >> 16 & 255;
        int green = argb >> 8 & 255;
        int blue = argb & 255;
        return (299 * red + 587 * green + 114 * blue + 500) / 1000;
    }
}
