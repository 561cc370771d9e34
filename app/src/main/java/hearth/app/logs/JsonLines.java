package hearth.app.logs;

import hearth.protocol.Json;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/// One event as one line of JSON: `time` in UTC, `level`, `logger`, `message`, of a failure its
/// `error` and `trace`, and the fields of what the thread does, such as `requestId`. Message and
/// failure pass the redaction; the fields are ids and words of ours. Whatever an event says, it
/// stays one line: what ends one, in any reader's eyes, is escaped or taken out.
final class JsonLines extends Formatter {
    /// A message longer than this is somebody's file, not a message.
    private static final int LONGEST = RedactingFormatter.LONGEST;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Redaction redaction;
    private final Supplier<Map<String, String>> fields;

    /// @param fields of the thread that asks
    JsonLines(Redaction redaction, Supplier<Map<String, String>> fields) {
        this.redaction = redaction;
        this.fields = fields;
    }

    @Override
    public String format(LogRecord event) {
        var line = new TreeMap<String, String>(fields.get());
        line.put("time", TIME.format(event.getInstant()));
        line.put("level", level(event.getLevel()));
        line.put("logger", plain(String.valueOf(event.getLoggerName())));
        line.put("message", clean(formatMessage(event)));
        var thrown = event.getThrown();
        if (thrown != null) {
            line.put("error", thrown.getClass().getName());
            line.put("trace", clean(trace(thrown)));
        }
        return Json.text(line) + "\n";
    }

    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARN";
        }
        return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }

    private String clean(String text) {
        boolean isLong = text.length() > LONGEST;
        return plain(redaction.of(isLong ? text.substring(0, LONGEST) : text))
                + (isLong ? "…" : "");
    }

    private static String trace(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    /// Line feeds and tabs, which JSON escapes, and what is to be seen.
    private static String plain(String text) {
        var out = new StringBuilder(text.length());
        text.codePoints().filter(JsonLines::isPlain).forEach(out::appendCodePoint);
        return out.toString();
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL -> c == '\n' || c == '\t';
            case Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    false;
            default -> true;
        };
    }
}
