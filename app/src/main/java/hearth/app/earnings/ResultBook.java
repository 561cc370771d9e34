package hearth.app.earnings;

import hearth.app.agent.AgentFeed;
import hearth.protocol.AppealGrounds;
import hearth.protocol.Messages.Earnings;
import hearth.protocol.Messages.ResultView;
import hearth.worker.AgentSnapshot;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.collections.ObservableList;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Every result of this computer, one book for all screens of a window: history comes from the
/// agent once, what is new from its snapshots. Nothing is shown before the whole history is here: a
/// sum over a part of it would be a wrong one. Belongs to the screen's thread.
public final class ResultBook {
    private static final int PAGE = 1000;

    /// A lost appeal changes no sum, so what waits is asked for once in so many snapshots.
    private static final int PATIENCE = 20;

    private final ReadOnlyBooleanWrapper loading = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper complete = new ReadOnlyBooleanWrapper();
    private final ResultList results = new ResultList();
    private final AgentFeed agent;

    /// Pages of a reading that has not come to its end.
    private final List<ResultView> pages = new ArrayList<>();

    /// Sequences of results whose appeal is not decided.
    private final Set<Long> waiting = new HashSet<>();

    /// What the last reading was made for; nothing where one is due.
    private Optional<Earnings> read = Optional.empty();

    /// Every result up to this sequence is known and cannot change any more.
    private long settled;

    /// Snapshots since results with an appeal were last asked for.
    private int snapshots;

    public ResultBook(AgentFeed agent) {
        this.agent = agent;
    }

    /// Asks the agent again at the next snapshot, such as after a time without any.
    public void readAgain() {
        read = Optional.empty();
    }

    public void follow(AgentSnapshot snapshot) {
        if (complete.get()) {
            merge(snapshot.recent());
        }
        Optional<Earnings> now = Optional.of(snapshot.earnings());
        if (!waiting.isEmpty()) {
            snapshots++;
        }
        if (!loading.get() && (!now.equals(read) || snapshots >= PATIENCE)) {
            snapshots = 0;
            read = now;
            loading.set(true);
            pages.clear();
            load(settled, snapshot.recent());
        }
    }

    /// A result that was settled may change: there is an appeal.
    public void reopen(long sequence) {
        settled = Math.min(settled, sequence - 1);
        readAgain();
    }

    private static boolean isWaiting(ResultView result) {
        return AppealGrounds.standing(result) == AppealGrounds.Standing.WAITING;
    }

    /// Pages through what the agent remembers, oldest first: a snapshot carries the newest few
    /// alone, so it misses what came while nobody looked and what became of older results.
    ///
    /// @param newest what the agent told of itself when the reading began
    private void load(long after, List<ResultView> newest) {
        agent.ask(
                link -> link.results(after, PAGE),
                page -> {
                    pages.addAll(page);
                    if (page.size() == PAGE) {
                        load(page.getLast().sequence(), newest);
                    } else {
                        complete(newest);
                    }
                },
                () -> {
                    read = Optional.empty();
                    loading.set(false);
                });
    }

    private void complete(List<ResultView> newest) {
        // What a snapshot told before it was asked is older than the answer.
        if (!complete.get()) {
            pages.addAll(0, newest);
        }
        merge(pages);
        pages.clear();
        settled = settledPrefix();
        complete.set(true);
        loading.set(false);
    }

    private long settledPrefix() {
        long last = settled;
        for (ResultView result : results.reversed()) {
            if (result.sequence() <= settled) {
                continue;
            }
            Verdict verdict = Verdict.of(result);
            if (verdict == Verdict.CHECKING || verdict == Verdict.HELD || isWaiting(result)) {
                break;
            }
            last = result.sequence();
        }
        return last;
    }

    private void merge(List<ResultView> news) {
        results.merge(news);
        for (ResultView result : news) {
            if (isWaiting(result)) {
                waiting.add(result.sequence());
            } else {
                waiting.remove(result.sequence());
            }
        }
    }

    /// Newest first; empty until [#complete].
    public ObservableList<ResultView> results() {
        return results;
    }

    public Optional<ResultView> find(long sequence) {
        return results.find(sequence);
    }

    /// Whether the whole history was read once.
    public ReadOnlyBooleanProperty complete() {
        return complete.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty loading() {
        return loading.getReadOnlyProperty();
    }
}
