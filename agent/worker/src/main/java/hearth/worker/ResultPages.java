package hearth.worker;

import hearth.protocol.Messages;
import hearth.protocol.Messages.ResultView;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;

/// Reads the coordinator's list of results into the mirror, from the last one that both know on. It
/// begins with one that is here: a coordinator that no longer lists it has lied before or lies now,
/// and it is gone back, twice as far each time, to one that both know. So no number that was ever
/// told hides what comes later. Belongs to the refresh that runs.
final class ResultPages {
    private static final int MOST_PAGES = 50;

    /// No coordinator ends a page before so many results while there are more.
    private static final int LEAST_PAGE = 100;

    private final LongFunction<Outcome<Messages.Results>> coordinator;
    private final ResultMirror results;
    private final BooleanSupplier mayAsk;

    /// How far a reading came.
    enum Read {
        /// The coordinator did not answer.
        NOTHING,
        PART,
        WHOLE
    }

    /// @param coordinator what it lists after a sequence number, in order: the first of it
    /// @param mayAsk whether the line may be used for one more page
    ResultPages(
            LongFunction<Outcome<Messages.Results>> coordinator,
            ResultMirror results,
            BooleanSupplier mayAsk) {
        this.coordinator = coordinator;
        this.results = results;
        this.mayAsk = mayAsk;
    }

    Read read() {
        long newest = results.newest();
        long after = results.settledUpTo();
        int back = 1;
        for (int page = 0; page < MOST_PAGES && mayAsk.getAsBoolean(); page++) {
            if (!(coordinator.apply(after)
                    instanceof Outcome.Ok<Messages.Results>(Messages.Results told))) {
                return Read.NOTHING;
            }
            var found = told.results();
            if (!areInOrder(found, after)) {
                return Read.PART;
            }
            if (!results.agree(after, found)) {
                after = results.before(after, back);
                back *= 2;
                continue;
            }
            if (found.isEmpty()) {
                return Read.WHOLE;
            }
            if (!results.fits(found)) {
                return Read.PART;
            }
            results.keep(found);
            after = found.getLast().sequence();
            if (after == newest && found.size() < LEAST_PAGE) {
                return Read.WHOLE;
            }
        }
        return Read.PART;
    }

    /// Reads one more page of what was settled and is asked for no more, one after the other and
    /// from the beginning again after the last: what was once told falsely does not stay for ever.
    void lookAgain() {
        long after = results.lookedAt();
        if (!(coordinator.apply(after)
                instanceof Outcome.Ok<Messages.Results>(Messages.Results told))) {
            return;
        }
        var found = told.results();
        if (found.isEmpty()) {
            results.lookedAt(0);
            return;
        }
        if (areInOrder(found, after) && results.fits(found)) {
            boolean _ = results.agree(after, found);
            results.keep(found);
            results.lookedAt(found.getLast().sequence());
        }
    }

    private static boolean areInOrder(List<ResultView> found, long after) {
        long last = after;
        for (var result : found) {
            if (result.sequence() <= last) {
                return false;
            }
            last = result.sequence();
        }
        return true;
    }
}
