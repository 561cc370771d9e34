package hearth.worker;

import hearth.protocol.DeviceId;
import hearth.protocol.LeaseId;
import hearth.worker.policy.RunRules;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// The always-on agent of one home folder: leases, trains, submits and remembers, and answers on
/// the local socket.
///
/// `Agent.open(config, ports)`, then [#run] on a thread of its own; [#close] from anywhere ends it
/// cleanly. Nothing is lost if the process is killed instead.
public final class Agent implements AutoCloseable {
    private static final Duration STRUCK_FOR = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Deque<Runnable> parts = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AgentRecords records;
    private final CoordinatorClient coordinator;
    private final AgentLoop loop;
    private final AgentLink link;
    private final Path socket;
    private final AtomicReference<Life> life = new AtomicReference<>(Life.OPEN);

    private enum Life {
        OPEN,
        RUNNING,
        CLOSED
    }

    /// Takes the home folder and opens the socket.
    ///
    /// @throws AgentAlreadyRunningException if another agent owns the home folder
    /// @throws AgentException if the home folder cannot be used
    public static Agent open(AgentConfig config, AgentPorts ports) {
        DurableFile.folder(config.home());
        var lock = AgentLock.take(config.home());
        try {
            return new Agent(config, ports, lock);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private Agent(AgentConfig config, AgentPorts ports, AgentLock lock) {
        var home = config.folders();
        var key = DeviceKeyFile.open(home.deviceKey(), new SecureRandom());
        parts.push(lock::close);
        records = AgentRecords.open(home.journal(), ports.clock());
        parts.push(records::close);
        var backups = new HourlyBackups(records.file(), ports.clock());
        parts.push(backups::close);
        config.server().ifPresent(records.settings()::pin);
        coordinator =
                new CoordinatorClient(
                        config.coordinator(),
                        key,
                        config.deviceName(),
                        records.settings(),
                        ports.clock(),
                        Exchange.counted(records.traffic()));
        parts.push(coordinator::close);
        loop = new AgentLoop(config, ports, records, desk(home, ports));
        parts.push(loop::close);
        link = new OwnLink(records, loop, coordinator, new HashedFiles(home.cache()));
        var server = AgentSocket.open(config.home(), link);
        parts.push(server::close);
        socket = server.path();
    }

    private AgentLoop.Desk desk(AgentHome home, AgentPorts ports) {
        var board = new TransferBoard();
        var transfers = new Transfers(coordinator, records.traffic(), ports.clock(), board);
        var allowance = new Allowance(records.settings(), records.traffic(), home.folder());
        var inputs =
                new LeaseInputs(
                        transfers,
                        new HashedFiles(home.cache()),
                        allowance,
                        records.leases()::inputs);
        var updates = new HashedFiles(home.updates());
        var errands =
                new LeaseErrands(
                        coordinator,
                        inputs,
                        new LeaseErrands.Updates(updates, transfers, this::madeBy),
                        unwanted(ports.clock()),
                        ports.jitter());
        var session =
                new TrainingSession(
                        ports.training(),
                        updates,
                        new Residuals(records.file(), new HashedFiles(home.residuals())),
                        records.leases(),
                        records.parts());
        session.tidy();
        return new AgentLoop.Desk(
                coordinator,
                allowance,
                board,
                listener ->
                        new Workshop(errands, session, ports.training(), ports.clock(), listener));
    }

    private Optional<String> madeBy(LeaseId lease) {
        return records.parts()
                .alone(lease)
                .flatMap(part -> PartModel.of(part, loop.permission().reading()));
    }

    private LeaseErrands.Unwanted unwanted(Clock clock) {
        return new LeaseErrands.Unwanted(
                lease -> records.leases().isStruck(lease.job(), clock.instant().minus(STRUCK_FOR)),
                () -> records.settings().rules().map(RunRules::kindsOff).orElse(new TreeSet<>()));
    }

    public DeviceId device() {
        return coordinator.device();
    }

    /// Where the socket is.
    public Path socket() {
        return socket;
    }

    /// The agent as its owner sees it, from inside this process. Closing it does nothing.
    public AgentLink link() {
        return link;
    }

    /// Tells of each snapshot without being somebody who watches: the agent looks at nothing more
    /// often for it.
    public AgentLink.Subscription overhear(Consumer<AgentSnapshot> onSnapshot) {
        return loop.board().overhear(onSnapshot);
    }

    /// Works until [#close], [AgentLink#shutdown], an interrupt or the end of the process.
    public void run() {
        if (!life.compareAndSet(Life.OPEN, Life.RUNNING)) {
            return;
        }
        var farewell = Thread.ofPlatform().name("agent-farewell").unstarted(this::stopAndWait);
        Runtime.getRuntime().addShutdownHook(farewell);
        try {
            loop.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeParts();
            life.set(Life.CLOSED);
            ended.countDown();
            removeHook(farewell);
        }
    }

    private static void removeHook(Thread farewell) {
        try {
            Runtime.getRuntime().removeShutdownHook(farewell);
        } catch (IllegalStateException alreadyShuttingDown) {
            // The hook is what called us.
        }
    }

    @Override
    public void close() {
        if (life.compareAndSet(Life.OPEN, Life.CLOSED)) {
            closeParts();
        } else if (life.get() == Life.RUNNING) {
            stopAndWait();
        }
    }

    private void stopAndWait() {
        loop.stop();
        try {
            ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void closeParts() {
        while (!parts.isEmpty()) {
            parts.pop().run();
        }
    }
}
