package hearth.app.exit;

import hearth.app.agent.AgentFeed;
import hearth.app.background.Background;
import hearth.app.earnings.HeldWatch;
import hearth.app.earnings.HistoryFile;
import hearth.app.earnings.ResultBook;
import hearth.app.earnings.Verdict;
import hearth.app.staking.StakeWish;
import hearth.app.staking.StakingDesk;
import hearth.app.text.Notices;
import hearth.app.text.Speech;
import hearth.app.wallet.ForecastText;
import hearth.app.wallet.Outcomes;
import hearth.app.wallet.SigningWorkflow;
import hearth.app.wallet.WalletDesk.Accepted;
import hearth.app.wallet.WalletFeed;
import hearth.app.wallet.WalletState.Presence;
import hearth.protocol.LeaseId;
import hearth.worker.AgentLink;
import hearth.worker.AgentSnapshot;

import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.util.Subscription;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Leaving Hearth: each step as it stands, each deed after a last look.
public final class ExitViewModel {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
    private final ObservableList<ExitStep> steps = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<SigningWorkflow<ExitWish>> workflow =
            new ReadOnlyObjectWrapper<>(SigningWorkflow.begin());
    private final ReadOnlyObjectWrapper<Optional<ForecastText>> forecast =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final BooleanProperty consent = new SimpleBooleanProperty();
    private final ReadOnlyBooleanWrapper locked = new ReadOnlyBooleanWrapper();
    private final ReadOnlyStringWrapper exported = new ReadOnlyStringWrapper("");
    private final AgentFeed agent;
    private final WalletFeed wallet;
    private final StakingDesk staking;
    private final Speech speech;
    private final Background background;
    private final Notices notices;
    private final Outcomes outcomes;
    private final ResultBook book;
    private final HeldWatch held;
    private StakingDesk.Sight sight = new StakingDesk.Sight.Nothing();
    private Subscription following = Subscription.EMPTY;
    private Background.@Nullable Ticks ticks;
    private boolean looking;
    private boolean isTold;

    /// What was in work when the agent was told to finish.
    private Optional<LeaseId> lastLease = Optional.empty();

    public ExitViewModel(
            AgentFeed agent,
            ResultBook book,
            WalletFeed wallet,
            StakingDesk staking,
            Speech speech,
            Background background,
            Notices notices) {
        this.agent = agent;
        this.book = book;
        this.wallet = wallet;
        this.staking = staking;
        this.speech = speech;
        this.background = background;
        this.notices = notices;
        outcomes = new Outcomes(wallet, speech, notices);
        held = new HeldWatch(agent);
        outcomes.busy()
                .subscribe(
                        busy -> {
                            if (!busy) {
                                workflow.set(workflow.get().refused());
                            }
                        });
    }

    void onShow() {
        book.readAgain();
        held.askAgain();
        following =
                agent.state()
                        .subscribe(
                                state -> {
                                    state.newest().ifPresent(this::follow);
                                    show();
                                })
                        .and(wallet.state().subscribe(state -> show()))
                        .and(held.pay().subscribe(pay -> show()))
                        .and(book.loading().subscribe(loading -> show()));
        ticks = background.every(LOOK_EVERY, this::look);
        look();
    }

    private void follow(AgentSnapshot snapshot) {
        book.follow(snapshot);
        held.follow(snapshot);
        // It may have been told otherwise since, here or on the command line.
        boolean isElsewhere =
                lease(snapshot).filter(l -> !lastLease.equals(Optional.of(l))).isPresent();
        if (isElsewhere || ExitPlan.isFinishing(snapshot)) {
            isTold = false;
        }
    }

    private static Optional<LeaseId> lease(AgentSnapshot snapshot) {
        return snapshot.progress().map(AgentSnapshot.Progress::lease);
    }

    void onHide() {
        following.unsubscribe();
        if (ticks != null) {
            ticks.close();
            ticks = null;
        }
        workflow.set(workflow.get().back());
        isTold = false;
    }

    private void look() {
        if (looking) {
            return;
        }
        looking = true;
        background.run(
                staking::look,
                seen -> {
                    looking = false;
                    sight = seen;
                    show();
                },
                failure -> looking = false);
    }

    private void show() {
        locked.set(wallet.state().get().presence() == Presence.LOCKED);
        List<ExitStep> now =
                new ExitPlan(
                                agent.state().get().newest(),
                                held.pay().get(),
                                isTold,
                                checking(),
                                wallet.state().get(),
                                sight,
                                speech)
                        .steps();
        if (!now.equals(steps)) {
            steps.setAll(now);
        }
    }

    private Optional<Long> checking() {
        return book.loading().get() || !book.complete().get()
                ? Optional.empty()
                : Optional.of(
                        book.results().stream()
                                .filter(r -> Verdict.of(r) == Verdict.CHECKING)
                                .count());
    }

    void ask(ExitWish wish) {
        workflow.set(workflow.get().ask(wish));
        consent.set(false);
        forecast.set(
                wish instanceof ExitWish.Finish
                        ? Optional.empty()
                        : Optional.of(ForecastText.pending(speech)));
        switch (wish) {
            case ExitWish.Finish finish -> {}
            case ExitWish.Claim claim ->
                    wallet.ask(
                            desk -> ForecastText.ofClaim(desk, speech),
                            text -> tell(wish, text),
                            () -> tell(wish, ForecastText.unknown(speech)));
            case ExitWish.TakeBack back -> tryOut(wish, stakeWish(back));
            case ExitWish.Withdraw due -> tryOut(wish, stakeWish(due));
        }
    }

    private static StakeWish stakeWish(ExitWish.TakeBack back) {
        return new StakeWish.Unstake(back.amount(), back.waiting());
    }

    private static StakeWish stakeWish(ExitWish.Withdraw due) {
        return new StakeWish.Withdraw(due.id(), due.amount());
    }

    private void tryOut(ExitWish wish, StakeWish signed) {
        background.run(
                () -> staking.forecast(signed),
                seen -> tell(wish, ForecastText.of(seen, wallet.state().get(), speech)),
                failure -> tell(wish, ForecastText.unknown(speech)));
    }

    /// What comes after the owner went on to something else is not shown.
    private void tell(ExitWish wish, ForecastText text) {
        if (workflow.get().wish().filter(wish::equals).isPresent()) {
            forecast.set(Optional.of(text));
        }
    }

    void back() {
        workflow.set(workflow.get().back());
    }

    void confirm() {
        var next = workflow.get().confirm();
        if (next.page() != SigningWorkflow.Page.SENDING
                || outcomes.busy().get()
                || !canBeSigned().get()) {
            return;
        }
        workflow.set(next);
        next.wish().ifPresent(this::act);
    }

    private void act(ExitWish wish) {
        String done = question(wish).doneKey();
        var accepted = forecast.get().map(ForecastText::accepted).orElseGet(Accepted::nothing);
        switch (wish) {
            case ExitWish.Finish finish ->
                    agent.tell(
                            AgentLink::finish,
                            () -> {
                                isTold = true;
                                lastLease =
                                        agent.state().get().newest().flatMap(ExitViewModel::lease);
                                notices.good(speech.text(done));
                                sent();
                            },
                            () -> {
                                workflow.set(workflow.get().refused());
                                notices.bad(speech.text("exit.agent-away"));
                            });
            case ExitWish.Claim claim ->
                    outcomes.run(desk -> desk.claim(accepted), done, this::sent);
            case ExitWish.TakeBack back ->
                    outcomes.run(
                            any -> staking.act(stakeWish(back), accepted.fee()), done, this::sent);
            case ExitWish.Withdraw due ->
                    outcomes.run(
                            any -> staking.act(stakeWish(due), accepted.fee()), done, this::sent);
        }
    }

    private void sent() {
        workflow.set(workflow.get().sent());
        look();
    }

    /// Writes the history of results into a folder.
    void export(Path folder) {
        var results = List.copyOf(book.results()).reversed();
        var now = speech.times().now();
        background.run(
                () -> new HistoryFile(folder).write(results, now),
                file -> exported.set(speech.text("exit.export.done", file.toString())),
                failure -> notices.bad(speech.text("exit.export.failed")));
    }

    ExitPlan.Question question(ExitWish wish) {
        return ExitPlan.Question.of(wish, speech);
    }

    ObservableList<ExitStep> steps() {
        return steps;
    }

    ReadOnlyObjectProperty<SigningWorkflow<ExitWish>> workflow() {
        return workflow.getReadOnlyProperty();
    }

    /// What the wish that is looked at would change; absent where nothing is signed for it.
    ReadOnlyObjectProperty<Optional<ForecastText>> forecast() {
        return forecast.getReadOnlyProperty();
    }

    /// Whether the owner said yes to what has to be said yes to.
    BooleanProperty consent() {
        return consent;
    }

    /// Whether everything is known and said that the deed needs.
    BooleanBinding canBeSigned() {
        return Bindings.createBooleanBinding(
                () ->
                        forecast.get()
                                .map(
                                        text ->
                                                text.canBeSigned()
                                                        && (text.consent().isEmpty()
                                                                || consent.get()))
                                .orElse(true),
                forecast,
                consent);
    }

    /// Whether a wallet is there that cannot sign now.
    ReadOnlyBooleanProperty locked() {
        return locked.getReadOnlyProperty();
    }

    /// Where the history was written; empty until it was.
    ReadOnlyStringProperty exported() {
        return exported.getReadOnlyProperty();
    }

    /// Whether all results are known that the history would have.
    ObservableValue<Boolean> complete() {
        return book.complete().and(book.loading().not());
    }
}
