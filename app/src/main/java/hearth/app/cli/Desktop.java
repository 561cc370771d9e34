package hearth.app.cli;

import hearth.app.accounts.AccountsDesk;
import hearth.app.accounts.ChainAccountsDesk;
import hearth.app.book.AddressBookFile;
import hearth.app.earnings.ChainTrailDesk;
import hearth.app.earnings.TrailDesk;
import hearth.app.earnings.TrailDeskOnDemand;
import hearth.app.estimate.EstimateProcess;
import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.staking.ChainStakingDesk;
import hearth.app.staking.StakingDesk;
import hearth.app.staking.StakingDeskOnDemand;
import hearth.app.votes.ChainVotesDesk;
import hearth.app.votes.VotesDesk;
import hearth.app.votes.VotesDeskOnDemand;
import hearth.app.wallet.ChainWalletDesk;
import hearth.app.wallet.Keyring;
import hearth.app.wallet.WalletDesk;
import hearth.app.wallet.WalletSource;
import hearth.app.wallet.WalletState;
import hearth.app.window.WindowParts;
import hearth.chain.EmberNetwork;
import hearth.hardware.desktop.SessionLock;
import hearth.keys.Address;
import hearth.worker.SocketAgentLink;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Composition root of the window, on the practice network or on the one that was joined: what the
/// window is made of, opened in dependency order and closed in reverse. Closing waits for a
/// preparation that is under way.
final class Desktop implements AutoCloseable {
    private static final int MOST_RELIT = 5;
    private static final Duration RESUME = Duration.ofSeconds(5);
    private final Image image;
    private final HearthHome home;
    private final Clock clock;
    private final boolean opensWallet;
    private final Deque<Runnable> open = new ArrayDeque<>();
    private final WindowNetworks networks;
    private @Nullable Backstage behind;
    private @Nullable Money money;
    private int relit;
    private boolean closed;

    Desktop(Image image, HearthHome home, Clock clock) {
        this(image, home, clock, true);
    }

    /// @param opensWallet whether a screen that asks for money gets an answer
    Desktop(Image image, HearthHome home, Clock clock, boolean opensWallet) {
        this.opensWallet = opensWallet;
        this.image = image;
        this.home = home;
        this.clock = clock;
        networks = new WindowNetworks(image, home, clock);
    }

    /// What the owner wants done about networks once the window is gone.
    WindowNetworks networks() {
        return networks;
    }

    /// Blocks until the network is ready. The wallet's side of it is opened when a screen needs it:
    /// whoever looks in on the agent does not wait for a chain.
    synchronized WindowParts prepare() throws InterruptedException {
        light();
        resumeLater();
        return new WindowParts(
                () -> SocketAgentLink.to(home.agent()),
                new WalletSource(glance(), () -> money().desk()),
                home.folder(),
                home.network(),
                clock,
                () -> {},
                new VotesDeskOnDemand(() -> money().votes()),
                new StakingDeskOnDemand(() -> money().staking()),
                new ImageUpdates(image, home),
                Path.of(System.getProperty("user.home")),
                new TrailDeskOnDemand(() -> money().trails()),
                DesktopBrowser.of(System.getProperty("os.name"))::open,
                () -> money().accounts(),
                () -> new EstimateProcess(image),
                networks,
                () -> ServiceCommand.registration(image, home));
    }

    private WalletState glance() {
        var file = WalletDoor.open(home, new SecureRandom(), clock);
        var used = new AddressBookFile(home.wallet()).read().activeOf(file.addresses());
        return WalletState.closed(file.exists(), used.map(Address::value));
    }

    /// What a crash left unsent is sent again, as soon as the window stands. Whoever closes the
    /// journal in order leaves no write-ahead log of it, and then the chain is left alone.
    private void resumeLater() {
        if (wasLeftOpen(home.walletJournal())) {
            CompletableFuture.delayedExecutor(RESUME.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(this::resume);
        }
    }

    private static boolean wasLeftOpen(Path journal) {
        try {
            return Files.size(journal.resolveSibling(journal.getFileName() + "-wal")) > 0;
        } catch (IOException none) {
            return false;
        }
    }

    private void resume() {
        try {
            money().network().refresh();
        } catch (IllegalStateException closed) {
            // The window was shut before; the next one sends it.
        }
    }

    private synchronized Money money() {
        if (closed || !opensWallet) {
            throw new IllegalStateException("the wallet stays shut");
        }
        if (money == null) {
            money = open();
        }
        return money;
    }

    private Money open() {
        var lit = Objects.requireNonNull(behind);
        var network = EmberNetwork.open(lit.profile(), home.walletJournal(), lit.policy(), clock);
        open.push(network::close);
        var random = new SecureRandom();
        var payer = lit.payer();
        var keyring =
                new Keyring(
                        WalletDoor.open(home, random, clock),
                        new AddressBookFile(home.wallet()),
                        random,
                        clock);
        keyring.follow((timer, lock) -> SessionLock.here(System.getenv(), timer, lock));
        var desk = new ChainWalletDesk(keyring, network, payer, clock);
        open.push(desk::close);
        return new Money(
                network,
                desk,
                new ChainVotesDesk(desk, network),
                new ChainStakingDesk(desk, network),
                new ChainTrailDesk(desk, network, payer.claims()),
                new ChainAccountsDesk(keyring, network));
    }

    private void light() throws InterruptedException {
        var lit = Backstage.of(image, home);
        behind = lit;
        lit.onBreak(this::relightUnlessMoved);
    }

    /// Whoever changes the network ends the agent first, and a practice network with it: what comes
    /// after that is the next window's.
    private void relightUnlessMoved() {
        if (!networks.isMoved()) {
            relight();
        }
    }

    /// Starts what is behind the window again when it breaks under the open window; it comes back
    /// at the same addresses.
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
        if (behind != null) {
            behind.endUnlessSharing();
        }
    }

    /// What of the window has to do with the chain.
    private record Money(
            EmberNetwork network,
            WalletDesk desk,
            VotesDesk votes,
            StakingDesk staking,
            TrailDesk trails,
            AccountsDesk accounts) {}
}
