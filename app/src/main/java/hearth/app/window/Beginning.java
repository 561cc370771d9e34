package hearth.app.window;

import hearth.app.agent.AgentFeed;
import hearth.app.agent.AgentLinks;
import hearth.app.agent.AgentState;
import hearth.app.background.Background;
import hearth.app.home.Status;
import hearth.app.install.HearthHome;
import hearth.app.look.Mark;
import hearth.app.settings.Settings;
import hearth.app.settings.SettingsFile;
import hearth.app.text.Speech;

import javafx.animation.AnimationTimer;
import javafx.animation.PauseTransition;
import javafx.stage.Stage;
import javafx.util.Duration;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// The window's first seconds: it is there at once, and turns into the real one when that is ready.
/// Lives on the JavaFX thread.
final class Beginning {
    private static final Duration ICON_AFTER = Duration.seconds(1.5);
    private static final double ICON_SCALE = 4;
    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(300);
    private final Stage stage;
    private final Background background;
    private final Path home;
    private final CompletableFuture<Optional<WindowParts>> gone;
    private final WindowTrace trace;
    private final StartPage page;
    private final Settings chosen;
    private final Speech speech;
    private @Nullable HearthWindow window;
    private @Nullable AgentFeed following;
    private String waiting = "";
    private boolean failed;

    /// @param home data folder: the settings and the logs are in it
    /// @param gone completed when the window is closed, with what it was made of; with the failure,
    ///     where there was one
    /// @param trace told of the first frames
    Beginning(
            Stage stage,
            Background background,
            Path home,
            CompletableFuture<Optional<WindowParts>> gone,
            WindowTrace trace) {
        this.stage = stage;
        this.background = background;
        this.home = home;
        this.gone = gone;
        this.trace = trace;
        chosen = new SettingsFile(home).glance();
        speech = Speech.of(chosen.language().locale(), Clock.system(ZoneId.systemDefault()));
        page = new StartPage(speech, awaited());
    }

    private String awaited() {
        return new HearthHome(home)
                .asJoined()
                .joined()
                .map(network -> speech.text("start.text.joined", network.name()))
                .orElseGet(() -> speech.text("start.text"));
    }

    /// @param agent asked at once, so that what it does is seen before all is built
    void show(AgentLinks agent, Callable<WindowParts> prepare) {
        var feed = new AgentFeed(agent, background);
        following = feed;
        feed.open();
        feed.state().subscribe(this::tell);
        var scene = HearthWindow.dressed(stage, page, speech);
        HearthWindow.dress(scene, chosen);
        StageMemory.restore(stage, chosen.view().placement());
        stage.setOnCloseRequest(event -> giveUp());
        stage.show();
        trace.shown();
        trace.follow(feed.state());
        dressLater();
        background.run(prepare, parts -> await(feed, () -> open(parts, feed)), this::fail);
    }

    /// Building the screens keeps this thread for a while: an agent that answers at once is heard
    /// and seen before.
    private void await(AgentFeed feed, Runnable build) {
        new AnimationTimer() {
            private final long begun = System.nanoTime();
            private int seen;

            @Override
            public void handle(long now) {
                if (gone.isDone()) {
                    stop();
                    return;
                }
                // The second pulse after the answer comes when its words are drawn.
                seen += feed.state().get() instanceof AgentState.Live ? 1 : 0;
                if (seen > 1 || System.nanoTime() - begun > PATIENCE) {
                    stop();
                    build.run();
                }
            }
        }.start();
    }

    private void tell(AgentState now) {
        if (now instanceof AgentState.Live && window == null && !failed) {
            page.tell(Status.of(now, speech));
        }
    }

    /// The desktop's list of windows may wait for its picture; who opened this one does not.
    private void dressLater() {
        var wait = new PauseTransition(ICON_AFTER);
        wait.setOnFinished(event -> stage.getIcons().setAll(Mark.icon(ICON_SCALE)));
        wait.play();
    }

    /// Comes to the front; from any thread.
    ///
    /// @param link that it shall open there, as somebody typed it; empty for none
    void called(String link) {
        background.deliver(
                () -> {
                    stage.setIconified(false);
                    stage.toFront();
                    stage.requestFocus();
                    if (!link.isEmpty()) {
                        follow(link);
                    }
                });
    }

    /// While the network is not ready yet, the last link waits for it.
    private void follow(String link) {
        if (window == null) {
            waiting = link;
        } else {
            window.follow(link);
        }
    }

    private void open(WindowParts parts, AgentFeed feed) {
        trace.passed("network");
        try {
            var opened = new HearthWindow(parts, background, stage, feed);
            window = opened;
            opened.show();
            trace.passed("screens");
            trace.built(feed.state());
            if (!waiting.isEmpty()) {
                opened.follow(waiting);
            }
            stage.setOnHidden(event -> gone.complete(Optional.of(parts)));
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void fail(Exception failure) {
        failed = true;
        HearthWindow.dress(HearthWindow.dressed(stage, page, speech), chosen);
        page.failed(home.resolve("logs").toString(), () -> end(failure));
        stage.setOnCloseRequest(event -> end(failure));
    }

    private void giveUp() {
        leave();
        gone.complete(Optional.empty());
    }

    private void end(Exception failure) {
        leave();
        gone.completeExceptionally(failure);
    }

    private void leave() {
        if (following != null) {
            following.close();
        }
        background.close();
        stage.hide();
    }
}
