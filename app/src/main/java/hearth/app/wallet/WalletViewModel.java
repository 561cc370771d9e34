package hearth.app.wallet;

import hearth.app.agent.AgentFeed;
import hearth.app.text.Notices;
import hearth.app.text.Speech;
import hearth.app.wallet.WalletDesk.Opening;
import hearth.app.wallet.WalletState.Funds;
import hearth.app.wallet.WalletState.Presence;
import hearth.protocol.PayoutMessages.PendingChange;
import hearth.protocol.Wei;
import hearth.worker.AgentSnapshot;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.util.Subscription;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// The wallet's screen: balance, claim, send, activity, lock, and nodes that are not believed.
public final class WalletViewModel {
    private final ReadOnlyObjectWrapper<Figures> figures;
    private final ReadOnlyStringWrapper unlockError = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper sendError = new ReadOnlyStringWrapper("");
    private final ReadOnlyObjectWrapper<Optional<Payment>> payment =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyBooleanWrapper unlocking = new ReadOnlyBooleanWrapper();
    private final ReadOnlyStringWrapper bindAdvice = new ReadOnlyStringWrapper("");
    private final ObservableList<MovementRow> activity = FXCollections.observableArrayList();
    private final ObservableList<NodeRow> nodes = FXCollections.observableArrayList();
    private final ObservableList<AllowanceRow> allowances = FXCollections.observableArrayList();
    private final ClipboardWatch clipboard;
    private final AgentFeed agent;
    private final WalletFeed wallet;
    private final Speech speech;
    private final Notices notices;
    private final Outcomes outcomes;
    private final ReadOnlyBooleanWrapper trying = new ReadOnlyBooleanWrapper();
    private Subscription following = Subscription.EMPTY;
    private final ReadOnlyObjectWrapper<Optional<PendingChange>> change =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyBooleanWrapper mayUndo = new ReadOnlyBooleanWrapper();
    private final PayoutBinder binder;
    private int looks;

    public WalletViewModel(
            AgentFeed agent,
            WalletFeed wallet,
            ClipboardWatch clipboard,
            Speech speech,
            Notices notices) {
        this.clipboard = clipboard;
        this.agent = agent;
        this.wallet = wallet;
        this.speech = speech;
        this.notices = notices;
        binder = new PayoutBinder(agent, wallet);
        outcomes = new Outcomes(wallet, speech, notices);
        figures = new ReadOnlyObjectWrapper<>(Figures.of(wallet.state().get(), speech));
    }

    void onShow() {
        lookForChange();
        following =
                wallet.state()
                        .subscribe(this::show)
                        .and(agent.state().subscribe(now -> showBinding()));
        clipboard.onShow();
        refresh();
    }

    void onHide() {
        following.unsubscribe();
        clipboard.onHide();
        unlockError.set("");
        sendError.set("");
        reconsider();
    }

    void refresh() {
        wallet.ask(
                desk -> {
                    desk.refresh();
                    return desk.allowances().map(list -> AllowanceRow.of(list, speech));
                },
                this::show,
                () -> {});
    }

    /// What was seen stays while no node answers.
    private void show(Optional<List<AllowanceRow>> now) {
        now.ifPresent(allowances::setAll);
    }

    /// Shows what taking an allowance back would mean.
    void revoke(AllowanceRow row) {
        payment.set(Optional.of(Payment.revoke(row, speech)));
    }

    private void show(WalletState state) {
        figures.set(Figures.of(state, speech));
        if (state.presence() != Presence.UNLOCKED) {
            payment.set(Optional.empty());
        }
        List<MovementRow> rows =
                state.activity().stream().map(m -> MovementRow.of(m, speech)).toList();
        if (!rows.equals(activity)) {
            activity.setAll(rows);
        }
        List<NodeRow> disputed = state.nodes().stream().map(n -> NodeRow.of(n, speech)).toList();
        if (!disputed.equals(nodes)) {
            nodes.setAll(disputed);
        }
        showBinding();
    }

    private void showBinding() {
        var pending = change.get();
        var state = wallet.state().get();
        bindAdvice.set(BindAdvice.of(agent.state().get().newest(), state, pending, speech));
        mayUndo.set(BindAdvice.mayUndo(state, pending));
    }

    /// Asks whether this computer is about to be paid to another account.
    private void lookForChange() {
        agent.ask(
                link -> link.payout().flatMap(p -> p.changeOf(link.snapshot().device())),
                this::showChange,
                () -> {});
    }

    private void showChange(Optional<PendingChange> pending) {
        change.set(pending);
        showBinding();
    }

    /// @param password wiped
    void unlock(char[] password) {
        unlocking.set(true);
        unlockError.set("");
        wallet.ask(
                desk -> desk.unlock(password),
                opening -> {
                    unlocking.set(false);
                    unlockError.set(error(opening));
                },
                () -> {
                    unlocking.set(false);
                    unlockError.set(speech.text("wallet.failed"));
                });
    }

    private String error(Opening opening) {
        return switch (opening) {
            case Opening.Opened o -> "";
            case Opening.WrongPassword w -> speech.text("wallet.unlock.wrong");
            case Opening.TooManyTries t ->
                    speech.text("wallet.unlock.wait", speech.times().span(t.remaining()));
            case Opening.NotAPhrase n -> speech.text("wallet.failed");
            case Opening.AlreadyThere a -> speech.text("wallet.failed");
            case Opening.Unreadable u -> speech.text("wallet.unreadable");
        };
    }

    void lock() {
        wallet.ask(
                desk -> {
                    desk.lock();
                    return true;
                },
                done -> {},
                () -> notices.bad(speech.text("wallet.failed")));
    }

    /// Shows what claiming would change; nothing is signed yet.
    void claim() {
        tryOut(
                desk -> ForecastText.ofClaim(desk, speech),
                forecast -> {
                    if (forecast.canBeSigned()) {
                        payment.set(
                                Optional.of(
                                        Payment.claim(figures.get().address(), forecast, speech)));
                    } else {
                        notices.bad(forecast.note());
                    }
                },
                notices::bad);
    }

    /// Reads the form and, if it can be sent, shows what would be sent. Nothing leaves yet.
    void review(String to, String amount) {
        WalletState state = wallet.state().get();
        Optional<Wei> wei = speech.amounts().read(amount).filter(a -> !a.isZero());
        switch (Recipient.of(to, state)) {
            case Recipient.Nobody nobody ->
                    sendError.set(Outcomes.refusal(speech, nobody.reason()));
            case Recipient.Someone someone -> {
                Optional<String> doubt = clipboard.doubt(someone.address());
                if (doubt.isPresent()) {
                    sendError.set(doubt.get());
                } else if (wei.isEmpty()) {
                    sendError.set(speech.text(speech.amounts().wrong(amount)));
                } else if (isTooMuch(wei.get(), state)) {
                    sendError.set(speech.text("refusal.insufficient-ember"));
                } else {
                    sendError.set("");
                    tryOut(
                            desk ->
                                    ForecastText.ofPayment(
                                            desk, someone.address(), wei.get(), speech),
                            forecast -> show(someone, wei.get(), forecast),
                            sendError::set);
                }
            }
        }
    }

    /// Goes on once it is known what would change; what comes too late is not shown.
    ///
    /// @param onFailure told in words when the machine broke
    private void tryOut(
            Function<WalletDesk, ForecastText> trial,
            Consumer<ForecastText> then,
            Consumer<String> onFailure) {
        int look = ++looks;
        trying.set(true);
        wallet.ask(
                trial,
                forecast -> {
                    trying.set(false);
                    if (look == looks && wallet.state().get().presence() == Presence.UNLOCKED) {
                        then.accept(forecast);
                    }
                },
                () -> {
                    trying.set(false);
                    onFailure.accept(speech.text("wallet.failed"));
                });
    }

    private void show(Recipient.Someone to, Wei amount, ForecastText forecast) {
        if (forecast.canBeSigned()) {
            payment.set(Optional.of(Payment.of(to, amount, forecast, speech)));
        } else {
            sendError.set(forecast.note());
        }
    }

    private static boolean isTooMuch(Wei wei, WalletState state) {
        return state.funds().map(Funds::ember).filter(e -> wei.compareTo(e) > 0).isPresent();
    }

    /// Back to the form, nothing sent.
    void reconsider() {
        looks++;
        payment.set(Optional.empty());
    }

    /// Shows what sending a waiting transaction again would mean.
    void speedUp(MovementRow row) {
        row.waiting()
                .ifPresent(hash -> payment.set(Optional.of(Payment.speedUp(row, hash, speech))));
    }

    /// Shows what taking a waiting transaction back would mean.
    void cancel(MovementRow row) {
        row.waiting()
                .ifPresent(hash -> payment.set(Optional.of(Payment.cancel(row, hash, speech))));
    }

    /// Does what is shown.
    ///
    /// @param onSent called when the network has a payment, so that the form can be emptied
    void send(Runnable onSent) {
        payment.get()
                .ifPresent(
                        p -> {
                            payment.set(Optional.empty());
                            outcomes.run(p.verb(), p.doneKey(), p.isNew() ? onSent : this::refresh);
                        });
    }

    /// Binds this computer to the wallet, so that it is given work.
    void bind() {
        Optional<AgentSnapshot> now = agent.state().get().newest();
        if (now.isEmpty()) {
            notices.bad(speech.text("onboarding.agent.missing"));
            return;
        }
        binder.bind(now.get().device(), this::bound);
    }

    private void bound(PayoutBinder.Outcome outcome) {
        switch (outcome) {
            case PayoutBinder.Outcome.Bound _ -> notices.good(speech.text("wallet.bound"));
            case PayoutBinder.Outcome.BoundFrom from ->
                    notices.good(
                            speech.text(
                                    "wallet.bound.from", speech.times().brief(from.countsAt())));
            case PayoutBinder.Outcome.Locked _ -> notices.bad(speech.text("wallet.locked.first"));
            case PayoutBinder.Outcome.Failed _ ->
                    notices.bad(speech.text("onboarding.bind.failed"));
        }
        lookForChange();
    }

    /// Has the change of where this computer is paid not count.
    void undoChange() {
        change.get().ifPresent(pending -> binder.undo(pending, this::undone));
    }

    private void undone(PayoutBinder.Outcome outcome) {
        switch (outcome) {
            case PayoutBinder.Outcome.Bound _ -> notices.good(speech.text("wallet.payout.undone"));
            case PayoutBinder.Outcome.Locked _ -> notices.bad(speech.text("wallet.locked.first"));
            case PayoutBinder.Outcome.BoundFrom _, PayoutBinder.Outcome.Failed _ ->
                    notices.bad(speech.text("wallet.payout.undo.failed"));
        }
        lookForChange();
    }

    /// Puts the wallet's own address on the clipboard.
    void copyAddress() {
        clipboard.copy(figures.get().address());
        notices.good(speech.text("wallet.copied"));
    }

    /// Whether the chain's first answer is on its way.
    ObservableValue<Boolean> waiting() {
        return wallet.state().map(WalletState::isWaiting);
    }

    ReadOnlyObjectProperty<Figures> figures() {
        return figures.getReadOnlyProperty();
    }

    ReadOnlyStringProperty unlockError() {
        return unlockError.getReadOnlyProperty();
    }

    ReadOnlyStringProperty sendError() {
        return sendError.getReadOnlyProperty();
    }

    /// What waits for the owner's word.
    ReadOnlyObjectProperty<Optional<Payment>> payment() {
        return payment.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty unlocking() {
        return unlocking.getReadOnlyProperty();
    }

    /// True while a payment is being tried out for its last look.
    ReadOnlyBooleanProperty trying() {
        return trying.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty busy() {
        return outcomes.busy();
    }

    /// Why this computer should be bound to the account in use; empty while it need not.
    ReadOnlyStringProperty bindAdvice() {
        return bindAdvice.getReadOnlyProperty();
    }

    /// What is about to change of where this computer is paid.
    ReadOnlyObjectProperty<Optional<PendingChange>> change() {
        return change.getReadOnlyProperty();
    }

    /// Whether the account in use can take that back.
    ReadOnlyBooleanProperty mayUndo() {
        return mayUndo.getReadOnlyProperty();
    }

    ObservableList<MovementRow> activity() {
        return activity;
    }

    ObservableList<AllowanceRow> allowances() {
        return allowances;
    }

    ObservableList<NodeRow> nodes() {
        return nodes;
    }
}
