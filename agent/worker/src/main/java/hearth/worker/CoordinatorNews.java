package hearth.worker;

import hearth.protocol.Messages;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Keeps results, earnings and jobs up to date. At most one refresh runs, on a virtual thread; what
/// it learned is in the journal before it reports.
final class CoordinatorNews {
    private static final int MOST_PAGES = 50;

    private final CoordinatorClient coordinator;
    private final ResultMirror results;
    private final AtomicBoolean refreshing = new AtomicBoolean();

    CoordinatorNews(CoordinatorClient coordinator, ResultMirror results) {
        this.coordinator = coordinator;
        this.results = results;
    }

    /// Starts a refresh unless one is running.
    ///
    /// @param onJobs gets the jobs if the coordinator answered everything
    void refresh(Consumer<List<Messages.JobView>> onJobs, Consumer<RuntimeException> onFault) {
        if (!refreshing.compareAndSet(false, true)) {
            return;
        }
        Thread.ofVirtual()
                .name("refresh")
                .start(
                        () -> {
                            try {
                                if (mirror()
                                        && coordinator.jobs()
                                                instanceof
                                                Outcome.Ok<Messages.Jobs>(Messages.Jobs jobs)) {
                                    onJobs.accept(jobs.jobs());
                                }
                            } catch (RuntimeException e) {
                                onFault.accept(e);
                            } finally {
                                refreshing.set(false);
                            }
                        });
    }

    private boolean mirror() {
        long after = results.settledUpTo();
        for (int page = 0; page < MOST_PAGES; page++) {
            if (!(coordinator.results(after)
                    instanceof Outcome.Ok<Messages.Results>(Messages.Results found))) {
                return false;
            }
            if (found.results().isEmpty()) {
                break;
            }
            results.keep(found.results());
            long last =
                    found.results().stream()
                            .mapToLong(Messages.ResultView::sequence)
                            .max()
                            .orElse(after);
            if (last <= after) {
                break;
            }
            after = last;
        }
        if (!(coordinator.earnings()
                instanceof Outcome.Ok<Messages.Earnings>(Messages.Earnings earnings))) {
            return false;
        }
        results.keep(earnings);
        return true;
    }
}
