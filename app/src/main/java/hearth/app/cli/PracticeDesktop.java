package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.practice.BackgroundHost;
import hearth.app.practice.ClaimsClient;
import hearth.app.wallet.ChainWalletDesk;
import hearth.app.wallet.Payer;
import hearth.app.window.WindowParts;
import hearth.chain.EmberNetwork;
import hearth.chain.SendPolicy;
import hearth.worker.SocketAgentLink;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;

/// Composition root of the window on the practice network: what the window is made of, opened in
/// dependency order
/// and closed in reverse. Closing waits for a preparation that is under way.
final class PracticeDesktop implements AutoCloseable {
    private final Image image;
    private final HearthHome home;
    private final Clock clock;
    private final Deque<Runnable> open = new ArrayDeque<>();

    PracticeDesktop(Image image, HearthHome home, Clock clock) {
        this.image = image;
        this.home = home;
        this.clock = clock;
    }

    /// Blocks until the network is ready.
    synchronized WindowParts prepare() throws InterruptedException {
        var host = BackgroundHost.findOrStart(image, home);
        open.push(() -> host.endUnlessSharing(home));
        var file = WalletDoor.open(home, new SecureRandom(), clock);
        var network =
                EmberNetwork.open(
                        host.profile(), home.walletJournal(), SendPolicy.practice(), clock);
        open.push(network::close);
        var payer =
                new Payer(host.file().server(), new ClaimsClient(host.file().coordinator())::proof);
        var desk = new ChainWalletDesk(file, network, payer, new SecureRandom(), clock);
        open.push(desk::close);
        network.refresh();
        return new WindowParts(
                () -> SocketAgentLink.to(home.agent()),
                desk,
                home.folder(),
                "Practice network",
                clock,
                () -> {});
    }

    @Override
    public synchronized void close() {
        while (!open.isEmpty()) {
            open.pop().run();
        }
    }
}
