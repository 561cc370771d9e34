package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.practice.BackgroundHost;
import hearth.app.practice.ClaimsClient;
import hearth.app.wallet.ChainWalletDesk;
import hearth.app.wallet.Payer;
import hearth.app.window.HearthWindow;
import hearth.app.window.WindowParts;
import hearth.chain.EmberNetwork;
import hearth.chain.SendPolicy;
import hearth.worker.SocketAgentLink;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Composition root of the window: finds or starts the practice network in the background, and
/// opens the window on
/// its agent and chain. Without a display it runs the same thing in the terminal.
final class DesktopStart {
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

    int run() throws InterruptedException {
        if (!hasDisplay(System.getenv(), System.getProperty("os.name"))) {
            say(
                    "There is no display, so Hearth runs in this terminal. Ctrl-C settles, claims and ends it.");
            var terminal =
                    new Terminal(
                            new PrintWriter(System.out, true, Charset.defaultCharset()),
                            err,
                            false);
            return PracticeCommand.inTerminal(image, home, clock, Optional.empty(), terminal);
        }
        say("Starting the practice network of " + home.folder());
        var host = BackgroundHost.findOrStart(image, home);
        var file = WalletDoor.open(home, new SecureRandom(), clock);
        var network =
                EmberNetwork.open(
                        host.profile(), home.walletJournal(), SendPolicy.practice(), clock);
        var payer =
                new Payer(host.file().server(), new ClaimsClient(host.file().coordinator())::proof);
        try (network;
                var desk = new ChainWalletDesk(file, network, payer, new SecureRandom(), clock)) {
            network.refresh();
            HearthWindow.open(
                    new WindowParts(
                            () -> SocketAgentLink.to(home.agent()),
                            desk,
                            home.folder(),
                            "Practice network",
                            clock,
                            () -> host.endUnlessSharing(home)));
        }
        return 0;
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
    static int of(PrintWriter err) throws InterruptedException {
        return new DesktopStart(
                        Image.current(),
                        HearthHome.open(),
                        Clock.system(ZoneId.systemDefault()),
                        err)
                .run();
    }
}
