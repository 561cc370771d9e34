package hearth.app.practice;

import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.chain.Balances;
import hearth.chain.NetworkProfile;
import hearth.coordinator.Answer;
import hearth.coordinator.CoordinatorServer;
import hearth.keys.Address;
import hearth.protocol.ClaimProof;
import hearth.protocol.DeviceId;
import hearth.protocol.Messages.JobView;
import hearth.protocol.ServerId;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// The practice network of one data folder, hosted by this process: chain, coordinator and the two
/// practice jobs. At most one process hosts it. Closing takes it down in reverse; a kill loses
/// nothing that was promised.
public final class PracticeSite implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(500);

    private final HostLock lock;
    private final PracticeLedger ledger;
    private final CoordinatorServer server;

    private PracticeSite(HostLock lock, PracticeLedger ledger, CoordinatorServer server) {
        this.lock = lock;
        this.ledger = ledger;
        this.server = server;
    }

    /// Opens the network, or nothing while another process hosts it.
    public static Optional<PracticeSite> openUnlessRunning(
            Image image, HearthHome home, Clock clock) {
        return HostLock.take(home.practice()).map(lock -> open(lock, image, home, clock));
    }

    private static PracticeSite open(HostLock lock, Image image, HearthHome home, Clock clock) {
        PracticeLedger ledger = null;
        try {
            ledger = PracticeLedger.open(image, home, clock);
            var server = PracticeCoordinator.on(ledger, image, home, clock);
            var site = new PracticeSite(lock, ledger, server);
            var self = ProcessHandle.current();
            new HostFile(self.pid(), HostFile.startOf(self), site.coordinator(), site.server())
                    .write(home.practice());
            return site;
        } catch (RuntimeException e) {
            if (ledger != null) {
                ledger.close();
            }
            lock.close();
            throw e;
        }
    }

    /// Where the coordinator of the practice network keeps its database, blobs and key.
    public static Path coordinatorFolder(HearthHome home) {
        return home.practice().resolve("coordinator");
    }

    public NetworkProfile profile() {
        return ledger.profile();
    }

    /// Base address of the coordinator.
    public URI coordinator() {
        return server.uri();
    }

    public ServerId server() {
        return server.coordinator().id();
    }

    List<String> agentCommand(Image image) {
        return Roles.command(
                image,
                Roles.AGENT_FLAGS,
                "agent",
                "--coordinator",
                coordinator().toString(),
                "--server",
                server().value(),
                "--practice");
    }

    /// Lets rounds that are closing end, accepts nothing after them, releases what may be released
    /// and waits until the chain has it. What is summed up afterwards does not change any more.
    ///
    /// @param limit of each of the two waits
    /// @return false if that took too long
    boolean settle(DeviceId device, Address payout, Duration limit) throws InterruptedException {
        boolean closed = holds(limit, () -> !server.coordinator().isClosingRounds());
        server.rest();
        return holds(limit, () -> isSettled(device, payout)) && closed;
    }

    private static boolean holds(Duration limit, BooleanSupplier condition)
            throws InterruptedException {
        for (long tries = limit.dividedBy(TICK); tries > 0; tries--) {
            if (condition.getAsBoolean()) {
                return true;
            }
            new CountDownLatch(1).await(TICK.toMillis(), TimeUnit.MILLISECONDS);
        }
        return false;
    }

    private boolean isSettled(DeviceId device, Address payout) {
        server.settleNow();
        var earnings = server.coordinator().earnings(device);
        boolean onChain =
                earnings.released().isZero()
                        || proof(payout)
                                .map(p -> p.cumulative().equals(earnings.released()))
                                .orElse(false);
        return onChain && earnings.held().isZero();
    }

    private Optional<ClaimProof> proof(Address payout) {
        return switch (server.coordinator().claimProof(payout.value())) {
            case Answer.Done<ClaimProof> done -> Optional.of(done.value());
            case Answer.Refused<ClaimProof> none -> Optional.empty();
        };
    }

    PracticeSummary summary(
            DeviceId device, Address payout, Balances balances, Optional<String> claimTx) {
        var views = server.coordinator().jobs().jobs();
        var earnings = server.coordinator().earnings(device);
        return new PracticeSummary(
                views.stream().mapToLong(JobView::round).sum(),
                earnings.acceptedResults(),
                earnings.refusedResults(),
                views.stream().map(PracticeSite::job).toList(),
                earnings.earned(),
                earnings.held(),
                earnings.released(),
                balances.claimed(),
                claimTx,
                balances.staked(),
                balances.ember(),
                profile().chainId(),
                payout.value());
    }

    private static PracticeSummary.Job job(JobView view) {
        return new PracticeSummary.Job(
                view.id(),
                view.recipe(),
                view.round(),
                view.heldOutLossStart(),
                view.heldOutLoss(),
                view.accuracy(),
                view.sample(),
                view.checkpoint());
    }

    @Override
    public void close() {
        server.close();
        ledger.close();
        lock.close();
    }
}
