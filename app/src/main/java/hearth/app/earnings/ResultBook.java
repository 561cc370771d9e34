package hearth.app.earnings;

import hearth.app.agent.AgentFeed;
import hearth.protocol.AppealGrounds;
import hearth.protocol.Messages.Earnings;
import hearth.protocol.Messages.ResultView;
import hearth.worker.AgentSnapshot;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Every result of this computer: history comes from the agent once, what is new from its
/// snapshots. Belongs to the screen's thread.
public final class ResultBook {
    private static final int PAGE = 1000;

    /// A lost appeal changes no sum, so what waits is asked for once in so many snapshots.
    private static final int PATIENCE = 20;

    private final ReadOnlyBooleanWrapper loading = new ReadOnlyBooleanWrapper();
    private final ObservableList<ResultView> results = FXCollections.observableArrayList();
    private final Map<Long, ResultView> known = new TreeMap<>();
    private final AgentFeed agent;

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
        merge(snapshot.recent());
        Optional<Earnings> now = Optional.of(snapshot.earnings());
        if (hasWaitingAppeal()) {
            snapshots++;
        }
        if (!loading.get() && (!now.equals(read) || snapshots >= PATIENCE)) {
            snapshots = 0;
            read = now;
            loading.set(true);
            load(settled);
        }
    }

    /// A result that was settled may change: there is an appeal.
    public void reopen(long sequence) {
        settled = Math.min(settled, sequence - 1);
        readAgain();
    }

    private boolean hasWaitingAppeal() {
        return results.stream().anyMatch(ResultBook::isWaiting);
    }

    private static boolean isWaiting(ResultView result) {
        return AppealGrounds.standing(result) == AppealGrounds.Standing.WAITING;
    }

    /// Pages through what the agent remembers, oldest first: a snapshot carries the newest few
    /// alone, so it misses what came while nobody looked and what became of older results.
    private void load(long after) {
        agent.ask(
                link -> link.results(after, PAGE),
                page -> {
                    merge(page);
                    if (page.size() == PAGE) {
                        load(page.getLast().sequence());
                    } else {
                        settled = settledPrefix();
                        loading.set(false);
                    }
                },
                () -> {
                    read = Optional.empty();
                    loading.set(false);
                });
    }

    private long settledPrefix() {
        long last = 0;
        for (ResultView result : known.values()) {
            Verdict verdict = Verdict.of(result);
            if (verdict == Verdict.CHECKING || verdict == Verdict.HELD || isWaiting(result)) {
                break;
            }
            last = result.sequence();
        }
        return last;
    }

    private void merge(List<ResultView> page) {
        boolean changed = false;
        for (ResultView result : page) {
            changed |= !result.equals(known.put(result.sequence(), result));
        }
        if (changed) {
            results.setAll(known.values());
        }
    }

    /// Oldest first.
    public ObservableList<ResultView> results() {
        return results;
    }

    public ReadOnlyBooleanProperty loading() {
        return loading.getReadOnlyProperty();
    }
}
