package hearth.app.earnings;

import hearth.app.agent.AgentFeed;
import hearth.app.agent.AgentState;
import hearth.app.background.Background;
import hearth.app.earnings.Explanation.Fact;
import hearth.app.text.Speech;
import hearth.app.wallet.WalletFeed;
import hearth.app.wallet.WalletState;
import hearth.protocol.Messages.Earnings;
import hearth.protocol.Messages.ResultView;
import hearth.worker.AgentRefusedException;
import hearth.worker.AgentSnapshot;
import hearth.worker.AgentSnapshot.Hardware;
import hearth.worker.electricity.DayAccount;

import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.util.Subscription;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Earnings: totals, what came in over time, every result and why it paid what it did. History
/// comes from the agent once, what is new from its snapshots.
public final class EarningsViewModel {
    private final ReadOnlyObjectWrapper<Totals> totals =
            new ReadOnlyObjectWrapper<>(Totals.unknown());
    private final ObservableList<ResultRow> rows = FXCollections.observableArrayList();
    private final ObservableList<Sum> sums = FXCollections.observableArrayList();
    private final ObjectProperty<Optional<ResultRow>> chosen =
            new SimpleObjectProperty<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<Explanation>> explanation =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ObjectProperty<Period> period = new SimpleObjectProperty<>(Period.WEEK);
    private final ReadOnlyObjectWrapper<PeriodSum> periodSum =
            new ReadOnlyObjectWrapper<>(PeriodSum.none());
    private List<DayAccount> accounts = List.of();
    private Optional<Earnings> accountsOf = Optional.empty();
    private List<Fact> parts = List.of();
    private final ResultBook book;
    private final HeldWatch held;
    private final AgentFeed agent;
    private final WalletFeed wallet;
    private final Speech speech;
    private final TrailDesk trails;
    private final Background background;
    private final ReadOnlyObjectWrapper<Filing> filing = new ReadOnlyObjectWrapper<>(Filing.NONE);
    private Subscription following = Subscription.EMPTY;

    public EarningsViewModel(
            AgentFeed agent,
            WalletFeed wallet,
            TrailDesk trails,
            Speech speech,
            Background background) {
        this.trails = trails;
        this.background = background;
        this.agent = agent;
        this.wallet = wallet;
        this.speech = speech;
        book = new ResultBook(agent);
        held = new HeldWatch(agent);
        held.pay().subscribe(pay -> showTotals());
        book.results().subscribe(this::showResults);
        chosen.subscribe(this::explain);
        period.subscribe(this::turnTo);
    }

    /// What the parts earned in another period is not shown for this one.
    private void turnTo(Period now) {
        parts = List.of();
        showPeriod();
        agent.state().get().newest().map(AgentSnapshot::hardware).ifPresent(this::askForParts);
    }

    private void askForParts(Hardware hardware) {
        Period asked = period.get();
        var today = speech.times().local(speech.times().now());
        var since = asked.first(today.toLocalDate()).atStartOfDay(today.getZone()).toInstant();
        agent.ask(
                link -> link.earnedBy(since),
                answer -> {
                    if (asked == period.get()) {
                        parts = PartFacts.of(answer, hardware, speech);
                        showPeriod();
                    }
                },
                () -> {});
    }

    private void showPeriod() {
        periodSum.set(PeriodSum.of(period.get(), book.results(), accounts, parts, speech));
    }

    /// The days' electricity, whenever something more was earned.
    private void account(AgentSnapshot snapshot) {
        Optional<Earnings> now = Optional.of(snapshot.earnings());
        if (!now.equals(accountsOf)) {
            accountsOf = now;
            askForParts(snapshot.hardware());
            agent.ask(
                    link -> link.accounts(Period.YEAR.days()),
                    answer -> {
                        accounts = answer;
                        showPeriod();
                    },
                    () -> accountsOf = Optional.empty());
        }
    }

    /// At once what is known here, then what the chain says of its settlement.
    private void explain(Optional<ResultRow> row) {
        if (!row.map(r -> r.result().sequence()).equals(filing.get().result())) {
            filing.set(Filing.NONE);
        }
        explanation.set(row.map(r -> Explanation.of(r.result(), speech)));
        row.map(ResultRow::result)
                .filter(result -> Verdict.of(result) == Verdict.RELEASED)
                .ifPresent(result -> result.epoch().ifPresent(epoch -> follow(result, epoch)));
    }

    private void follow(ResultView result, long epoch) {
        background.run(
                () -> trails.trail(epoch),
                trail -> trail.filter(t -> isChosen(result)).ifPresent(this::add),
                failure -> {});
    }

    private boolean isChosen(ResultView result) {
        return chosen.get().filter(now -> now.result().equals(result)).isPresent();
    }

    private void add(TrailDesk.Trail trail) {
        explanation.set(
                chosen.get().map(row -> Explanation.of(row.result(), speech).with(trail, speech)));
    }

    /// Says that the chosen result was honest work.
    void appeal() {
        chosen.get().map(ResultRow::result).ifPresent(this::appeal);
    }

    private void appeal(ResultView result) {
        Optional<Long> of = Optional.of(result.sequence());
        filing.set(new Filing(of, true, ""));
        agent.ask(
                link -> {
                    try {
                        link.appeal(result.lease());
                        return "";
                    } catch (AgentRefusedException e) {
                        return speech.words().reason(e.id(), "").text();
                    }
                },
                problem -> {
                    boolean isFiled = problem.isEmpty();
                    if (isFiled) {
                        book.reopen(result.sequence());
                    }
                    String said = isFiled ? speech.text("appeal.filed") : problem;
                    filed(new Filing(of, isFiled, said));
                },
                () ->
                        filed(
                                new Filing(
                                        of,
                                        false,
                                        speech.words().reason("agent-silent", "").text())));
    }

    /// What was said of another result than the chosen one nobody needs to see.
    private void filed(Filing now) {
        if (filing.get().result().equals(now.result())) {
            filing.set(now);
        }
    }

    ReadOnlyObjectProperty<Filing> filing() {
        return filing.getReadOnlyProperty();
    }

    /// What happens to the owner's last wish.
    ///
    /// @param result whose appeal it is; none where nothing was wished
    /// @param isOnItsWay sent, or taken already
    /// @param said empty while nothing is known
    record Filing(Optional<Long> result, boolean isOnItsWay, String said) {
        static final Filing NONE = new Filing(Optional.empty(), false, "");
    }

    void onShow() {
        book.readAgain();
        held.askAgain();
        accountsOf = Optional.empty();
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
        book.follow(snapshot);
        held.follow(snapshot);
        account(snapshot);
    }

    private void showResults() {
        List<ResultRow> newestFirst =
                book.results().stream().map(r -> ResultRow.of(r, speech)).toList().reversed();
        Optional<Long> marked = chosen.get().map(row -> row.result().sequence());
        rows.setAll(newestFirst);
        chosen.set(
                marked.flatMap(
                        sequence ->
                                newestFirst.stream()
                                        .filter(row -> row.result().sequence() == sequence)
                                        .findFirst()));
        sums.setAll(Sum.over(book.results()));
        showPeriod();
    }

    private void showTotals() {
        Optional<Earnings> earnings = agent.state().get().newest().map(AgentSnapshot::earnings);
        Optional<WalletState.Funds> funds = wallet.state().get().funds();
        totals.set(Totals.of(earnings, held.pay().get(), funds, speech));
    }

    ReadOnlyObjectProperty<Totals> totals() {
        return totals.getReadOnlyProperty();
    }

    ObservableList<ResultRow> rows() {
        return rows;
    }

    ObjectProperty<Period> period() {
        return period;
    }

    ReadOnlyObjectProperty<PeriodSum> periodSum() {
        return periodSum.getReadOnlyProperty();
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
        return book.loading();
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
