package hearth.app.update;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/// Writes gzipped tars, also such as nobody should unpack.
final class Tar {
    private static final int BLOCK = 512;
    private final ByteArrayOutputStream tar = new ByteArrayOutputStream();

    Tar folder(String name) {
        return entry(name + "/", '5', "", new byte[0], 0755);
    }

    Tar file(String name, String content) {
        return entry(name, '0', "", content.getBytes(StandardCharsets.UTF_8), 0644);
    }

    Tar script(String name, String content) {
        return entry(name, '0', "", content.getBytes(StandardCharsets.UTF_8), 0755);
    }

    Tar link(String name, String target) {
        return entry(name, '2', target, new byte[0], 0777);
    }

    Tar entry(String name, char type, String link, byte[] content, int mode) {
        var head = new byte[BLOCK];
        put(head, 0, name);
        put(head, 100, octal(7, mode));
        put(head, 124, octal(11, content.length));
        put(head, 136, octal(11, 0));
        head[156] = (byte) type;
        put(head, 157, link);
        put(head, 257, "ustar");
        put(head, 263, "00");
        tar.writeBytes(head);
        tar.writeBytes(content);
        tar.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
        return this;
    }

    byte[] gzipped() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(tar.toByteArray());
            out.write(new byte[2 * BLOCK]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String octal(int digits, long value) {
        return String.format(Locale.ROOT, "%0" + digits + "o", value);
    }

    private static void put(byte[] head, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, head, at, bytes.length);
    }
}
