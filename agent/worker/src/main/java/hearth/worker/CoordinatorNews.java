package hearth.worker;

import hearth.protocol.LeaseId;
import hearth.protocol.Messages;
import hearth.protocol.Receipt;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Keeps results, earnings and jobs up to date, and asks again for receipts that are not here. At
/// most one refresh runs, on a virtual thread; what
/// it learned is in the journal before it reports.
final class CoordinatorNews {
    private static final int MOST_PAGES = 50;
    private static final int MOST_RECEIPTS = 100;

    private final CoordinatorClient coordinator;
    private final ResultMirror results;
    private final LeaseJournal leases;
    private final InstantSource clock;
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private final Set<LeaseId> withoutReceipt = ConcurrentHashMap.newKeySet();

    CoordinatorNews(CoordinatorClient coordinator, AgentRecords records, InstantSource clock) {
        this.coordinator = coordinator;
        this.results = records.results();
        this.leases = records.leases();
        this.clock = clock;
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
        askForReceipts();
        return true;
    }

    /// What was signed before the journal was restored is signed again; nothing that this device
    /// has now is asked for.
    private void askForReceipts() {
        for (var lease : leases.unreceipted(MOST_RECEIPTS)) {
            if (withoutReceipt.contains(lease)) {
                continue;
            }
            switch (coordinator.receipt(lease)) {
                case Outcome.Ok<Receipt>(var receipt) -> leases.keepAgain(receipt, clock.instant());
                case Outcome.Refused<Receipt> _ -> withoutReceipt.add(lease);
                case Outcome.Unreachable<Receipt> _ -> {
                    return;
                }
            }
        }
    }
}
