package hearth.app.update;

import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.Map;

/// The records of an extended header (POSIX.1-2001): `LENGTH KEY=VALUE` and a line end. A size that
/// stands here instead of in the header is not understood, and refused.
final class Pax {
    private final Map<String, String> records = new HashMap<>();

    Pax(byte[] header) throws CharacterCodingException {
        int at = 0;
        while (at < header.length) {
            int space = at;
            while (space < header.length && header[space] >= '0' && header[space] <= '9') {
                space++;
            }
            String digits = Tarball.field(header, at, space - at);
            if (!digits.matches("[1-9][0-9]{0,4}") || space == header.length) {
                throw Tarball.unsafe();
            }
            int end = at + Integer.parseInt(digits);
            if (end > header.length || end < space + 2 || header[end - 1] != '\n') {
                throw Tarball.unsafe();
            }
            String record = Tarball.field(header, space + 1, end - space - 2);
            int equals = record.indexOf('=');
            if (equals < 1) {
                throw Tarball.unsafe();
            }
            records.put(record.substring(0, equals), record.substring(equals + 1));
            at = end;
        }
        if (records.containsKey("size")) {
            throw Tarball.unsafe();
        }
    }

    String of(String key, String otherwise) {
        String value = records.getOrDefault(key, otherwise);
        return value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
    }
}
