package hearth.storage;

import hearth.protocol.Sha256;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// Blobs of which it was seen a short while ago that they are there, so that they need not be asked
/// for again. Another process may have removed one meanwhile. Safe for use by many threads.
final class RecentlySeen {
    private static final Duration LASTS = Duration.ofMinutes(1);
    private static final int MOST = 65_536;

    private final InstantSource clock;
    private final Map<Sha256, Instant> until = new LinkedHashMap<>();

    RecentlySeen(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void add(Sha256 hash) {
        until.remove(hash);
        until.put(hash, clock.instant().plus(LASTS));
        if (until.size() > MOST) {
            var eldest = until.entrySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    synchronized void remove(Sha256 hash) {
        until.remove(hash);
    }

    synchronized boolean contains(Sha256 hash) {
        var end = until.get(hash);
        return end != null && clock.instant().isBefore(end);
    }
}
