package hearth.app.votes;

import hearth.app.background.Background;
import hearth.app.text.Notices;
import hearth.app.text.Speech;
import hearth.app.wallet.Outcomes;
import hearth.app.wallet.SigningWorkflow;
import hearth.app.wallet.SigningWorkflow.Page;
import hearth.app.wallet.WalletFeed;
import hearth.app.wallet.WalletState.Presence;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.util.Subscription;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// Votes: what stakers are asked, and the way from a wish over a last look to the signature.
public final class VotesViewModel {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
    private final ReadOnlyObjectWrapper<VotesPage> page =
            new ReadOnlyObjectWrapper<>(VotesPage.loading());
    private final ReadOnlyObjectWrapper<SigningWorkflow<Wish>> workflow =
            new ReadOnlyObjectWrapper<>(SigningWorkflow.begin());
    private final ReadOnlyBooleanWrapper unlocked = new ReadOnlyBooleanWrapper();
    private final ReadOnlyStringWrapper delegateError = new ReadOnlyStringWrapper("");
    private final VotesDesk desk;
    private final WalletFeed wallet;
    private final Speech speech;
    private final Background background;
    private final Outcomes outcomes;
    private Subscription following = Subscription.EMPTY;
    private Background.@Nullable Ticks ticks;
    private boolean looking;

    public VotesViewModel(
            VotesDesk desk,
            WalletFeed wallet,
            Speech speech,
            Background background,
            Notices notices) {
        this.desk = desk;
        this.wallet = wallet;
        this.speech = speech;
        this.background = background;
        outcomes = new Outcomes(wallet, speech, notices);
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
                        .subscribe(state -> unlocked.set(state.presence() == Presence.UNLOCKED));
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
        delegateError.set("");
    }

    /// Looks at the network again; one look at a time.
    private void look() {
        if (looking) {
            return;
        }
        looking = true;
        background.run(
                desk::look,
                sight -> {
                    looking = false;
                    show(page.get().after(sight, speech));
                },
                failure -> {
                    looking = false;
                    show(page.get().after(new VotesDesk.Sight.Unreachable(), speech));
                });
    }

    private void show(VotesPage next) {
        if (!next.equals(page.get())) {
            page.set(next);
        }
    }

    /// Shows what the wish means before anything is signed.
    void ask(Wish wish) {
        workflow.set(workflow.get().ask(wish));
    }

    void delegate(String typed) {
        page.get()
                .standing()
                .ifPresent(
                        own -> {
                            var read = WishWords.Typed.of(typed, own);
                            delegateError.set(
                                    read.refusal().isEmpty()
                                            ? ""
                                            : speech.text("refusal." + read.refusal()));
                            read.wish().ifPresent(this::ask);
                        });
    }

    void takeBack() {
        delegateError.set("");
        page.get().standing().ifPresent(own -> ask(own.takeBack()));
    }

    void back() {
        workflow.set(workflow.get().back());
    }

    void confirm() {
        var next = workflow.get().confirm();
        if (next.page() != Page.SENDING || outcomes.busy().get()) {
            return;
        }
        workflow.set(next);
        next.wish()
                .ifPresent(
                        wish ->
                                outcomes.run(
                                        any -> desk.act(wish),
                                        WishWords.of(wish, page.get(), speech).doneKey(),
                                        this::sent));
    }

    private void sent() {
        workflow.set(workflow.get().sent());
        look();
    }

    WishWords words(Wish wish) {
        return WishWords.of(wish, page.get(), speech);
    }

    ReadOnlyObjectProperty<VotesPage> page() {
        return page.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<SigningWorkflow<Wish>> workflow() {
        return workflow.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty unlocked() {
        return unlocked.getReadOnlyProperty();
    }

    ReadOnlyStringProperty delegateError() {
        return delegateError.getReadOnlyProperty();
    }
}
