package hearth.worker;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// What the crash tests did and found; safe for many threads.
final class CrashCounts {
    private final AtomicLong points = new AtomicLong();
    private final AtomicLong again = new AtomicLong();
    private final AtomicLong cuts = new AtomicLong();
    private final AtomicLong faults = new AtomicLong();
    private final AtomicLong receipts = new AtomicLong();
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();
    private final Queue<String> doubled = new ConcurrentLinkedQueue<>();

    void point(boolean isInRecovery) {
        points.incrementAndGet();
        if (isInRecovery) {
            again.incrementAndGet();
        }
    }

    void cut() {
        cuts.incrementAndGet();
    }

    void fault() {
        faults.incrementAndGet();
    }

    void receipts(int count) {
        receipts.addAndGet(count);
    }

    void lost(String what) {
        lost.add(what);
    }

    void doubled(String what) {
        doubled.add(what);
    }

    long points() {
        return points.get();
    }

    /// The first few findings.
    List<String> findings() {
        return Stream.concat(lost.stream(), doubled.stream()).limit(8).toList();
    }

    @Override
    public String toString() {
        return ("points %d (%d of them in a recovery), kills %d, cuts %d, faults %d, receipts %d,"
                        + " lost %d, doubled %d")
                .formatted(
                        points.get(),
                        again.get(),
                        points.get() - cuts.get(),
                        cuts.get(),
                        faults.get(),
                        receipts.get(),
                        lost.size(),
                        doubled.size());
    }
}
