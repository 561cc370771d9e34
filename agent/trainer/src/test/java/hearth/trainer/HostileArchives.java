package hearth.trainer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/// TorchScript archives that lie, made from an honest one.
final class HostileArchives {
    private static final String OBJECT = "c__torch__.program\nProgram\n)";
    private static final int DIRECTORY_OFFSET_FROM_END = 6;
    private static final int DIRECTORY_BYTES_FROM_END = 10;
    private static final int ENTRIES_FROM_END = 12;

    private HostileArchives() {}

    static SortedMap<String, byte[]> of(byte[] good) {
        var all = new TreeMap<String, byte[]>();
        all.put("empty", new byte[0]);
        all.put("zeros", new byte[4096]);
        all.put("cut in the middle", Arrays.copyOf(good, good.length / 2));
        all.put("cut in the directory", Arrays.copyOf(good, good.length - 20));
        all.put("a directory beyond the end", number(good, DIRECTORY_OFFSET_FROM_END, 0x7fffffff));
        all.put("a directory over all", number(good, DIRECTORY_BYTES_FROM_END, 0x7fffffff));
        all.put("65535 entries", entries(good, 0xffff));
        all.put("entries that overlap", overlapping(good));
        all.put("a size of 4 GiB", sizes(good, 0xfffffffe));
        all.put("a name that leads out", everywhere(good, "mlp/version", "../../../x/"));
        all.put("a version of the future", edited(good, "3\n", "\u0003\n"));
        all.put("a pickle that calls", edited(good, OBJECT, "cposix_____________\nsystem\n("));
        all.put("a pickle of an unknown class", edited(good, OBJECT, OBJECT.replace("P", "Q")));
        all.put("a pickle that never stops", edited(good, "}b.", "}b}"));
        all.put("a pickle with a hostile count", edited(good, "}b.", "h\u00ff."));
        all.put("a pickle that takes from nothing", edited(good, "}b.", "bb."));
        return all;
    }

    private static byte[] number(byte[] good, int fromEnd, int value) {
        var bytes = good.clone();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length - fromEnd, value);
        return bytes;
    }

    private static byte[] entries(byte[] good, int count) {
        var bytes = good.clone();
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(bytes.length - ENTRIES_FROM_END, (short) count)
                .putShort(bytes.length - ENTRIES_FROM_END - 2, (short) count);
        return bytes;
    }

    /// All entries of the directory point at the first one.
    private static byte[] overlapping(byte[] good) {
        var bytes = good.clone();
        eachEntry(bytes, (buffer, at) -> buffer.putInt(at + 42, 0));
        return bytes;
    }

    private static byte[] sizes(byte[] good, int size) {
        var bytes = good.clone();
        eachEntry(bytes, (buffer, at) -> buffer.putInt(at + 20, size).putInt(at + 24, size));
        return bytes;
    }

    private interface Change {
        void of(ByteBuffer archive, int at);
    }

    private static void eachEntry(byte[] archive, Change change) {
        var buffer = ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < archive.length - 46; at++) {
            if (buffer.getInt(at) == 0x02014b50) {
                change.of(buffer, at);
            }
        }
    }

    private static byte[] everywhere(byte[] good, String old, String replacement) {
        return new String(good, StandardCharsets.ISO_8859_1)
                .replace(old, replacement)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /// As many characters as before, so that only the checksum differs; libtorch asks for none.
    private static byte[] edited(byte[] good, String old, String replacement) {
        var text = new String(good, StandardCharsets.ISO_8859_1);
        int at = text.indexOf(old);
        if (at < 0) {
            throw new AssertionError(old);
        }
        return (text.substring(0, at) + replacement + text.substring(at + old.length()))
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
