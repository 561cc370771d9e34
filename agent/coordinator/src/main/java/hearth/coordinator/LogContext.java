package hearth.coordinator;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// What the lines that a thread logs are about, besides their words: a mapped diagnostic context
/// that ends with its scope. Names are ours; values are ids, numbers and words of ours, never text
/// from outside. Each scope belongs to one thread.
public final class LogContext {
    private static final int LONGEST = 128;
    private static final ScopedValue<LogContext> CURRENT = ScopedValue.newInstance();

    private final Map<String, String> fields;

    private LogContext(Map<String, String> outer) {
        fields = new TreeMap<>(outer);
    }

    /// Of the calling thread now, such as `requestId`, `device`, `lease`, `job`, `round`.
    public static Map<String, String> fields() {
        return CURRENT.isBound()
                ? Collections.unmodifiableMap(CURRENT.get().fields)
                : Collections.emptyMap();
    }

    /// Does the work in a scope of its own, which begins with these fields and those around it.
    static void within(Map<String, ?> more, Runnable work) {
        var inner = new LogContext(fields());
        more.forEach(inner::put);
        ScopedValue.where(CURRENT, inner).run(work);
    }

    /// What came to light; known until the scope ends. Outside of any it is lost.
    static void note(String name, Object value) {
        if (CURRENT.isBound()) {
            CURRENT.get().put(name, value);
        }
    }

    private void put(String name, Object value) {
        var text = value.toString();
        fields.put(name, text.length() <= LONGEST ? text : text.substring(0, LONGEST));
    }
}
