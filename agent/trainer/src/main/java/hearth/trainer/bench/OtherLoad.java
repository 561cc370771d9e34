package hearth.trainer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How much of the computer others used between two moments: the guard against noise.
final class OtherLoad {
    private static final double TICKS_PER_SECOND = 100;
    private static final int IDLE = 4;
    private static final int IO_WAIT = 5;
    private static final int STEAL = 8;

    private final List<Long> ours;
    private final long startedAt = System.nanoTime();
    private final long busy;
    private final long own;

    /// @param ours processes whose time does not count
    OtherLoad(List<Long> ours) {
        this.ours = ours;
        this.busy = busyTicks();
        this.own = ownTicks();
    }

    /// Cores, on average since construction; what the hypervisor took counts too.
    double cores() {
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        long others = busyTicks() - busy - (ownTicks() - own);
        return Math.max(0, others / TICKS_PER_SECOND / seconds);
    }

    private long ownTicks() {
        return ours.stream().mapToLong(EngineProcess::ticks).sum();
    }

    private static long busyTicks() {
        try (var lines = Files.lines(Path.of("/proc/stat"))) {
            var fields = lines.findFirst().orElseThrow().split(" +", -1);
            long sum = 0;
            for (int i = 1; i <= STEAL; i++) {
                sum += i == IDLE || i == IO_WAIT ? 0 : Long.parseLong(fields[i]);
            }
            return sum;
        } catch (IOException e) {
            throw new MissingPartException("The comparison needs Linux: there is no /proc.", e);
        }
    }
}
