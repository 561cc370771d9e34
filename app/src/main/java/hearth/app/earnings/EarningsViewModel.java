package hearth.app.earnings;

import hearth.app.agent.AgentFeed;
import hearth.app.agent.AgentState;
import hearth.app.text.Speech;
import hearth.app.wallet.WalletFeed;
import hearth.app.wallet.WalletState;
import hearth.protocol.Messages.Earnings;
import hearth.protocol.Messages.ResultView;
import hearth.worker.AgentSnapshot;

import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.util.Subscription;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Earnings: totals, what came in over time, every result and why it paid what it did. History
/// comes from the agent once, what is new from its snapshots.
public final class EarningsViewModel {
    private static final int PAGE = 1000;
    private final ReadOnlyObjectWrapper<Totals> totals =
            new ReadOnlyObjectWrapper<>(Totals.unknown());
    private final ObservableList<ResultRow> rows = FXCollections.observableArrayList();
    private final ObservableList<Sum> sums = FXCollections.observableArrayList();
    private final ObjectProperty<Optional<ResultRow>> chosen =
            new SimpleObjectProperty<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<Explanation>> explanation =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyBooleanWrapper loading = new ReadOnlyBooleanWrapper();
    private final Map<Long, ResultView> known = new TreeMap<>();
    private final AgentFeed agent;
    private final WalletFeed wallet;
    private final Speech speech;
    private Subscription following = Subscription.EMPTY;

    /// What the last reading was made for; nothing where one is due.
    private Optional<Earnings> read = Optional.empty();

    /// Every result up to this sequence is known and cannot change any more.
    private long settled;

    public EarningsViewModel(AgentFeed agent, WalletFeed wallet, Speech speech) {
        this.agent = agent;
        this.wallet = wallet;
        this.speech = speech;
        chosen.subscribe(row -> explanation.set(row.map(r -> Explanation.of(r.result(), speech))));
    }

    void onShow() {
        read = Optional.empty();
        following =
                agent.state()
                        .subscribe(this::show)
                        .and(wallet.state().subscribe(s -> showTotals()));
    }

    void onHide() {
        following.unsubscribe();
    }

    private void show(AgentState state) {
        state.newest().ifPresent(this::show);
    }

    private void show(AgentSnapshot snapshot) {
        showTotals();
        merge(snapshot.recent());
        Optional<Earnings> now = Optional.of(snapshot.earnings());
        if (!loading.get() && !now.equals(read)) {
            read = now;
            loading.set(true);
            load(settled);
        }
    }

    /// Pages through what the agent remembers, oldest first: a snapshot carries the newest few
    /// alone, so it misses what came while this screen was hidden and what became of older results.
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
            if (verdict == Verdict.CHECKING || verdict == Verdict.HELD) {
                break;
            }
            last = result.sequence();
        }
        return last;
    }

    private void merge(List<ResultView> results) {
        boolean changed = false;
        for (ResultView result : results) {
            changed |= !result.equals(known.put(result.sequence(), result));
        }
        if (!changed) {
            return;
        }
        List<ResultRow> newestFirst =
                known.values().stream().map(r -> ResultRow.of(r, speech)).toList().reversed();
        Optional<Long> marked = chosen.get().map(row -> row.result().sequence());
        rows.setAll(newestFirst);
        chosen.set(
                marked.flatMap(
                        sequence ->
                                newestFirst.stream()
                                        .filter(row -> row.result().sequence() == sequence)
                                        .findFirst()));
        sums.setAll(Sum.over(known.values()));
    }

    private void showTotals() {
        Optional<Earnings> earnings = agent.state().get().newest().map(AgentSnapshot::earnings);
        Optional<WalletState.Funds> funds = wallet.state().get().funds();
        totals.set(Totals.of(earnings, funds, speech));
    }

    ReadOnlyObjectProperty<Totals> totals() {
        return totals.getReadOnlyProperty();
    }

    ObservableList<ResultRow> rows() {
        return rows;
    }

    /// What was earned up to each result that paid, oldest first.
    ObservableList<Sum> sums() {
        return sums;
    }

    ObjectProperty<Optional<ResultRow>> chosen() {
        return chosen;
    }

    ReadOnlyObjectProperty<Optional<Explanation>> explanation() {
        return explanation.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty loading() {
        return loading.getReadOnlyProperty();
    }

    /// @param ember earned by this computer up to then, for drawing
    record Sum(Instant at, double ember) {
        static List<Sum> over(Iterable<ResultView> oldestFirst) {
            var list = new ArrayList<Sum>();
            double total = 0;
            for (ResultView result : oldestFirst) {
                if (Verdict.of(result).isPaid()) {
                    total += result.pay().ember().doubleValue();
                    list.add(new Sum(result.receivedAt(), total));
                }
            }
            return list;
        }
    }
}
