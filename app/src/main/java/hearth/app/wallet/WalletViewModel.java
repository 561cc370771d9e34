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

/// The wallet's screen: balance, claim, send, activity, lock.
public final class WalletViewModel {
    private final ReadOnlyObjectWrapper<Figures> figures;
    private final ReadOnlyStringWrapper unlockError = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper sendError = new ReadOnlyStringWrapper("");
    private final ReadOnlyObjectWrapper<Optional<Payment>> payment =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyBooleanWrapper unlocking = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper unbound = new ReadOnlyBooleanWrapper();
    private final ObservableList<MovementRow> activity = FXCollections.observableArrayList();
    private final AgentFeed agent;
    private final WalletFeed wallet;
    private final Speech speech;
    private final Notices notices;
    private final Outcomes outcomes;
    private Subscription following = Subscription.EMPTY;

    public WalletViewModel(AgentFeed agent, WalletFeed wallet, Speech speech, Notices notices) {
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
        refresh();
    }

    void onHide() {
        following.unsubscribe();
        unlockError.set("");
        sendError.set("");
        payment.set(Optional.empty());
    }

    void refresh() {
        wallet.ask(
                desk -> {
                    desk.refresh();
                    return true;
                },
                done -> {},
                () -> {});
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
        showBinding();
    }

    private void showBinding() {
        Optional<AgentSnapshot> now = agent.state().get().newest();
        boolean nowhere = now.isPresent() && now.get().payout().isEmpty();
        unbound.set(nowhere && wallet.state().get().presence() == Presence.UNLOCKED);
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

    void claim() {
        outcomes.run(WalletDesk::claim, "wallet.claim.done", () -> {});
    }

    /// Reads the form and, if it can be sent, shows what would be sent. Nothing leaves yet.
    void review(String to, String amount) {
        WalletState state = wallet.state().get();
        Optional<Wei> wei = speech.amounts().read(amount).filter(a -> !a.isZero());
        switch (Recipient.of(to, state)) {
            case Recipient.Nobody nobody ->
                    sendError.set(Outcomes.refusal(speech, nobody.reason()));
            case Recipient.Someone someone -> {
                if (wei.isEmpty()) {
                    sendError.set(speech.text("amount.wrong"));
                } else if (isTooMuch(wei.get(), state)) {
                    sendError.set(speech.text("refusal.insufficient-ember"));
                } else {
                    sendError.set("");
                    payment.set(Optional.of(Payment.of(someone, wei.get(), speech)));
                }
            }
        }
    }

    private static boolean isTooMuch(Wei wei, WalletState state) {
        return state.funds().map(Funds::ember).filter(e -> wei.compareTo(e) > 0).isPresent();
    }

    /// Back to the form, nothing sent.
    void reconsider() {
        payment.set(Optional.empty());
    }

    /// Sends what is shown.
    ///
    /// @param onSent called when the network has it, so that the form can be emptied
    void send(Runnable onSent) {
        payment.get()
                .ifPresent(
                        p -> {
                            payment.set(Optional.empty());
                            outcomes.run(
                                    desk -> desk.send(p.to(), p.amount()),
                                    "wallet.send.done",
                                    onSent);
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

    void addressCopied() {
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

    ReadOnlyBooleanProperty busy() {
        return outcomes.busy();
    }

    /// True while this computer is paid to nobody and the wallet could change that.
    ReadOnlyBooleanProperty unbound() {
        return unbound.getReadOnlyProperty();
    }

    ObservableList<MovementRow> activity() {
        return activity;
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
                    funds.map(f -> speech.amounts().plain(coins(f))).orElse(UNKNOWN),
                    funds.map(
                                    f ->
                                            speech.text(
                                                    f.gas().signum() == 0
                                                            ? "wallet.gas.none"
                                                            : "wallet.gas.note"))
                            .orElse(""),
                    claimable.map(c -> speech.amounts().brief(c)).orElse(UNKNOWN),
                    claimable.filter(c -> !c.isZero()).isPresent(),
                    state.problem().map(id -> Outcomes.refusal(speech, id)).orElse(""));
        }
    }
}
