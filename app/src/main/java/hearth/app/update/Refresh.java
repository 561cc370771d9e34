package hearth.app.update;

import hearth.app.update.trust.Refusal;
import hearth.app.update.trust.TrustedState;
import hearth.app.update.trust.UpdateRefused;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// Asks one mirror for news: the chain of roots, then timestamp, snapshot and targets, each no
/// longer than it may be and not slower than it may come.
final class Refresh {
    private static final int ROOT_BYTES = 64 << 10;
    private static final int TIMESTAMP_BYTES = 16 << 10;
    private static final int SNAPSHOT_BYTES = 64 << 10;
    private static final int TARGETS_BYTES = 1 << 20;
    private static final int MOST_ROOTS = 64;
    private static final int CHUNK = 1 << 13;

    private final Mirror mirror;
    private final Pace pace;

    Refresh(Mirror mirror, Pace pace) {
        this.mirror = mirror;
        this.pace = pace;
    }

    /// @param clock what the clock of this computer says
    /// @param keepRoots is told of new roots at once: whoever lost their keys must not be believed
    /// again because something else failed
    /// @throws UpdateRefused if the mirror says something that cannot be believed
    /// @throws IOException if it says nothing
    TrustedState run(TrustedState known, Instant clock, Consumer<TrustedState> keepRoots)
            throws IOException {
        var state = roots(known, keepRoots);
        // A clock that was set back must not make old news valid again.
        var now = clock.isBefore(state.notBefore()) ? state.notBefore() : clock;
        state = state.requireRootAt(now);
        state = state.withTimestamp(needed("timestamp.json", TIMESTAMP_BYTES), now);
        if (!state.hasSnapshot()) {
            var pin = state.timestamp().orElseThrow().signed().snapshot();
            var name = pin.version() + ".snapshot.json";
            state = state.withSnapshot(needed(name, limit(pin.length(), SNAPSHOT_BYTES)), now);
        }
        if (!state.hasTargets()) {
            var pin = state.snapshot().orElseThrow().signed().targets();
            var name = pin.version() + ".targets.json";
            state = state.withTargets(needed(name, limit(pin.length(), TARGETS_BYTES)), now);
        }
        return state.requireFreshAt(now);
    }

    private TrustedState roots(TrustedState known, Consumer<TrustedState> keepRoots)
            throws IOException {
        var state = known;
        for (int i = 0; i < MOST_ROOTS; i++) {
            var next = read((state.root().signed().version() + 1) + ".root.json", ROOT_BYTES);
            if (next.isEmpty()) {
                break;
            }
            state = state.withRoot(next.get());
            keepRoots.accept(state);
        }
        return state;
    }

    private static int limit(long pinned, int most) {
        if (pinned < 1 || pinned > most) {
            throw new UpdateRefused(Refusal.ENDLESS);
        }
        return (int) pinned;
    }

    private byte[] needed(String path, int most) throws IOException {
        return read(path, most).orElseThrow(() -> new UpdateRefused(Refusal.ABSENT));
    }

    private Optional<byte[]> read(String path, int most) throws IOException {
        var content = mirror.open(path, 0);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        try (var body = content.get().body()) {
            var run = pace.begin();
            var read = new ByteArrayOutputStream();
            var buffer = new byte[CHUNK];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                run.arrived(n);
                if (read.size() + n > most) {
                    throw new UpdateRefused(Refusal.ENDLESS);
                }
                read.write(buffer, 0, n);
            }
            return Optional.of(read.toByteArray());
        }
    }
}
