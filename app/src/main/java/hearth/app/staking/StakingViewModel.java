package hearth.app.staking;

import hearth.app.background.Background;
import hearth.app.text.Speech;
import hearth.app.wallet.WalletFeed;
import hearth.app.wallet.WalletState;
import hearth.app.wallet.WalletState.Funds;
import hearth.app.wallet.WalletState.Presence;
import hearth.app.wallet.WalletState.StakeBook;
import hearth.protocol.Wei;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.util.Subscription;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Staking: the rate as the contract pays it, the stake, its yield, and what is on its way back.
public final class StakingViewModel {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private final ReadOnlyObjectWrapper<StakeFigures> figures;
    private final ObservableList<UnbondingRow> unbonding = FXCollections.observableArrayList();
    private final StringProperty amount = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<Form> form = new ReadOnlyObjectWrapper<>(Form.empty());
    private final ReadOnlyBooleanWrapper unlocked = new ReadOnlyBooleanWrapper();
    private final WalletFeed wallet;
    private final Speech speech;
    private final Background background;
    private Subscription following = Subscription.EMPTY;
    private Background.@Nullable Ticks ticks;

    public StakingViewModel(WalletFeed wallet, Speech speech, Background background) {
        this.wallet = wallet;
        this.speech = speech;
        this.background = background;
        figures = new ReadOnlyObjectWrapper<>(StakeFigures.of(Optional.empty(), speech));
        amount.subscribe(this::check);
    }

    void onShow() {
        following = wallet.state().subscribe(this::show);
        ticks = background.every(SECOND, () -> show(wallet.state().get()));
    }

    void onHide() {
        following.unsubscribe();
        if (ticks != null) {
            ticks.close();
            ticks = null;
        }
    }

    private void show(WalletState state) {
        unlocked.set(state.presence() == Presence.UNLOCKED);
        figures.set(StakeFigures.of(state.staking(), speech));
        List<UnbondingRow> rows =
                state.staking().stream()
                        .flatMap(book -> book.unbonding().stream())
                        .map(u -> UnbondingRow.of(u, speech))
                        .toList();
        if (!rows.equals(unbonding)) {
            unbonding.setAll(rows);
        }
        check();
    }

    /// Judges the form as it stands.
    private void check() {
        String typed = amount.get().strip();
        if (typed.isEmpty()) {
            form.set(Form.empty());
            return;
        }
        Optional<Wei> wei = speech.amounts().read(typed).filter(a -> !a.isZero());
        if (wei.isEmpty()) {
            form.set(new Form(speech.text(speech.amounts().wrong(typed)), false, false));
            return;
        }
        if (!isRead()) {
            form.set(new Form(speech.text("staking.unread"), false, false));
            return;
        }
        Wei sum = wei.get();
        boolean canStake = sum.compareTo(free()) <= 0;
        boolean canUnstake = sum.compareTo(flexible()) <= 0;
        String error =
                canStake || canUnstake
                        ? ""
                        : speech.text(
                                "staking.too-much",
                                speech.amounts().brief(free()),
                                speech.amounts().brief(flexible()));
        boolean open = unlocked.get();
        form.set(new Form(error, open && canStake, open && canUnstake));
    }

    /// What the network has not told is not nothing.
    private boolean isRead() {
        var state = wallet.state().get();
        return state.funds().isPresent() && state.staking().isPresent();
    }

    private Wei free() {
        return wallet.state().get().funds().map(Funds::ember).orElse(Wei.ZERO);
    }

    /// What is bound for a term leaves by the term's own button.
    private Wei flexible() {
        return wallet.state().get().staking().map(StakeBook::flexible).orElse(Wei.ZERO);
    }

    /// Fills the form with everything that could be staked.
    void all() {
        if (isRead()) {
            amount.set(speech.amounts().typable(free()));
        }
    }

    /// Whether the chain's first answer is on its way.
    ObservableValue<Boolean> waiting() {
        return wallet.state().map(WalletState::isWaiting);
    }

    ReadOnlyObjectProperty<StakeFigures> figures() {
        return figures.getReadOnlyProperty();
    }

    ObservableList<UnbondingRow> unbonding() {
        return unbonding;
    }

    StringProperty amount() {
        return amount;
    }

    ReadOnlyObjectProperty<Form> form() {
        return form.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty unlocked() {
        return unlocked.getReadOnlyProperty();
    }

    /// What the amount that is typed allows.
    record Form(String error, boolean canStake, boolean canUnstake) {
        static Form empty() {
            return new Form("", false, false);
        }
    }

    /// One request on its way back.
    ///
    /// @param wish what the button does
    record UnbondingRow(long id, String amount, String left, boolean isDue, StakeWish wish) {
        static UnbondingRow of(WalletState.Unbonding unbonding, Speech speech) {
            Duration left = speech.times().until(unbonding.releaseAt());
            boolean due = left.isZero();
            return new UnbondingRow(
                    unbonding.id(),
                    speech.text("amount.ember", speech.amounts().brief(unbonding.amount())),
                    due
                            ? speech.text("staking.unbonding.due")
                            : speech.text("staking.unbonding.left", speech.times().span(left)),
                    due,
                    new StakeWish.Withdraw(unbonding.id(), unbonding.amount()));
        }
    }
}
