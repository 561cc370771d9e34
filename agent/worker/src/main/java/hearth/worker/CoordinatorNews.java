package hearth.worker;

import hearth.protocol.Json;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages;
import hearth.protocol.PayoutMessages.Payout;
import hearth.protocol.Receipt;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Keeps results, earnings, standing and jobs up to date, and asks again for receipts that are not
/// here. At most one refresh runs, on a virtual thread; what it learned is in the journal before it
/// reports.
final class CoordinatorNews {
    private static final int MOST_RECEIPTS = 100;
    private static final int SELDOM = 10;
    private static final long MOST_OF_JOBS = 1 << 20;

    /// Beyond the owner's data cap, so that somebody who wants to be paid in their place is heard
    /// of to the end of a month.
    private static final long RESERVE = 16L << 20;

    private static final Duration BETWEEN_PAYOUTS = Duration.ofMinutes(15);

    /// A page of 500 results is some 200 KB; so a year of them, one each ten minutes, takes a
    /// fortnight.
    private static final Duration BETWEEN_LOOKS = Duration.ofHours(3);

    private static final Duration BEFORE_THE_FIRST = Duration.ofMinutes(10);

    private final CoordinatorClient coordinator;
    private final CoordinatorReads reads;
    private final ResultMirror results;
    private final ResultPages pages;
    private final Allowance allowance;
    private final LeaseJournal leases;
    private final ReceiptBook receipts;
    private final PayoutWatch payouts;
    private final InstantSource clock;
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private final Duration betweenStandings;
    private final Set<LeaseId> withoutReceipt = ConcurrentHashMap.newKeySet();

    // Belong to the refresh that runs.
    private boolean standingIsDue = true;
    private Instant standingAsked = Instant.EPOCH;
    private Instant looked = Instant.EPOCH;
    private Instant payoutAsked = Instant.EPOCH;
    private Instant lookedAgain;

    /// @param refresh how often [#refresh] is called while somebody looks
    CoordinatorNews(
            CoordinatorClient coordinator,
            AgentRecords records,
            InstantSource clock,
            Duration refresh) {
        this.coordinator = coordinator;
        this.reads = coordinator.reads();
        this.results = records.results();
        this.allowance = records.allowance(() -> Long.MAX_VALUE);
        this.pages = new ResultPages(reads::results, results, this::mayAsk);
        this.leases = records.leases();
        this.receipts = records.receipts();
        this.payouts = records.payouts();
        this.clock = clock;
        this.betweenStandings = refresh.multipliedBy(SELDOM);
        this.lookedAgain = clock.instant().minus(BETWEEN_LOOKS).plus(BEFORE_THE_FIRST);
    }

    /// Starts a refresh unless one is running.
    ///
    /// @param onJobs gets the jobs if the coordinator answered everything
    void refresh(Consumer<List<Messages.JobView>> onJobs, Consumer<RuntimeException> onFault) {
        if (!mayAsk() || !refreshing.compareAndSet(false, true)) {
            return;
        }
        Thread.ofVirtual()
                .name("refresh")
                .start(
                        () -> {
                            try {
                                learn().ifPresent(onJobs);
                            } catch (RuntimeException e) {
                                onFault.accept(e);
                            }
                        });
    }

    private boolean mayAsk() {
        return allowance.onTheLine(-RESERVE).isEmpty();
    }

    /// Whoever hears of what was learned may ask for the next refresh at once.
    private Optional<List<Messages.JobView>> learn() {
        try {
            return mirror() && reads.jobs() instanceof Outcome.Ok<Messages.Jobs>(Messages.Jobs jobs)
                    ? Optional.of(bounded(jobs.jobs()))
                    : Optional.empty();
        } finally {
            refreshing.set(false);
        }
    }

    /// As many as the window can be told of once a second.
    private static List<Messages.JobView> bounded(List<Messages.JobView> jobs) {
        var few = new ArrayList<Messages.JobView>();
        long length = 0;
        for (var job : jobs) {
            length += Json.text(job).length();
            if (length > MOST_OF_JOBS) {
                break;
            }
            few.add(job);
        }
        return few;
    }

    private boolean mirror() {
        var read = pages.read();
        if (read == ResultPages.Read.NOTHING) {
            return false;
        }
        if (!(reads.earnings()
                instanceof Outcome.Ok<Messages.Earnings>(Messages.Earnings earnings))) {
            return false;
        }
        standingIsDue |= !earnings.equals(results.earnings());
        results.keep(earnings);
        askForStanding();
        askForPayout();
        boolean isAllAsked = askForReceipts();
        if (read == ResultPages.Read.WHOLE) {
            lookAgain();
            lookAtReceipts(isAllAsked);
        }
        return true;
    }

    /// It changes with results that are decided only, and nobody waits for it: so it is asked for
    /// after one of these, and not often.
    private void askForStanding() {
        var now = clock.instant();
        boolean wasJustAsked =
                Duration.between(standingAsked, now).abs().compareTo(betweenStandings) < 0;
        if (!standingIsDue || wasJustAsked) {
            return;
        }
        standingAsked = now;
        if (reads.standings()
                instanceof Outcome.Ok<Messages.Standings>(Messages.Standings standings)) {
            results.keep(standings);
            standingIsDue = false;
        }
    }

    private void lookAgain() {
        var now = clock.instant();
        if (mayAsk() && Duration.between(lookedAgain, now).abs().compareTo(BETWEEN_LOOKS) >= 0) {
            lookedAgain = now;
            pages.lookAgain();
        }
    }

    /// Seldom: it walks through all of them.
    private void lookAtReceipts(boolean isAllAsked) {
        var now = clock.instant();
        if (Duration.between(looked, now).abs().compareTo(betweenStandings) >= 0) {
            looked = now;
            receipts.look(coordinator.device(), isAllAsked, now);
        }
    }

    /// A change of it waits for a day, so it is heard of in time.
    private void askForPayout() {
        var now = clock.instant();
        if (Duration.between(payoutAsked, now).abs().compareTo(BETWEEN_PAYOUTS) < 0) {
            return;
        }
        if (reads.payout() instanceof Outcome.Ok<Payout>(Payout payout)) {
            payoutAsked = now;
            payouts.told(payout);
        }
    }

    /// What was signed before the journal was restored is signed again; nothing that this device
    /// has now is asked for.
    ///
    /// @return whether there is nothing more to ask for
    private boolean askForReceipts() {
        var missing = leases.unreceipted(MOST_RECEIPTS);
        for (var lease : missing) {
            if (withoutReceipt.contains(lease)) {
                continue;
            }
            switch (coordinator.receipt(lease)) {
                case Outcome.Ok<Receipt>(var receipt) -> leases.keepAgain(receipt, clock.instant());
                case Outcome.Refused<Receipt> _ -> withoutReceipt.add(lease);
                case Outcome.Unreachable<Receipt> _ -> {
                    return false;
                }
            }
        }
        return missing.size() < MOST_RECEIPTS;
    }
}
