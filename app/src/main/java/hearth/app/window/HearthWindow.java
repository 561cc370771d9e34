package hearth.app.window;

import hearth.app.agent.AgentFeed;
import hearth.app.agent.AgentLinks;
import hearth.app.agent.AgentState;
import hearth.app.agent.MachineFeed;
import hearth.app.background.Background;
import hearth.app.background.FxBackground;
import hearth.app.earnings.ResultBook;
import hearth.app.look.Fonts;
import hearth.app.look.Fxml;
import hearth.app.look.Shows;
import hearth.app.look.Theme;
import hearth.app.rules.RulesFeed;
import hearth.app.settings.Settings;
import hearth.app.settings.SettingsFeed;
import hearth.app.settings.SettingsFile;
import hearth.app.settings.View;
import hearth.app.text.Speech;
import hearth.app.wallet.WalletFeed;
import hearth.worker.AgentLink;

import javafx.application.Platform;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.stage.Stage;
import javafx.stage.WindowEvent;
import javafx.util.Subscription;

import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// The window of Hearth: builds every screen from its parts, and takes them down in reverse when it
/// closes. Lives on the JavaFX thread.
public final class HearthWindow {
    private static final System.Logger LOG = System.getLogger("hearth.window");
    private static final double WIDTH = 1180;
    private static final double HEIGHT = 780;
    private static final double MIN_WIDTH = 900;
    private static final double MIN_HEIGHT = 600;

    /// What a page needs below a line of icons: the smallest window at twice its size.
    private static final double LEAST_WIDTH = 440;

    private static final double LEAST_HEIGHT = 270;

    private final WindowParts parts;
    private final Background background;
    private final Stage stage;
    private final SettingsFile.Loaded loaded;
    private final Subscription systemTheme;
    private Session session;
    private ShellViewModel shell;
    private ShellController frame;
    private Screens screens;
    private final StageMemory place;

    HearthWindow(WindowParts parts, Background background, Stage stage) {
        this(parts, background, stage, follow(parts, background));
    }

    /// @param agent open already
    HearthWindow(WindowParts parts, Background background, Stage stage, AgentFeed agent) {
        this.parts = parts;
        this.background = background;
        this.stage = stage;
        loaded = new SettingsFile(parts.home()).load();
        session = session(loaded.settings(), agent);
        shell = shell();
        frame = frame();
        screens = screens();
        place = new StageMemory(stage);
        systemTheme = Theme.onSystemChange(this::dress);
    }

    /// It answers while the screens are built.
    private static AgentFeed follow(WindowParts parts, Background background) {
        var agent = new AgentFeed(parts.agent(), background);
        agent.open();
        return agent;
    }

    private Session session(Settings settings, AgentFeed agent) {
        return new Session(
                parts,
                background,
                Speech.of(
                        settings.language().locale(),
                        parts.clock(),
                        settings.privacy().amountsHidden()),
                agent,
                new MachineFeed(agent),
                new RulesFeed(agent),
                new WalletFeed(parts.wallet(), background),
                new SettingsFeed(new SettingsFile(parts.home()), settings, background),
                new ResultBook(agent),
                new ToastQueue(background));
    }

    private ShellViewModel shell() {
        return new ShellViewModel(
                session.agent(), session.settings(), session.speech(), session.toasts());
    }

    private ShellController frame() {
        return Fxml.load(
                new ShellController(shell, session.toasts(), session.speech()),
                "Shell",
                session.speech().words().bundle());
    }

    private Screens screens() {
        return new Screens(
                session,
                shell.page()::set,
                this::beginFirstSteps,
                this::beginLeaving,
                this::showAccounts,
                this::close);
    }

    /// Opens the window at once, prepares what it shows, and returns when it is closed. Call once
    /// per process, not on the JavaFX thread. Closing the window early interrupts the preparation.
    ///
    /// @param agent asked at once, while the window is still being made
    /// @param prepare blocks, such as until the network is ready
    /// @param home data folder
    /// @param onReady told once how the window is brought to the front, with a link that it opens
    /// or
    ///     an empty text; from any thread
    /// @throws java.util.concurrent.CompletionException if the parts or the window cannot be made;
    ///     the owner has read so, and nothing stays open then
    public static void open(
            AgentLinks agent,
            Callable<WindowParts> prepare,
            Path home,
            Consumer<Consumer<String>> onReady) {
        var gone = new CompletableFuture<Optional<WindowParts>>();
        Platform.startup(
                () -> {
                    Platform.setImplicitExit(false);
                    try {
                        var beginning =
                                new Beginning(
                                        new Stage(),
                                        new FxBackground(),
                                        home,
                                        gone,
                                        WindowTrace.of(System.getenv(), InstantSource.system()));
                        beginning.show(agent, prepare);
                        onReady.accept(beginning::called);
                    } catch (RuntimeException e) {
                        gone.completeExceptionally(e);
                    }
                });
        try {
            gone.join().ifPresent(parts -> parts.onQuit().run());
        } finally {
            Platform.exit();
        }
    }

    void show() {
        stage.setOnCloseRequest(this::askBeforeClosing);
        come();
        if (!session.settings().current().get().onboarded()) {
            beginFirstSteps();
        }
        stage.show();
        loaded.setAside()
                .ifPresent(
                        aside ->
                                session.toasts()
                                        .bad(
                                                session.speech()
                                                        .text(
                                                                "settings.set-aside",
                                                                aside.getFileName().toString())));
        welcomeBack();
    }

    /// Puts the frame into the window and connects it.
    private void come() {
        Scene scene = dressed(stage, frame.root(), session.speech());
        for (Page page : Page.values()) {
            scene.getAccelerators().put(page.keys(), () -> go(page));
        }
        ZoomKeys.ALL.forEach(
                (keys, change) -> scene.getAccelerators().put(keys, () -> look(change)));
        scene.getAccelerators().put(ShellController.HIDE, this::hideOrShowAmounts);
        session.settings().current().subscribe(this::take);
        shell.page().subscribe(page -> frame.show(screens.of(page), true));
    }

    /// Nowhere while the first steps or a dialog wait for an answer.
    private void go(Page page) {
        if (frame.isFree()) {
            shell.page().set(page);
        }
    }

    /// The window is built anew for it, so not while the first steps or a dialog wait for an
    /// answer.
    private void hideOrShowAmounts() {
        if (frame.isFree()) {
            shell.hideAmounts(!session.speech().amounts().isHidden());
        }
    }

    private void look(UnaryOperator<View> change) {
        session.settings().change(now -> now.withView(change.apply(now.view())), () -> {});
    }

    /// Shows what a link names, and does nothing else; says so where it names nothing.
    void follow(String text) {
        Optional<DeepLink> link = DeepLink.read(text);
        if (link.isEmpty()) {
            session.toasts().bad(session.speech().text("link.unknown"));
        } else if (frame.isFree()) {
            shell.page().set(link.get().page());
            link.get().thing().ifPresent(thing -> show(link.get().page(), thing));
        } else {
            session.toasts().bad(session.speech().text("link.busy"));
        }
    }

    private void show(Page page, String thing) {
        if (screens.of(page) instanceof Shows screen) {
            screen.show(thing);
        }
    }

    private void take(Settings settings) {
        Locale wanted = settings.language().locale();
        var speech = session.speech();
        if (wanted.equals(speech.words().locale())
                && settings.privacy().amountsHidden() == speech.amounts().isHidden()) {
            dress();
        } else {
            speak(settings);
        }
    }

    private void dress() {
        dress(stage.getScene(), session.settings().current().get());
    }

    /// Colours, size and liveliness of a scene that [#dressed] made.
    static void dress(Scene scene, Settings settings) {
        theme(settings.appearance()).apply(scene);
        var view = settings.view();
        Stillness.apply(scene, view.motion());
        if (scene.getRoot() instanceof Zoomed zoomed) {
            zoomed.zoom(view.zoom());
        }
    }

    /// Builds everything anew in another language, or with or without amounts, at the page where
    /// the owner is.
    private void speak(Settings settings) {
        Page page = shell.page().get();
        frame.hide();
        session.close();
        session = session(settings, follow(parts, background));
        shell = shell();
        frame = frame();
        screens = screens();
        shell.page().set(page);
        come();
    }

    /// Gives the stage its scene, size, name and icon; the window that Hearth starts with and the
    /// real one look alike.
    static Scene dressed(Stage stage, Parent page, Speech speech) {
        Fonts.load();
        var root = new Zoomed(page, LEAST_WIDTH, LEAST_HEIGHT);
        if (stage.getScene() != null) {
            stage.getScene().setRoot(root);
            return stage.getScene();
        }
        var scene = new Scene(root, WIDTH, HEIGHT);
        stage.setScene(scene);
        stage.setTitle(speech.text("app.name"));
        stage.setMinWidth(MIN_WIDTH);
        stage.setMinHeight(MIN_HEIGHT);
        return scene;
    }

    /// Says so when sharing went on while the window was closed.
    private void welcomeBack() {
        if (session.settings().current().get().keptSharing()) {
            session.toasts().good(session.speech().text("window.kept-sharing"));
            session.settings().change(now -> now.withKeptSharing(false), () -> {});
        }
    }

    private void beginFirstSteps() {
        frame.show(screens.onboarding(this::onboarded), false);
    }

    private void beginLeaving() {
        frame.show(screens.exit(() -> frame.show(screens.of(shell.page().get()), true)), true);
    }

    private void showAccounts() {
        frame.show(screens.accounts(() -> frame.show(screens.of(Page.WALLET), true)), true);
    }

    private void onboarded() {
        shell.page().set(Page.HOME);
        frame.show(screens.of(Page.HOME), true);
        session.toasts().good(session.speech().text("onboarding.done"));
    }

    static Theme theme(Settings.Appearance appearance) {
        return switch (appearance) {
            case SYSTEM -> Theme.ofSystem();
            case LIGHT -> Theme.LIGHT;
            case DARK -> Theme.DARK;
        };
    }

    private void askBeforeClosing(WindowEvent event) {
        boolean sharing =
                session.agent().state().get() instanceof AgentState.Live live
                        && live.snapshot().sharing();
        if (!sharing) {
            close();
            return;
        }
        event.consume();
        frame.openDialog(
                CloseDialog.of(
                        session.speech(),
                        this::keepSharing,
                        this::stopAndQuit,
                        frame::closeDialog));
    }

    private void keepSharing() {
        keep(now -> now.withKeptSharing(true));
        close();
    }

    private void stopAndQuit() {
        session.agent().tell(AgentLink::shutdown, this::close, this::close);
    }

    private void remember() {
        place.now().ifPresent(at -> keep(now -> now.withView(now.view().withPlacement(at))));
    }

    /// A disk that is full keeps no window open.
    private void keep(UnaryOperator<Settings> change) {
        try {
            session.settings().changeNow(change);
        } catch (UncheckedIOException unwritable) {
            LOG.log(Level.WARNING, "the settings cannot be kept while closing", unwritable);
        }
    }

    /// Takes everything down, last built first.
    void close() {
        remember();
        systemTheme.unsubscribe();
        frame.hide();
        session.close();
        background.close();
        stage.hide();
    }
}
