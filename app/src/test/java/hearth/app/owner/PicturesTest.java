package hearth.app.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

import javax.imageio.ImageIO;

final class PicturesTest {
    private static final int SIDE = 28;
    private static final int PIXELS = SIDE * SIDE;
    private static final Canvas CANVAS = new Canvas(PIXELS, 0);
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int GREY = 0;

    @TempDir Path folder;

    @Test
    void readsTheSameShadesFromEveryKindOfGreyPicture() throws Exception {
        byte[] shades = shades();
        assertThat(Pictures.pixels(pgm(shades), CANVAS)).isEqualTo(shades);
        for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_3BYTE_BGR}) {
            assertThat(Pictures.pixels(written("png", type, shades), CANVAS)).isEqualTo(shades);
        }
        assertThat(Pictures.pixels(written("png", BufferedImage.TYPE_4BYTE_ABGR, shades), CANVAS))
                .as("with an alpha channel that hides nothing")
                .isEqualTo(shades);
        byte[] lossy =
                Pictures.pixels(written("jpg", BufferedImage.TYPE_BYTE_GRAY, shades), CANVAS);
        for (int i = 0; i < PIXELS; i++) {
            assertThat(Math.abs((lossy[i] & 255) - (shades[i] & 255))).isLessThan(12);
        }
    }

    @Test
    void takesTheLumaOfColoursAndNoTransparency() throws Exception {
        var colours = new BufferedImage(2, 2, BufferedImage.TYPE_INT_ARGB);
        colours.setRGB(0, 0, 0xFFFF0000);
        colours.setRGB(1, 0, 0xFF00FF00);
        colours.setRGB(0, 1, 0xFF0000FF);
        colours.setRGB(1, 1, 0xFFFFFFFF);
        var file = folder.resolve("colours.png");
        ImageIO.write(colours, "png", file.toFile());
        assertThat(Pictures.pixels(file, new Canvas(4, 0)))
                .containsExactly(76, (byte) 150, 29, (byte) 255);
        colours.setRGB(1, 1, 0x7FFFFFFF);
        ImageIO.write(colours, "png", file.toFile());
        refused(file, 4, "has transparent parts");
    }

    @Test
    void refusesBombsBeforeTheyAreUnpacked() throws Exception {
        byte[] zeros = deflated(64 << 20);
        refused(
                png(60_000, 60_000, zeros),
                PIXELS,
                "has 60000 × 60000 pixels; the model takes 784");
        refused(png(-1, 2, zeros), PIXELS, "is damaged or of a kind of png");
        assertThat(Pictures.pixels(png(SIDE, SIDE, zeros), CANVAS))
                .as("unpacked as far as it has rows")
                .containsOnly(0);
        byte[] jpeg = Files.readAllBytes(written("jpg", BufferedImage.TYPE_BYTE_GRAY, shades()));
        int frame = frame(jpeg);
        ByteBuffer.wrap(jpeg)
                .putShort(frame + 5, (short) 65_500)
                .putShort(frame + 7, (short) 65_500);
        refused(Files.write(folder.resolve("large.jpg"), jpeg), PIXELS, "has 65500 × 65500 pixels");
        Path heavy = folder.resolve("heavy.png");
        Files.write(heavy, SIGNATURE);
        try (var out = Files.newByteChannel(heavy, StandardOpenOption.WRITE)) {
            var _ = out.position(16 << 20).write(ByteBuffer.wrap(new byte[1]));
        }
        refused(heavy, PIXELS, "has more than 16 MiB");
    }

    /// Whatever is broken in a picture, it is a picture of the wanted size or a clear refusal.
    @Test
    void namesTheFileOfWhateverIsBroken() throws Exception {
        var random = new Random(17);
        for (String format : new String[] {"png", "jpg"}) {
            byte[] whole =
                    Files.readAllBytes(written(format, BufferedImage.TYPE_BYTE_GRAY, shades()));
            for (int i = 0; i < 300; i++) {
                byte[] broken = whole.clone();
                for (int n = random.nextInt(1, 5); n > 0; n--) {
                    broken[random.nextInt(8, broken.length)] = (byte) random.nextInt();
                }
                var file = Files.write(folder.resolve("broken." + format), broken);
                assertThat(outcome(file)).containsAnyOf("784 shades", file.toString());
            }
        }
    }

    private static String outcome(Path file) {
        try {
            return Pictures.pixels(file, CANVAS).length + " shades";
        } catch (DataException refusal) {
            return String.valueOf(refusal.getMessage());
        }
    }

    private static byte[] shades() {
        var shades = new byte[PIXELS];
        for (int i = 0; i < PIXELS; i++) {
            shades[i] = (byte) (i * 255 / PIXELS);
        }
        return shades;
    }

    private Path pgm(byte[] shades) throws IOException {
        var out = new ByteArrayOutputStream();
        out.writeBytes("P5\n28 28\n255\n".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(shades);
        return Files.write(folder.resolve("p.pgm"), out.toByteArray());
    }

    private Path written(String format, int type, byte[] shades) throws IOException {
        var picture = new BufferedImage(SIDE, SIDE, type);
        for (int i = 0; i < PIXELS; i++) {
            int shade = shades[i] & 255;
            if (type == BufferedImage.TYPE_BYTE_GRAY) {
                picture.getRaster().setSample(i % SIDE, i / SIDE, 0, shade);
            } else {
                picture.setRGB(i % SIDE, i / SIDE, 0xFF000000 | shade * 0x010101);
            }
        }
        var file = folder.resolve("p" + type + "." + format);
        assertThat(ImageIO.write(picture, format, file.toFile())).isTrue();
        return file;
    }

    /// A grey PNG that says it is so large.
    private Path png(int width, int height, byte[] rows) throws IOException {
        var head = ByteBuffer.allocate(13).putInt(width).putInt(height);
        head.put((byte) 8).put((byte) GREY);
        var out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        chunk(out, "IHDR", head.array());
        chunk(out, "IDAT", rows);
        chunk(out, "IEND", new byte[0]);
        return Files.write(folder.resolve("bomb.png"), out.toByteArray());
    }

    private static void chunk(ByteArrayOutputStream out, String name, byte[] content) {
        byte[] letters = name.getBytes(StandardCharsets.US_ASCII);
        var check = new CRC32();
        check.update(letters);
        check.update(content);
        out.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
        out.writeBytes(letters);
        out.writeBytes(content);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) check.getValue()).array());
    }

    private static byte[] deflated(int zeros) {
        var out = new ByteArrayOutputStream();
        var buffer = new byte[1 << 16];
        try (var deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
            deflater.setInput(new byte[zeros]);
            deflater.finish();
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
        }
        return out.toByteArray();
    }

    /// Where a JPEG says how large it is: its frame, `FF C0`.
    private static int frame(byte[] jpeg) {
        int at = 2;
        while ((jpeg[at + 1] & 255) != 0xC0) {
            at += 2 + (((jpeg[at + 2] & 255) << 8) | (jpeg[at + 3] & 255));
        }
        return at;
    }

    private static void refused(Path file, int wanted, String why) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> Pictures.pixels(file, new Canvas(wanted, 0)))
                .withMessageContaining(file.toString())
                .withMessageContaining(why);
    }
}
