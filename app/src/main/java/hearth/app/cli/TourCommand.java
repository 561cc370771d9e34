package hearth.app.cli;

import hearth.app.background.FxBackground;
import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.settings.Settings;
import hearth.app.settings.SettingsFile;
import hearth.app.window.HearthWindow;
import hearth.app.window.Tour;
import hearth.worker.SocketAgentLink;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.concurrent.Callable;

/// `hearth tour`: the real window on a practice network of its own, its first page, and closed. The
/// installers' build makes the start cache of it. Whatever is in the cache is in memory from the
/// start, and most openings of the window end where they began.
@Command(
        name = "tour",
        hidden = true,
        description = "Open the window on an empty data folder, show its first page and close it.",
        mixinStandardHelpOptions = true)
final class TourCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "CACHE",
            arity = "0..1",
            description =
                    "File of the start cache; the start script reads this, and Java writes it.")
    private @Nullable Path cache;

    @Override
    public Integer call() {
        var home = HearthHome.open();
        mustBeEmpty(home.folder());
        mustBePlaced(cache);
        new SettingsFile(home.folder()).save(Settings.initial().withOnboarded(true));
        var clock = Clock.system(ZoneId.systemDefault());
        try (var background = new FxBackground();
                var desktop = new Desktop(Image.current(), home, clock, false)) {
            HearthWindow.open(
                    () -> SocketAgentLink.to(home.agent()),
                    desktop::prepare,
                    home.folder(),
                    shown -> background.deliver(Tour::begin));
        }
        return 0;
    }

    private static void mustBeEmpty(Path folder) {
        try (var entries = Files.list(folder)) {
            if (entries.findAny().isPresent()) {
                throw new CommandFailure(
                        CommandFailure.REFUSED,
                        "A tour needs a data folder of its own: set HEARTH_HOME to an empty one.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Java would say so only after the tour.
    private static void mustBePlaced(@Nullable Path cache) {
        if (cache == null) {
            return;
        }
        Path folder = cache.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new CommandFailure(
                    CommandFailure.USAGE, "There is no folder for the start cache " + cache + ".");
        }
    }
}
