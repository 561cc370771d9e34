package hearth.app.onboarding;

import hearth.app.agent.AgentFeed;
import hearth.app.agent.AgentState;
import hearth.app.onboarding.OnboardingWorkflow.Origin;
import hearth.app.onboarding.OnboardingWorkflow.Page;
import hearth.app.settings.SettingsFeed;
import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.app.wallet.PayoutBinder;
import hearth.app.wallet.RecoveryWords;
import hearth.app.wallet.WalletDesk;
import hearth.app.wallet.WalletDesk.Opening;
import hearth.app.wallet.WalletFeed;
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

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// The first steps: make or restore the wallet, see what this computer is, bind it and share.
public final class OnboardingViewModel {
    static final int SHORTEST_PASSWORD = 8;
    private static final int CHECKED_WORDS = 4;
    private final ReadOnlyObjectWrapper<OnboardingWorkflow> workflow;
    private final ObservableList<String> words = FXCollections.observableArrayList();
    private final ObservableList<Integer> asked = FXCollections.observableArrayList();
    private final ReadOnlyStringWrapper error = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper restored = new ReadOnlyStringWrapper("");
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<Optional<FoundComputer>> computer =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final AgentFeed agent;
    private final WalletFeed wallet;
    private final SettingsFeed settings;
    private final Speech speech;
    private final RandomGenerator random;
    private Subscription following = Subscription.EMPTY;
    private @Nullable RecoveryWords drawn;
    private char[] written = new char[0];

    public OnboardingViewModel(
            AgentFeed agent,
            WalletFeed wallet,
            SettingsFeed settings,
            Speech speech,
            RandomGenerator random) {
        this.agent = agent;
        this.wallet = wallet;
        this.settings = settings;
        this.speech = speech;
        this.random = random;
        workflow =
                new ReadOnlyObjectWrapper<>(
                        OnboardingWorkflow.begin(wallet.state().get().presence()));
    }

    void onShow() {
        following = agent.state().subscribe(this::show);
    }

    void onHide() {
        following.unsubscribe();
        forget();
    }

    void createNew() {
        work(
                WalletDesk::draw,
                fresh -> {
                    forget();
                    drawn = fresh;
                    words.setAll(fresh.words());
                    go(workflow.get().from(Origin.FRESH));
                });
    }

    void restoreOld() {
        forget();
        go(workflow.get().from(Origin.WRITTEN_DOWN));
    }

    void wordsAreWritten() {
        asked.setAll(
                random.ints(0, words.size())
                        .distinct()
                        .limit(CHECKED_WORDS)
                        .sorted()
                        .boxed()
                        .toList());
        go(workflow.get().next());
    }

    /// @param answers to [#asked], in that order
    void checkWords(List<String> answers) {
        for (int i = 0; i < asked.size(); i++) {
            if (!words.get(asked.get(i)).equals(answers.get(i).strip().toLowerCase(Locale.ROOT))) {
                error.set(speech.text("onboarding.check.wrong", asked.get(i) + 1));
                return;
            }
        }
        go(workflow.get().next());
    }

    /// @param phrase belongs to the view model from now on, which wipes it
    void enterPhrase(char[] phrase) {
        work(
                desk -> desk.leadsTo(phrase.clone()),
                address -> {
                    if (address.isPresent()) {
                        Arrays.fill(written, ' ');
                        written = phrase;
                        restored.set(speech.text("onboarding.restore.leads", address.get()));
                        go(workflow.get().next());
                    } else {
                        Arrays.fill(phrase, ' ');
                        error.set(speech.text("onboarding.restore.wrong"));
                    }
                });
    }

    /// Makes the wallet. Both arrays are wiped.
    void setPassword(char[] password, char[] again) {
        boolean same = Arrays.equals(password, again);
        Arrays.fill(again, ' ');
        if (password.length < SHORTEST_PASSWORD || !same) {
            Arrays.fill(password, ' ');
            error.set(
                    speech.text(
                            same ? "onboarding.password.short" : "onboarding.password.different",
                            SHORTEST_PASSWORD));
            return;
        }
        RecoveryWords fresh = drawn;
        char[] phrase = written.clone();
        work(
                desk ->
                        fresh == null
                                ? desk.restore(phrase, password)
                                : desk.create(fresh, password),
                this::opened);
    }

    /// @param password wiped
    void unlock(char[] password) {
        work(desk -> desk.unlock(password), this::opened);
    }

    private void opened(Opening opening) {
        switch (opening) {
            case Opening.Opened o -> {
                forget();
                go(workflow.get().next());
            }
            case Opening.WrongPassword w -> error.set(speech.text("wallet.unlock.wrong"));
            case Opening.TooManyTries t ->
                    error.set(
                            speech.text("wallet.unlock.wait", speech.times().span(t.remaining())));
            case Opening.NotAPhrase n -> error.set(speech.text("onboarding.restore.wrong"));
            case Opening.AlreadyThere a -> error.set(speech.text("onboarding.wallet.there"));
            case Opening.Unreadable u -> error.set(speech.text("wallet.unreadable"));
        }
    }

    void computerSeen() {
        go(workflow.get().next());
    }

    void back() {
        go(workflow.get().back());
    }

    /// Binds this computer to the wallet where it is not yet, sets the switch, and ends the first
    /// steps.
    void finish(boolean share) {
        Optional<AgentSnapshot> snapshot = agent.state().get().newest();
        if (snapshot.isEmpty()) {
            error.set(speech.text("onboarding.agent.missing"));
            return;
        }
        busy.set(true);
        error.set("");
        if (snapshot.get().payout().isPresent()
                && snapshot.get().payout().equals(wallet.state().get().address())) {
            share(share);
            return;
        }
        new PayoutBinder(agent, wallet)
                .bind(
                        snapshot.get().device(),
                        outcome -> {
                            switch (outcome) {
                                case PayoutBinder.Outcome.Bound _ -> share(share);
                                // The wallet's page says from when on.
                                case PayoutBinder.Outcome.BoundFrom _ -> share(share);
                                case PayoutBinder.Outcome.Locked _ ->
                                        failed("onboarding.bind.locked");
                                case PayoutBinder.Outcome.Failed _ ->
                                        failed("onboarding.bind.failed");
                            }
                        });
    }

    private void share(boolean on) {
        agent.tell(
                link -> link.share(on),
                () -> {
                    busy.set(false);
                    settings.change(
                            now -> now.withOnboarded(true),
                            () -> error.set(speech.text("settings.save.failed")));
                    go(workflow.get().next());
                },
                () -> failed("home.share.failed"));
    }

    private void failed(String key) {
        busy.set(false);
        error.set(speech.text(key));
    }

    private <T> void work(Function<WalletDesk, T> verb, Consumer<T> onAnswer) {
        busy.set(true);
        error.set("");
        wallet.ask(
                verb,
                answer -> {
                    busy.set(false);
                    onAnswer.accept(answer);
                },
                () -> failed("wallet.failed"));
    }

    private void go(OnboardingWorkflow next) {
        error.set("");
        workflow.set(next);
    }

    private void forget() {
        if (drawn != null) {
            drawn.close();
            drawn = null;
        }
        words.clear();
        asked.clear();
        Arrays.fill(written, ' ');
        written = new char[0];
        restored.set("");
    }

    private void show(AgentState state) {
        computer.set(state.newest().map(now -> FoundComputer.of(now, speech)));
    }

    /// What was found in this computer, in words.
    ///
    /// @param willRun what training it will be given, judged by its graphics card
    record FoundComputer(
            String name,
            String processor,
            String memory,
            String graphics,
            String engine,
            String willRun) {
        private static final int LONGEST = 60;

        static FoundComputer of(AgentSnapshot now, Speech speech) {
            AgentSnapshot.Hardware hardware = now.hardware();
            String graphics =
                    hardware.gpus().stream()
                            .map(
                                    gpu ->
                                            Words.plain(gpu.name(), LONGEST)
                                                    + gpu.vramBytes()
                                                            .map(
                                                                    b ->
                                                                            ", "
                                                                                    + speech.amounts()
                                                                                            .bytes(
                                                                                                    b))
                                                            .orElse(""))
                            .findFirst()
                            .orElse(speech.text("computer.no-gpu"));
            return new FoundComputer(
                    Words.plain(now.deviceName(), LONGEST),
                    speech.text(
                            "computer.cpu", Words.plain(hardware.cpu(), LONGEST), hardware.cores()),
                    speech.amounts().bytes(hardware.memoryBytes()),
                    graphics,
                    speech.words()
                            .find("engine." + hardware.engine())
                            .orElseGet(() -> Words.plain(hardware.engine(), LONGEST)),
                    speech.text(
                            hardware.gpus().isEmpty() || hardware.engine().equals("cpu")
                                    ? "onboarding.computer.run.cpu"
                                    : "onboarding.computer.run.gpu"));
        }
    }

    ReadOnlyObjectProperty<OnboardingWorkflow> workflow() {
        return workflow.getReadOnlyProperty();
    }

    ObservableList<String> words() {
        return words;
    }

    /// Positions, from zero, of the words that the owner is asked for.
    ObservableList<Integer> asked() {
        return asked;
    }

    ReadOnlyStringProperty error() {
        return error.getReadOnlyProperty();
    }

    /// Which address the typed words lead to; empty for a fresh wallet.
    ReadOnlyStringProperty restored() {
        return restored.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty busy() {
        return busy.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Optional<FoundComputer>> computer() {
        return computer.getReadOnlyProperty();
    }

    Page page() {
        return workflow.get().page();
    }
}
