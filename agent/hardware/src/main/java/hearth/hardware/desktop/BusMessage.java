package hearth.hardware.desktop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The wire form of D-Bus messages, as far as a client needs it that asks and never serves (D-Bus
/// Specification 0.43, "Type system" and "Message Protocol"). Calls take texts and unsigned
/// numbers; answers may be of any type: numbers become [Long] or [Double], arrays [List],
/// dictionaries [Map], variants their value.
final class BusMessage {
    static final int HEAD = 16;
    static final int RETURN = 2;
    static final int ERROR = 3;
    private static final int CALL = 1;
    private static final int PATH = 1;
    private static final int INTERFACE = 2;
    private static final int MEMBER = 3;
    static final int REPLY_TO = 5;
    private static final int DESTINATION = 6;
    static final int SIGNATURE = 8;

    /// Asking must never start a program.
    private static final int NO_AUTO_START = 2;

    private BusMessage() {}

    /// Whom and what to ask.
    ///
    /// @param arguments texts and whole numbers
    record Call(String service, String path, String type, String method, List<Object> arguments) {}

    static ByteBuffer encode(Call call, int serial) {
        var body = new Writer();
        var signature = new StringBuilder();
        for (var argument : call.arguments()) {
            switch (argument) {
                case String text -> {
                    signature.append('s');
                    body.text(text);
                }
                case Integer number -> {
                    signature.append('u');
                    body.number(number);
                }
                default -> throw new IllegalArgumentException("cannot be sent: " + argument);
            }
        }
        var fields = new Writer();
        fields.field(PATH, 'o', call.path());
        fields.field(INTERFACE, 's', call.type());
        fields.field(MEMBER, 's', call.method());
        fields.field(DESTINATION, 's', call.service());
        if (!signature.isEmpty()) {
            fields.align(8);
            fields.bytes.write(SIGNATURE);
            fields.signature("g");
            fields.signature(signature.toString());
        }
        var message = new Writer();
        message.bytes.writeBytes(new byte[] {'l', CALL, NO_AUTO_START, 1});
        message.number(body.bytes.size());
        message.number(serial);
        message.number(fields.bytes.size());
        message.bytes.writeBytes(fields.bytes.toByteArray());
        message.align(8);
        message.bytes.writeBytes(body.bytes.toByteArray());
        return ByteBuffer.wrap(message.bytes.toByteArray());
    }

    private static final class Writer {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        void align(int to) {
            while (bytes.size() % to != 0) {
                bytes.write(0);
            }
        }

        void number(int value) {
            align(4);
            for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
                bytes.write(value >>> shift);
            }
        }

        void text(String value) {
            var utf8 = value.getBytes(StandardCharsets.UTF_8);
            number(utf8.length);
            bytes.writeBytes(utf8);
            bytes.write(0);
        }

        void signature(String value) {
            bytes.write(value.length());
            bytes.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
            bytes.write(0);
        }

        void field(int code, char type, String value) {
            align(8);
            bytes.write(code);
            signature(String.valueOf(type));
            text(value);
        }
    }

    /// All values of a signature, from the buffer's position on; offsets count from the start of
    /// the buffer.
    static List<Object> decode(String signature, ByteBuffer bytes) throws IOException {
        try {
            var reader = new Reader(signature, bytes);
            var values = new ArrayList<Object>();
            while (reader.at < signature.length()) {
                values.add(reader.value());
            }
            return values;
        } catch (BufferUnderflowException
                | IllegalArgumentException
                | IndexOutOfBoundsException malformed) {
            throw new IOException("not a D-Bus message", malformed);
        }
    }

    private static final class Reader {
        private final String signature;
        private final ByteBuffer bytes;
        private int at;

        Reader(String signature, ByteBuffer bytes) {
            this.signature = signature;
            this.bytes = bytes;
        }

        Object value() {
            char type = signature.charAt(at++);
            return switch (type) {
                case 'y' -> Byte.toUnsignedLong(bytes.get());
                case 'b' -> whole(4).getInt() != 0;
                case 'n' -> (long) whole(2).getShort();
                case 'q' -> Short.toUnsignedLong(whole(2).getShort());
                case 'i' -> (long) whole(4).getInt();
                case 'u', 'h' -> Integer.toUnsignedLong(whole(4).getInt());
                case 'x', 't' -> whole(8).getLong();
                case 'd' -> whole(8).getDouble();
                case 's', 'o' -> text(whole(4).getInt());
                case 'g' -> text(Byte.toUnsignedInt(bytes.get()));
                case 'v' -> {
                    var inner = new Reader(text(Byte.toUnsignedInt(bytes.get())), bytes);
                    yield inner.value();
                }
                case 'a' -> array();
                case '(' -> struct();
                default -> throw new IllegalArgumentException("type " + type);
            };
        }

        private ByteBuffer whole(int size) {
            return bytes.position((bytes.position() + size - 1) & -size);
        }

        private String text(int length) {
            var utf8 = new byte[checked(length)];
            bytes.get(utf8).get();
            return new String(utf8, StandardCharsets.UTF_8);
        }

        private int checked(int length) {
            if (length < 0 || length > bytes.remaining()) {
                throw new IllegalArgumentException("length " + length);
            }
            return length;
        }

        private Object array() {
            int length = checked(whole(4).getInt());
            char element = signature.charAt(at);
            whole(alignment(element));
            int end = bytes.position() + length;
            int from = at;
            var list = new ArrayList<Object>();
            var map = new LinkedHashMap<Object, Object>();
            while (bytes.position() < end) {
                at = from;
                if (element == '{') {
                    at++;
                    whole(8);
                    map.put(value(), value());
                } else {
                    list.add(value());
                }
            }
            at = endOfType(from);
            return element == '{' ? map : list;
        }

        private List<Object> struct() {
            whole(8);
            var values = new ArrayList<Object>();
            while (signature.charAt(at) != ')') {
                values.add(value());
            }
            at++;
            return values;
        }

        private static int alignment(char type) {
            return switch (type) {
                case 'y', 'g', 'v' -> 1;
                case 'n', 'q' -> 2;
                case 'x', 't', 'd', '(', '{' -> 8;
                default -> 4;
            };
        }

        private int endOfType(int from) {
            int end = from;
            while (signature.charAt(end) == 'a') {
                end++;
            }
            int depth = 0;
            do {
                char c = signature.charAt(end++);
                depth += c == '(' || c == '{' ? 1 : c == ')' || c == '}' ? -1 : 0;
            } while (depth > 0);
            return end;
        }
    }
}
