package hearth.app.cli;

import hearth.app.gallery.GalleryWindow;
import hearth.app.install.CommandFailure;

import picocli.CommandLine.Command;

import java.util.concurrent.Callable;

/// `hearth gallery`: every part that screens are built from, in every state.
@Command(
        name = "gallery",
        description =
                "Show every part of the window in every state; Ctrl-L changes light and dark.",
        mixinStandardHelpOptions = true)
final class GalleryCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        if (!DesktopStart.hasDisplay(System.getenv(), System.getProperty("os.name"))) {
            throw new CommandFailure(CommandFailure.MISSING, "There is no display to show it on.");
        }
        GalleryWindow.open();
        return 0;
    }
}
