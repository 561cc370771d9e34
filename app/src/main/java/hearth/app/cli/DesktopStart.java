package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.logs.Logs;
import hearth.app.window.HearthWindow;
import hearth.worker.SocketAgentLink;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/// Opens the window, which finds or starts the practice network in the background. Without a
/// display it runs the same thing in the terminal.
final class DesktopStart {
    private static final Map<String, String> DRAWING =
            Map.of("prism.order", "sw", "prism.disableRegionCaching", "true");

    private final Image image;
    private final HearthHome home;
    private final Clock clock;
    private final PrintWriter err;

    DesktopStart(Image image, HearthHome home, Clock clock, PrintWriter err) {
        this.image = image;
        this.home = home;
        this.clock = clock;
        this.err = err;
    }

    /// @param link what the window shall open; empty for nothing
    int run(String link) throws InterruptedException {
        if (!hasDisplay(System.getenv(), System.getProperty("os.name"))) {
            if (home.joined().isPresent()) {
                say(
                        "There is no display, so only the agent for %s runs, in this terminal. Ctrl-C ends it."
                                .formatted(home.network()));
                return AgentOrder.OF_THE_NETWORK.run();
            }
            say(
                    "There is no display, so Hearth runs in this terminal. Ctrl-C settles, claims and ends it.");
            var terminal =
                    new Terminal(
                            new PrintWriter(System.out, true, Charset.defaultCharset()),
                            err,
                            false);
            return PracticeCommand.inTerminal(image, home, clock, Optional.empty(), terminal);
        }
        Optional<OneWindow> right = OneWindow.take(home.folder());
        if (right.isEmpty()) {
            say(
                    OneWindow.knock(home.folder(), link)
                            ? "Hearth is open already; its window comes to the front."
                            : "Hearth is open already.");
            return 0;
        }
        say(
                home.joined()
                        .map(n -> "Opening Hearth on the network " + n.name())
                        .orElse("Starting the practice network of " + home.folder()));
        new Logs(home).keep("window");
        drawWithTheProcessor();
        WindowNetworks again;
        try (var window = right.get();
                var updates = ImageUpdates.watch(image, home, ready -> {}).start(false);
                var desktop = new Desktop(image, home, clock)) {
            HearthWindow.open(
                    () -> SocketAgentLink.to(home.agent()),
                    desktop::prepare,
                    home.folder(),
                    called -> {
                        window.onKnock(called);
                        if (!link.isEmpty()) {
                            called.accept(link);
                        }
                    });
            updates.worked();
            again = desktop.networks();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
        // The next window needs the right to be the one.
        again.openAgain();
        return 0;
    }

    /// The graphics card is what this computer shares: the window takes neither its time nor its
    /// memory, nor its driver's part of ours. Drawn shapes are not kept either: they are few, and
    /// their store takes 8 MB. What was chosen on the command line stays.
    private static void drawWithTheProcessor() {
        DRAWING.forEach(
                (key, value) -> {
                    if (System.getProperty(key) == null) {
                        System.setProperty(key, value);
                    }
                });
    }

    static boolean hasDisplay(Map<String, String> environment, String os) {
        boolean windowServer =
                environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
        return windowServer || !os.toLowerCase(Locale.ROOT).startsWith("linux");
    }

    private void say(String line) {
        err.println(line);
        err.flush();
    }

    /// What `hearth` does without arguments.
    ///
    /// @param link what the window shall open, such as `hearth://claim`; empty for nothing
    static int of(PrintWriter err, String link) throws InterruptedException {
        return new DesktopStart(
                        Image.current(),
                        HearthHome.open(),
                        Clock.system(ZoneId.systemDefault()),
                        err)
                .run(link);
    }
}
