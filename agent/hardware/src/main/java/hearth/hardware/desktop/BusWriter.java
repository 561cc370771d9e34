package hearth.hardware.desktop;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes D-Bus messages of any kind and values of any type, as the signature says: whole numbers
/// are [Number], `ay` may be bytes, other arrays and structures are lists, dictionaries maps, and a
/// variant is [Any].
final class BusWriter {
    static final byte CALL = 1;
    static final byte RETURN = 2;
    static final byte ERROR = 3;
    static final byte SIGNAL = 4;
    static final int NO_REPLY = 1;
    private static final Map<Integer, Character> FIELD_TYPES =
            Map.of(1, 'o', 2, 's', 3, 's', 4, 's', 5, 'u', 6, 's', 8, 'g');
    private static final int SIGNATURE = 8;
    private static final int STRUCT = 8;

    /// A value that carries its own type.
    record Any(String signature, Object value) {
        static Any text(String value) {
            return new Any("s", value);
        }
    }

    /// Bytes of which a number that was written before can be mended.
    private static final class Patched extends ByteArrayOutputStream {
        void patch(int at, int value) {
            for (int i = 0; i < Integer.BYTES; i++) {
                buf[at + i] = (byte) (value >>> (i * Byte.SIZE));
            }
        }
    }

    /// Begins at a multiple of eight of the message, from where all alignment counts.
    private final Patched bytes = new Patched();

    private BusWriter() {}

    /// @param fields of the head, by their code: texts, and for 5 (reply to) a number
    static ByteBuffer message(
            byte kind,
            int flags,
            int serial,
            Map<Integer, Object> fields,
            String signature,
            List<?> values) {
        var body = new BusWriter();
        body.all(signature, values);
        var known = new LinkedHashMap<>(fields);
        if (!signature.isEmpty()) {
            known.put(SIGNATURE, signature);
        }
        var head = new BusWriter();
        known.forEach(
                (code, value) -> {
                    head.align(STRUCT);
                    head.bytes.write(code);
                    head.value("v", new Any(String.valueOf(FIELD_TYPES.get(code)), value));
                });
        var message = new BusWriter();
        message.bytes.writeBytes(new byte[] {'l', kind, (byte) flags, 1});
        message.number(body.bytes.size(), Integer.BYTES);
        message.number(serial, Integer.BYTES);
        message.number(head.bytes.size(), Integer.BYTES);
        message.bytes.writeBytes(head.bytes.toByteArray());
        message.align(STRUCT);
        message.bytes.writeBytes(body.bytes.toByteArray());
        return ByteBuffer.wrap(message.bytes.toByteArray());
    }

    private void all(String signature, List<?> values) {
        int at = 0;
        for (Object value : values) {
            int end = end(signature, at);
            value(signature.substring(at, end), value);
            at = end;
        }
        if (at != signature.length()) {
            throw new IllegalArgumentException("not the values of " + signature);
        }
    }

    private void value(String type, Object value) {
        switch (type.charAt(0)) {
            case 'y' -> bytes.write(((Number) value).intValue());
            case 'b' -> number(value.equals(true) ? 1 : 0, Integer.BYTES);
            case 'i', 'u' -> number(((Number) value).longValue(), Integer.BYTES);
            case 'x', 't' -> number(((Number) value).longValue(), Long.BYTES);
            case 's', 'o' -> text((String) value);
            case 'g' -> signature((String) value);
            case 'v' -> {
                var any = (Any) value;
                signature(any.signature());
                value(any.signature(), any.value());
            }
            case 'a' -> array(type.substring(1), value);
            case '(' -> {
                align(STRUCT);
                all(type.substring(1, type.length() - 1), (List<?>) value);
            }
            default -> throw new IllegalArgumentException("type " + type);
        }
    }

    private void array(String element, Object value) {
        number(0, Integer.BYTES);
        int length = bytes.size() - Integer.BYTES;
        align("({xtd".indexOf(element.charAt(0)) >= 0 ? STRUCT : 1);
        int begun = bytes.size();
        switch (value) {
            case byte[] raw -> bytes.writeBytes(raw);
            case Map<?, ?> map -> map.forEach((key, kept) -> entry(element, key, kept));
            default -> ((Collection<?>) value).forEach(one -> value(element, one));
        }
        bytes.patch(length, bytes.size() - begun);
    }

    private void entry(String element, Object key, Object kept) {
        align(STRUCT);
        int middle = end(element, 1);
        value(element.substring(1, middle), key);
        value(element.substring(middle, element.length() - 1), kept);
    }

    private void align(int to) {
        while (bytes.size() % to != 0) {
            bytes.write(0);
        }
    }

    private void number(long value, int size) {
        align(size);
        for (int i = 0; i < size; i++) {
            bytes.write((int) (value >>> (i * Byte.SIZE)));
        }
    }

    private void text(String value) {
        var utf8 = value.getBytes(StandardCharsets.UTF_8);
        number(utf8.length, Integer.BYTES);
        bytes.writeBytes(utf8);
        bytes.write(0);
    }

    private void signature(String value) {
        bytes.write(value.length());
        bytes.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
        bytes.write(0);
    }

    /// Where the one type ends that begins there.
    private static int end(String signature, int from) {
        int at = from;
        while (signature.charAt(at) == 'a') {
            at++;
        }
        int depth = 0;
        do {
            char c = signature.charAt(at++);
            depth += c == '(' || c == '{' ? 1 : c == ')' || c == '}' ? -1 : 0;
        } while (depth > 0);
        return at;
    }
}
