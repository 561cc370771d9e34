package hearth.app.earnings;

import hearth.app.agent.AgentFeed;
import hearth.app.agent.AgentState;
import hearth.app.background.Background;
import hearth.app.background.Calculation;
import hearth.app.earnings.Explanation.Fact;
import hearth.app.text.Speech;
import hearth.app.wallet.WalletFeed;
import hearth.app.wallet.WalletState;
import hearth.protocol.Messages.Earnings;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.Receipt;
import hearth.worker.AgentRefusedException;
import hearth.worker.AgentSnapshot;
import hearth.worker.AgentSnapshot.Hardware;
import hearth.worker.electricity.DayAccount;

import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.util.Subscription;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// Earnings: totals, what came in over time, every result and why it paid what it did. History
/// comes from the agent once, what is new from its snapshots.
public final class EarningsViewModel {
    private final ReadOnlyObjectWrapper<Totals> totals =
            new ReadOnlyObjectWrapper<>(Totals.unknown());
    private final ObservableList<Sum> sums = FXCollections.observableArrayList();
    private final ObjectProperty<Optional<ResultView>> chosen =
            new SimpleObjectProperty<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<Explanation>> explanation =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ObjectProperty<Period> period = new SimpleObjectProperty<>(Period.WEEK);
    private final ReadOnlyObjectWrapper<PeriodSum> periodSum =
            new ReadOnlyObjectWrapper<>(PeriodSum.none());
    private List<DayAccount> accounts = List.of();
    private Optional<Earnings> accountsOf = Optional.empty();
    private final ReadOnlyObjectWrapper<LocalDate> day;
    private List<Fact> parts = List.of();
    private Evidence evidence = Evidence.NONE;
    private final ResultBook book;
    private final HeldWatch held;
    private final AgentFeed agent;
    private final WalletFeed wallet;
    private final Speech speech;
    private final TrailDesk trails;
    private final Background background;
    private final ReadOnlyObjectWrapper<Filing> filing = new ReadOnlyObjectWrapper<>(Filing.NONE);
    private final Calculation<Reckoned> reckoning;
    private final ReadOnlyObjectWrapper<Checking> checking =
            new ReadOnlyObjectWrapper<>(Checking.UNKNOWN);
    private final ReadOnlyObjectWrapper<Export> export = new ReadOnlyObjectWrapper<>(Export.NONE);
    private final ClaimedResults claimed;
    private Subscription following = Subscription.EMPTY;

    /// What has to be summed up over every result.
    private record Reckoned(List<Sum> sums, PeriodSum periodSum, Checking checking) {}

    public EarningsViewModel(
            AgentFeed agent,
            ResultBook book,
            WalletFeed wallet,
            TrailDesk trails,
            Speech speech,
            Background background) {
        this.book = book;
        this.trails = trails;
        this.background = background;
        this.agent = agent;
        this.wallet = wallet;
        this.speech = speech;
        day = new ReadOnlyObjectWrapper<>(today());
        reckoning = new Calculation<>(background, this::show);
        claimed = new ClaimedResults(book, trails, speech, background);
        held = new HeldWatch(agent);
        held.pay().subscribe(pay -> showTotals());
        chosen.subscribe(this::explain);
        period.subscribe(this::turnTo);
    }

    /// What the parts earned in another period is not shown for this one.
    private void turnTo(Period now) {
        parts = List.of();
        reckon();
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
                        reckon();
                    }
                },
                () -> {});
    }

    /// Over a part of the history nothing is summed up.
    private void reckon() {
        if (!book.complete().get()) {
            return;
        }
        List<ResultView> results = List.copyOf(book.results());
        var of = period.get();
        var days = accounts;
        var earnedBy = parts;
        reckoning.ask(
                () ->
                        new Reckoned(
                                Sum.over(results),
                                PeriodSum.of(of, results, days, earnedBy, speech),
                                Checking.of(results, speech)));
    }

    private void show(Reckoned now) {
        periodSum.set(now.periodSum());
        checking.set(now.checking());
        if (!sums.equals(now.sums())) {
            sums.setAll(now.sums());
        }
    }

    private LocalDate today() {
        return speech.times().local(speech.times().now()).toLocalDate();
    }

    /// The days' electricity, whenever something more was earned, and on each new day.
    private void account(AgentSnapshot snapshot) {
        Optional<Earnings> now = Optional.of(snapshot.earnings());
        if (!now.equals(accountsOf) || !today().equals(day.get())) {
            accountsOf = now;
            day.set(today());
            askForParts(snapshot.hardware());
            agent.ask(
                    link -> link.accounts(Period.YEAR.days()),
                    answer -> {
                        accounts = answer;
                        reckon();
                    },
                    () -> accountsOf = Optional.empty());
        }
    }

    /// At once what is known here, then what the chain says of its settlement.
    private void explain(Optional<ResultView> of) {
        if (!of.map(ResultView::sequence).equals(filing.get().result())) {
            filing.set(Filing.NONE);
        }
        evidence = Evidence.NONE;
        explanation.set(of.map(result -> Explanation.of(result, speech)));
        of.ifPresent(this::askForReceipt);
        of.filter(result -> Verdict.of(result) == Verdict.RELEASED)
                .ifPresent(result -> result.epoch().ifPresent(epoch -> follow(result, epoch)));
    }

    private void follow(ResultView result, long epoch) {
        background.run(
                () -> trails.trail(epoch),
                trail -> trail.filter(t -> isChosen(result)).ifPresent(this::add),
                failure -> {});
    }

    private boolean isChosen(ResultView result) {
        return chosen.get().filter(result::equals).isPresent();
    }

    private void add(TrailDesk.Trail trail) {
        evidence = new Evidence(evidence.receipt(), Optional.of(trail));
        showEvidence();
    }

    private void askForReceipt(ResultView result) {
        agent.ask(
                link -> link.receipt(result.lease()),
                receipt ->
                        receipt.filter(r -> isChosen(result))
                                .ifPresent(
                                        known -> {
                                            evidence =
                                                    new Evidence(
                                                            Optional.of(known), evidence.trail());
                                            showEvidence();
                                        }),
                () -> {});
    }

    private void showEvidence() {
        explanation.set(chosen.get().map(result -> evidence.with(result, speech)));
    }

    /// What was asked for about the chosen result.
    private record Evidence(Optional<Receipt> receipt, Optional<TrailDesk.Trail> trail) {
        static final Evidence NONE = new Evidence(Optional.empty(), Optional.empty());

        Explanation with(ResultView result, Speech speech) {
            var plain = Explanation.of(result, speech);
            var signed = receipt.map(known -> plain.with(known, speech)).orElse(plain);
            return trail.map(known -> signed.with(known, speech)).orElse(signed);
        }
    }

    /// Says that the chosen result was honest work.
    void appeal() {
        chosen.get().ifPresent(this::appeal);
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

    /// Writes every result of this computer into a folder.
    void export(Path folder) {
        List<ResultView> results = List.copyOf(book.results()).reversed();
        var now = speech.times().now();
        background.run(
                () -> new HistoryFile(folder).write(results, now),
                file ->
                        export.set(
                                new Export(speech.text("exit.export.done", file.toString()), true)),
                failure -> export.set(new Export(speech.text("exit.export.failed"), false)));
    }

    ReadOnlyObjectProperty<Export> export() {
        return export.getReadOnlyProperty();
    }

    /// What became of the table.
    ///
    /// @param said empty until it was wanted
    record Export(String said, boolean isDone) {
        static final Export NONE = new Export("", true);
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
                        .and(wallet.state().subscribe(s -> showTotals()))
                        .and(book.results().subscribe(this::showResults))
                        .and(book.complete().subscribe(known -> showResults()));
    }

    void onHide() {
        following.unsubscribe();
        claimed.showAll();
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
        chosen.set(chosen.get().flatMap(result -> book.find(result.sequence())));
        claimed.refresh();
        reckon();
    }

    private void showTotals() {
        Optional<Earnings> earnings = agent.state().get().newest().map(AgentSnapshot::earnings);
        Optional<WalletState.Funds> funds = wallet.state().get().funds();
        totals.set(Totals.of(earnings, held.pay().get(), funds, speech));
    }

    /// What this computer's results would pay that are being checked.
    ReadOnlyObjectProperty<Checking> checking() {
        return checking.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Totals> totals() {
        return totals.getReadOnlyProperty();
    }

    /// Newest first; empty until they are [#known]. Rows are written by the cells that show them:
    /// there may be a hundred thousand.
    ObservableList<ResultView> results() {
        return book.results();
    }

    /// The claim that is looked at instead of everything, if one is.
    ClaimedResults claimed() {
        return claimed;
    }

    /// Whether the agent's first word is on its way.
    ObservableValue<Boolean> agentWaits() {
        return agent.state().map(state -> state.newest().isEmpty());
    }

    /// Whether the chain's first answer is on its way.
    ObservableValue<Boolean> chainWaits() {
        return wallet.state().map(WalletState::isWaiting);
    }

    /// Whether the whole history is here.
    ReadOnlyBooleanProperty known() {
        return book.complete();
    }

    /// What is called today; what was shown of another day names it from then on.
    ReadOnlyObjectProperty<LocalDate> day() {
        return day.getReadOnlyProperty();
    }

    ObjectProperty<Period> period() {
        return period;
    }

    ReadOnlyObjectProperty<PeriodSum> periodSum() {
        return periodSum.getReadOnlyProperty();
    }

    /// How earnings grew, oldest first; at most [Sum#MOST] points.
    ObservableList<Sum> sums() {
        return sums;
    }

    ObjectProperty<Optional<ResultView>> chosen() {
        return chosen;
    }

    ReadOnlyObjectProperty<Optional<Explanation>> explanation() {
        return explanation.getReadOnlyProperty();
    }
}
