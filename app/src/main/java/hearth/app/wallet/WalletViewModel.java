package hearth.app.wallet;

import hearth.app.agent.AgentFeed;
import hearth.app.text.Notices;
import hearth.app.text.Speech;
import hearth.app.wallet.WalletDesk.Binding;
import hearth.app.wallet.WalletDesk.Opening;
import hearth.app.wallet.WalletState.Funds;
import hearth.app.wallet.WalletState.Presence;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.Wei;
import hearth.worker.AgentSnapshot;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.util.Subscription;

import java.math.BigDecimal;
import java.math.RoundingMode;
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
        outcomes = new Outcomes(wallet, speech, notices);
        figures = new ReadOnlyObjectWrapper<>(Figures.of(wallet.state().get(), speech));
    }

    void onShow() {
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
        bindAdvice.set(BindAdvice.of(agent.state().get().newest(), wallet.state().get(), speech));
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
                });
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
                    sendError.set(speech.text("amount.wrong"));
                } else if (isTooMuch(wei.get(), state)) {
                    sendError.set(speech.text("refusal.insufficient-ember"));
                } else {
                    sendError.set("");
                    tryOut(
                            desk ->
                                    ForecastText.ofPayment(
                                            desk, someone.address(), wei.get(), speech),
                            forecast -> show(someone, wei.get(), forecast));
                }
            }
        }
    }

    /// Goes on once it is known what would change; what comes too late is not shown.
    private void tryOut(Function<WalletDesk, ForecastText> trial, Consumer<ForecastText> then) {
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
                    sendError.set(speech.text("wallet.failed"));
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
        wallet.ask(
                desk -> desk.bind(now.get().device()),
                binding -> {
                    switch (binding) {
                        case Binding.Signed signed -> bind(signed.binding());
                        case Binding.Locked l -> notices.bad(speech.text("wallet.locked.first"));
                    }
                },
                () -> notices.bad(speech.text("onboarding.bind.failed")));
    }

    private void bind(PayoutBinding binding) {
        agent.tell(
                link -> link.bindPayout(binding),
                () -> notices.good(speech.text("wallet.bound")),
                () -> notices.bad(speech.text("onboarding.bind.failed")));
    }

    /// Puts the wallet's own address on the clipboard.
    void copyAddress() {
        clipboard.copy(figures.get().address());
        notices.good(speech.text("wallet.copied"));
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

    ObservableList<MovementRow> activity() {
        return activity;
    }

    ObservableList<AllowanceRow> allowances() {
        return allowances;
    }

    ObservableList<NodeRow> nodes() {
        return nodes;
    }

    /// The wallet's figures in words; a dash where the chain has not answered.
    ///
    /// @param canClaim whether there is anything to fetch
    /// @param problem why the chain is not read, empty while it is
    record Figures(
            Presence presence,
            String address,
            String ember,
            String exact,
            String gas,
            String gasNote,
            String claimable,
            boolean canClaim,
            String problem) {
        private static final String UNKNOWN = "–";
        private static final int COIN_DECIMALS = 18;
        private static final int SHOWN_DECIMALS = 4;

        /// Every digit where the figure above leaves some out, otherwise when it was read.
        private static String exact(Funds funds, Speech speech) {
            String exact = speech.amounts().exact(funds.ember());
            return exact.equals(speech.amounts().brief(funds.ember()))
                    ? speech.text("wallet.as-of", speech.times().brief(funds.readAt()))
                    : speech.text("amount.ember", exact);
        }

        private static double coins(Funds funds) {
            return new BigDecimal(funds.gas(), COIN_DECIMALS)
                    .setScale(SHOWN_DECIMALS, RoundingMode.DOWN)
                    .doubleValue();
        }

        static Figures of(WalletState state, Speech speech) {
            Optional<Funds> funds = state.funds();
            Optional<Wei> claimable = funds.flatMap(Funds::claimable);
            return new Figures(
                    state.presence(),
                    state.address().orElse(UNKNOWN),
                    funds.map(f -> speech.amounts().brief(f.ember())).orElse(UNKNOWN),
                    funds.map(f -> exact(f, speech)).orElse(""),
                    funds.map(f -> speech.amounts().sum(coins(f))).orElse(UNKNOWN),
                    funds.map(f -> fees(f, speech)).orElse(""),
                    claimable.map(c -> speech.amounts().brief(c)).orElse(UNKNOWN),
                    claimable.filter(c -> !c.isZero()).isPresent(),
                    state.problem().map(id -> Outcomes.refusal(speech, id)).orElse(""));
        }

        private static String fees(Funds funds, Speech speech) {
            if (funds.feesAreFree()) {
                return speech.text("wallet.gas.none");
            }
            boolean hasNone = funds.gas().signum() == 0;
            return speech.text(hasNone ? "wallet.gas.missing" : "wallet.gas.note");
        }
    }
}
