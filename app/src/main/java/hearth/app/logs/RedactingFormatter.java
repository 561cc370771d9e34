package hearth.app.logs;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/// One event: time in UTC, level, logger, message, and the trace of a failure. Everything passes
/// the redaction, and what could pretend to be another line is indented.
final class RedactingFormatter extends Formatter {
    /// A message longer than this is somebody's file, not a message.
    static final int LONGEST = 16_384;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Redaction redaction;

    RedactingFormatter(Redaction redaction) {
        this.redaction = redaction;
    }

    @Override
    public String format(LogRecord event) {
        return "%s %-7s %s: %s%n"
                .formatted(
                        TIME.format(event.getInstant()),
                        event.getLevel().getName(),
                        event.getLoggerName(),
                        harmless(formatMessage(event) + trace(event)));
    }

    private String harmless(String text) {
        String bounded =
                text.length() <= LONGEST
                        ? text
                        : text.substring(0, LONGEST) + "… " + (text.length() - LONGEST) + " more";
        var out = new StringBuilder();
        redaction.of(bounded).stripTrailing().chars().forEach(c -> append(out, (char) c));
        return out.toString();
    }

    private static void append(StringBuilder out, char c) {
        if (c == '\n') {
            out.append(System.lineSeparator()).append("    ");
        } else if (c == '\t' || !Character.isISOControl(c)) {
            out.append(c);
        }
    }

    private static String trace(LogRecord event) {
        if (event.getThrown() == null) {
            return "";
        }
        var text = new StringWriter();
        event.getThrown().printStackTrace(new PrintWriter(text, true));
        return "\n" + text;
    }
}
