package hearth.app.cli;

import hearth.app.earnings.ChainTrailDesk;
import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.practice.BackgroundHost;
import hearth.app.practice.ClaimsClient;
import hearth.app.staking.ChainStakingDesk;
import hearth.app.votes.ChainVotesDesk;
import hearth.app.wallet.ChainWalletDesk;
import hearth.app.wallet.Payer;
import hearth.app.window.WindowParts;
import hearth.chain.EmberNetwork;
import hearth.chain.SendPolicy;
import hearth.worker.SocketAgentLink;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;

/// Composition root of the window on the practice network: what the window is made of, opened in
/// dependency order and closed in reverse. Closing waits for a preparation that is under way.
final class PracticeDesktop implements AutoCloseable {
    private static final int MOST_RELIT = 5;
    private final Image image;
    private final HearthHome home;
    private final Clock clock;
    private final Deque<Runnable> open = new ArrayDeque<>();
    private @Nullable BackgroundHost host;
    private int relit;
    private boolean closed;

    PracticeDesktop(Image image, HearthHome home, Clock clock) {
        this.image = image;
        this.home = home;
        this.clock = clock;
    }

    /// Blocks until the network is ready.
    synchronized WindowParts prepare() throws InterruptedException {
        var lit = light();
        var file = WalletDoor.open(home, new SecureRandom(), clock);
        var network =
                EmberNetwork.open(
                        lit.profile(), home.walletJournal(), SendPolicy.practice(), clock);
        open.push(network::close);
        var payer =
                new Payer(lit.file().server(), new ClaimsClient(lit.file().coordinator())::proof);
        var desk = new ChainWalletDesk(file, network, payer, new SecureRandom(), clock);
        open.push(desk::close);
        // The chain may take its time; the window does not wait for it.
        Thread.ofVirtual().name("wallet-refresh").start(network::refresh);
        return new WindowParts(
                () -> SocketAgentLink.to(home.agent()),
                desk,
                home.folder(),
                "practice",
                clock,
                () -> {},
                new ChainVotesDesk(desk, network),
                new ChainStakingDesk(desk, network),
                new ImageUpdates(image, home),
                Path.of(System.getProperty("user.home")),
                new ChainTrailDesk(desk, network, payer.claims()),
                DesktopBrowser.of(System.getProperty("os.name"))::open);
    }

    private BackgroundHost light() throws InterruptedException {
        var lit = BackgroundHost.findOrStart(image, home);
        host = lit;
        lit.file().process().ifPresent(this::watch);
        return lit;
    }

    private void watch(ProcessHandle process) {
        Thread.ofVirtual()
                .name("network-watch")
                .start(
                        () -> {
                            process.onExit().join();
                            relight();
                        });
    }

    /// Starts the network again when its process dies under the open window; it comes back at the
    /// same addresses.
    private synchronized void relight() {
        if (closed || relit >= MOST_RELIT) {
            return;
        }
        relit++;
        try {
            light();
        } catch (CommandFailure e) {
            // The window says that the network does not answer, and the log says why.
            relit = MOST_RELIT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!open.isEmpty()) {
            open.pop().run();
        }
        if (host != null) {
            host.endUnlessSharing(home);
        }
    }
}
