package hearth.app.staking;

import hearth.app.background.Background;
import hearth.app.text.Notices;
import hearth.app.text.Speech;
import hearth.app.wallet.ForecastText;
import hearth.app.wallet.Outcomes;
import hearth.app.wallet.SigningWorkflow;
import hearth.app.wallet.WalletFeed;
import hearth.app.wallet.WalletState.Presence;
import hearth.protocol.Wei;

import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.util.Subscription;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/// The ways to stake, compared; the terms that run; a case against the owner; and the way from a
/// wish over a last look to the signature.
public final class BondViewModel {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
    private final ReadOnlyObjectWrapper<StakingPage> page =
            new ReadOnlyObjectWrapper<>(StakingPage.unknown());
    private final ReadOnlyObjectWrapper<SigningWorkflow<StakeWish>> workflow =
            new ReadOnlyObjectWrapper<>(SigningWorkflow.begin());
    private final ReadOnlyObjectWrapper<ForecastText> forecast;
    private final BooleanProperty consent = new SimpleBooleanProperty();
    private final ReadOnlyBooleanWrapper unlocked = new ReadOnlyBooleanWrapper();
    private final IntegerProperty days = new SimpleIntegerProperty();
    private final StakingDesk desk;
    private final WalletFeed wallet;
    private final Speech speech;
    private final Background background;
    private final Outcomes outcomes;
    private final ReadOnlyBooleanWrapper waiting = new ReadOnlyBooleanWrapper(true);
    private StakingDesk.Sight sight = new StakingDesk.Sight.Nothing();
    private Optional<Wei> amount = Optional.empty();
    private Subscription following = Subscription.EMPTY;
    private Background.@Nullable Ticks ticks;
    private boolean looking;

    public BondViewModel(
            StakingDesk desk,
            WalletFeed wallet,
            Speech speech,
            Background background,
            Notices notices) {
        this.desk = desk;
        this.wallet = wallet;
        this.speech = speech;
        this.background = background;
        forecast = new ReadOnlyObjectWrapper<>(ForecastText.pending(speech));
        outcomes = new Outcomes(wallet, speech, notices);
        days.subscribe(this::show);
        // What was not sent can be tried again; what was is told next.
        outcomes.busy()
                .subscribe(
                        busy -> {
                            if (!busy) {
                                workflow.set(workflow.get().refused());
                            }
                        });
    }

    void onShow() {
        following =
                wallet.state()
                        .subscribe(
                                state -> {
                                    unlocked.set(state.presence() == Presence.UNLOCKED);
                                    show();
                                });
        ticks = background.every(LOOK_EVERY, this::look);
        look();
    }

    void onHide() {
        following.unsubscribe();
        if (ticks != null) {
            ticks.close();
            ticks = null;
        }
        workflow.set(workflow.get().back());
    }

    private void look() {
        if (looking) {
            return;
        }
        looking = true;
        background.run(
                desk::look,
                seen -> {
                    looking = false;
                    waiting.set(false);
                    // What was seen stays while no node answers.
                    if (seen instanceof StakingDesk.Sight.Seen) {
                        sight = seen;
                    }
                    show();
                },
                failure -> {
                    looking = false;
                    waiting.set(false);
                });
    }

    private void show() {
        var next =
                StakingPage.of(sight, wallet.state().get().staking(), amount, days.get(), speech);
        if (!next.equals(page.get())) {
            page.set(next);
        }
    }

    /// Whether nothing was seen or missed yet.
    ReadOnlyBooleanProperty waiting() {
        return waiting.getReadOnlyProperty();
    }

    /// Counts with what is typed.
    void typed(Optional<Wei> wei) {
        amount = wei.filter(sum -> !sum.isZero());
        show();
    }

    /// Shows what staking the typed amount means before anything is signed.
    void stake() {
        amount.ifPresent(sum -> ask(new StakeWish.Stake(sum, days.get())));
    }

    /// Shows what asking the typed amount back means before anything is signed.
    void unstake() {
        amount.ifPresent(
                sum ->
                        wallet.state()
                                .get()
                                .staking()
                                .map(book -> new StakeWish.Unstake(sum, book.unbondingPeriod()))
                                .ifPresent(this::ask));
    }

    void claimYield() {
        ask(new StakeWish.ClaimYield());
    }

    void compound() {
        ask(new StakeWish.Compound());
    }

    void ask(StakeWish wish) {
        workflow.set(workflow.get().ask(wish));
        consent.set(false);
        forecast.set(ForecastText.pending(speech));
        background.run(
                () -> desk.forecast(wish),
                seen -> tell(wish, ForecastText.of(seen, wallet.state().get(), speech)),
                failure -> tell(wish, ForecastText.unknown(speech)));
    }

    /// What comes after the owner went on to something else is not shown.
    private void tell(StakeWish wish, ForecastText text) {
        if (workflow.get().wish().filter(wish::equals).isPresent()) {
            forecast.set(text);
        }
    }

    void back() {
        workflow.set(workflow.get().back());
    }

    /// @param onSent called when the network has it
    void confirm(Runnable onSent) {
        var next = workflow.get().confirm();
        if (next.page() != SigningWorkflow.Page.SENDING
                || outcomes.busy().get()
                || !canBeSigned().get()) {
            return;
        }
        workflow.set(next);
        next.wish()
                .ifPresent(
                        wish ->
                                outcomes.run(
                                        any -> desk.act(wish, forecast.get().accepted().fee()),
                                        words(wish).doneKey(),
                                        () -> {
                                            workflow.set(workflow.get().sent());
                                            look();
                                            onSent.run();
                                        }));
    }

    StakeWords words(StakeWish wish) {
        return StakeWords.of(wish, page.get(), speech);
    }

    /// Of the choice that is made; 0 for flexible.
    IntegerProperty days() {
        return days;
    }

    ReadOnlyObjectProperty<StakingPage> page() {
        return page.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<SigningWorkflow<StakeWish>> workflow() {
        return workflow.getReadOnlyProperty();
    }

    /// Whether the owner said yes to what has to be said yes to.
    BooleanProperty consent() {
        return consent;
    }

    /// Whether everything is known and said that a signature needs.
    BooleanBinding canBeSigned() {
        return Bindings.createBooleanBinding(
                () ->
                        forecast.get().canBeSigned()
                                && (forecast.get().consent().isEmpty() || consent.get()),
                forecast,
                consent);
    }

    /// What signing the wish that is looked at would change.
    ReadOnlyObjectProperty<ForecastText> forecast() {
        return forecast.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty unlocked() {
        return unlocked.getReadOnlyProperty();
    }
}
