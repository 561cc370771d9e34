package hearth.worker;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Keeps a copy of the journal each hour while the agent runs; soon after the start if the newest
/// is older than that. Has a thread of its own.
final class HourlyBackups implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("hearth.worker");
    private static final Duration BETWEEN = Duration.ofHours(1);

    /// So that a start is not slower for it.
    private static final Duration AFTER_START = Duration.ofMinutes(1);

    private final JournalFile journal;
    private final Duration first;
    private final CountDownLatch closed = new CountDownLatch(1);

    HourlyBackups(JournalFile journal, InstantSource clock) {
        this.journal = journal;
        var now = clock.instant();
        this.first =
                journal.newestBackup()
                        .map(newest -> Duration.between(now, newest.plus(BETWEEN)))
                        .filter(left -> left.compareTo(AFTER_START) > 0)
                        .filter(left -> left.compareTo(BETWEEN) <= 0)
                        .orElse(AFTER_START);
        Thread.ofVirtual().name("backups").start(this::keep);
    }

    private void keep() {
        try {
            for (var pause = first;
                    !closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                    pause = BETWEEN) {
                try {
                    journal.backUp();
                } catch (AgentException notNow) {
                    LOG.log(System.Logger.Level.WARNING, "no backup of the journal", notNow);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
