package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.logs.Logs;
import hearth.app.update.Installation;
import hearth.app.update.Pace;
import hearth.app.update.Trust;
import hearth.app.update.UpdateChoices;
import hearth.app.update.UpdateDesk;
import hearth.app.update.UpdateFolder;
import hearth.app.update.UpdateStep;
import hearth.app.update.UpdateWatch;
import hearth.app.update.Updater;
import hearth.app.update.trust.Platform;
import hearth.app.update.trust.Release;
import hearth.app.update.trust.Version;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// The updates of the image that this process was started from.
final class ImageUpdates implements UpdateDesk {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Image image;
    private final HearthHome home;
    private final Updater updater;
    private final UpdateFolder folder;

    ImageUpdates(Image image, HearthHome home) {
        this.image = image;
        this.home = home;
        updater = updater(image, home);
        folder = new UpdateFolder(home.folder());
    }

    /// The updater of this installation and data folder.
    static Updater updater(Image image, HearthHome home) {
        return Updater.of(
                new Updater.Parts(
                        Version.of(Hearth.version()),
                        Platform.current(),
                        Trust.of(image.root()),
                        Pace.usual(),
                        Clock.systemUTC(),
                        new SecureRandom()),
                new UpdateFolder(home.folder()),
                Installation.of(image.root()),
                PATIENCE);
    }

    /// Looks after updates while this process runs.
    ///
    /// @param onReady told of a version that waits for its owner
    static UpdateWatch watch(Image image, HearthHome home, Consumer<Version> onReady) {
        return new UpdateWatch(
                updater(image, home),
                new UpdateFolder(home.folder()),
                Clock.systemUTC(),
                () -> install(image, home, "--finish"),
                onReady);
    }

    /// Installs in a process that outlives this one.
    static void install(Image image, HearthHome home, String how) {
        UpdateWatch.install(
                Installation.of(image.root()).launcher(), how, new Logs(home).printed("update"));
    }

    @Override
    public Updates updates() {
        return new Updates(
                Hearth.version(),
                Trust.of(image.root()).isPresent(),
                updater.isManaged(),
                folder.choices(),
                folder.book(),
                updater.ready().map(Release::version),
                updater.waiting(),
                folder.step().map(UpdateStep::doing));
    }

    @Override
    public void check() {
        updater.check();
    }

    @Override
    public void choose(UnaryOperator<UpdateChoices> change) {
        try {
            folder.choose(change.apply(folder.choices()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void install(boolean atOnce) {
        install(image, home, atOnce ? "--now" : "--finish");
    }
}
