package hearth.coordinator;

import hearth.protocol.Json;
import hearth.protocol.Lease;

import java.util.LinkedHashMap;
import java.util.Map;

/// The leases that were read last, by their text, so that the several questions of one request read
/// it once. The text decides alone what it says, so nothing here can be out of date. Safe for use
/// by many threads.
final class ReadLeases {
    private static final int MOST = 16_384;

    private final Map<String, Lease> known =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Lease> eldest) {
                    return size() > MOST;
                }
            };

    Lease of(String text) {
        synchronized (known) {
            var lease = known.get(text);
            if (lease != null) {
                return lease;
            }
        }
        var lease = Json.read(text, Lease.class);
        remember(text, lease);
        return lease;
    }

    /// The text of a lease that was just made, and is asked for soon.
    String written(Lease lease) {
        var text = Json.text(lease);
        remember(text, lease);
        return text;
    }

    private void remember(String text, Lease lease) {
        synchronized (known) {
            known.put(text, lease);
        }
    }
}
