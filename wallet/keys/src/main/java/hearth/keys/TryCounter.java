package hearth.keys;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Counts wrong passwords in a row, on disk, so that a restart does not reset them. From the fifth
/// on each try has to wait 1, 2, 4 … 60 seconds. Where the disk takes nothing, such as a full one,
/// the count is this process's own: an owner who knows the password must get at the wallet, and
/// whoever does not still pays for each guess by the file's key derivation.
final class TryCounter {
    private static final System.Logger LOG = System.getLogger(TryCounter.class.getName());
    private static final int FREE_TRIES = 5;
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int MAX_BYTES = 64;
    private static final Tries NONE = new Tries(0, Instant.EPOCH);

    private final OwnerOnlyFile file;
    private final InstantSource clock;
    private Tries unwritten = NONE;

    TryCounter(OwnerOnlyFile file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    private record Tries(int wrong, Instant last) {}

    /// How long to wait before the next try; zero for none.
    Duration remaining() {
        var tries = read();
        if (tries.wrong < FREE_TRIES) {
            return Duration.ZERO;
        }
        var pause = Duration.ofSeconds(1L << Math.min(tries.wrong - FREE_TRIES, 6));
        pause = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
        var since = Duration.between(tries.last, clock.instant());
        // A clock that was set back must not lock the owner out for longer than one pause.
        var left = since.isNegative() ? pause : pause.minus(since);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /// Counts a try before it is made, so that killing the process does not undo it.
    void begin() {
        var tries = read();
        write(new Tries(Math.min(tries.wrong + 1, 1000), clock.instant()));
    }

    void succeeded() {
        write(new Tries(0, clock.instant()));
    }

    void forget() {
        try {
            file.delete();
        } catch (IOException e) {
            throw new WalletException("the count of tries cannot be removed", e);
        }
    }

    private Tries read() {
        return unwritten.wrong > 0 ? unwritten : written();
    }

    private Tries written() {
        try {
            var text = file.read(MAX_BYTES).map(b -> new String(b, StandardCharsets.US_ASCII));
            if (text.isPresent() && text.get().matches("[0-9]{1,4} [0-9]{1,15}")) {
                var parts = text.get().split(" ", -1);
                return new Tries(
                        Integer.parseInt(parts[0]), Instant.ofEpochMilli(Long.parseLong(parts[1])));
            }
            return NONE;
        } catch (IOException e) {
            throw new WalletException("the count of tries cannot be read", e);
        }
    }

    private void write(Tries tries) {
        try {
            var text = tries.wrong + " " + tries.last.toEpochMilli();
            file.write(text.getBytes(StandardCharsets.US_ASCII));
            unwritten = NONE;
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the count of tries cannot be written", e);
            unwritten = tries;
        }
    }
}
