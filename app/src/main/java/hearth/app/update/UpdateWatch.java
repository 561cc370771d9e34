package hearth.app.update;

import hearth.app.update.trust.Version;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Keeps an eye on updates while Hearth runs: a version on trial stays once it has run for half a
/// minute or ended as it should, and news is asked for at most once a day. One virtual thread of
/// its own.
public final class UpdateWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(UpdateWatch.class.getName());
    private static final Duration TRIAL = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMinutes(30);

    private final Updater updater;
    private final UpdateFolder folder;
    private final Clock clock;
    private final Runnable install;
    private final Consumer<Version> onReady;
    private final CountDownLatch closed = new CountDownLatch(1);

    /// @param install starts an installation between two pieces of work
    /// @param onReady told at each look of a version that waits for its owner to install it
    public UpdateWatch(
            Updater updater,
            UpdateFolder folder,
            Clock clock,
            Runnable install,
            Consumer<Version> onReady) {
        this.updater = updater;
        this.folder = folder;
        this.clock = clock;
        this.install = install;
        this.onReady = onReady;
    }

    /// @param asks whether news is asked for; the agent does, the window does not
    public UpdateWatch start(boolean asks) {
        boolean onTrial = updater.begin();
        var _ = Thread.ofVirtual().name("update-watch").start(() -> run(onTrial, asks));
        return this;
    }

    private void run(boolean onTrial, boolean asks) {
        try {
            if (closed.await(TRIAL.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            if (onTrial) {
                tried(updater::confirm);
            }
            while (asks && !closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                tried(this::look);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// A full disk at one look does not end the looks of the weeks after it.
    static void tried(Runnable look) {
        try {
            look.run();
        } catch (UncheckedIOException e) {
            LOG.log(System.Logger.Level.WARNING, "updates cannot be looked after", e);
        }
    }

    /// Asks for news if it is time, and installs what is ready if its owner wants that.
    void look() {
        var choices = folder.choices();
        boolean isDue =
                folder.book().nextCheck().filter(at -> clock.instant().isBefore(at)).isEmpty();
        if (choices.automatic() && isDue) {
            updater.check();
        }
        if (choices.automatic() && !updater.isManaged() && folder.step().isEmpty()) {
            updater.ready()
                    .ifPresent(
                            release -> {
                                switch (choices.install()) {
                                    case WHEN_IDLE -> install.run();
                                    case WHEN_ASKED -> onReady.accept(release.version());
                                }
                            });
        }
    }

    /// This version came to its end as it should.
    public void worked() {
        updater.confirm();
    }

    @Override
    public void close() {
        closed.countDown();
    }

    /// Starts `hearth update apply` as a process of its own, which outlives this one.
    ///
    /// @param how `--finish` or `--now`
    public static void install(Path launcher, String how, Path log) {
        try {
            var _ =
                    new ProcessBuilder(launcher.toString(), "update", "apply", how)
                            .redirectInput(ProcessBuilder.Redirect.from(StartedVersion.nowhere()))
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
