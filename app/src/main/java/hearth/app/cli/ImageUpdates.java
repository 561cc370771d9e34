package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.update.Trust;
import hearth.app.update.UpdateChoices;
import hearth.app.update.UpdateDesk;
import hearth.app.update.UpdateFolder;
import hearth.app.update.UpdateStep;
import hearth.app.update.Updater;
import hearth.app.update.trust.Release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;

/// The updates of the image that this process was started from.
final class ImageUpdates implements UpdateDesk {
    private final Image image;
    private final HearthHome home;
    private final Updater updater;
    private final UpdateFolder folder;

    ImageUpdates(Image image, HearthHome home) {
        this.image = image;
        this.home = home;
        updater = UpdateCommand.updater(image, home);
        folder = new UpdateFolder(home.folder());
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
        UpdateCommand.install(image, home, atOnce ? "--now" : "--finish");
    }
}
