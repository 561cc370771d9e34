package hearth.coordinator.simulation;

import hearth.coordinator.Answer;
import hearth.coordinator.Coordinator;
import hearth.coordinator.CoordinatorConfig;
import hearth.coordinator.CoordinatorServer;
import hearth.coordinator.Policy;
import hearth.coordinator.Premises;
import hearth.coordinator.Refusal;
import hearth.protocol.JobId;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Manifest;
import hearth.protocol.Messages.Commit;
import hearth.protocol.Messages.Heartbeat;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.Messages.Registration;
import hearth.protocol.Messages.Release;
import hearth.protocol.Receipt;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;
import hearth.storage.Database;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// The real [Coordinator] on SQLite in memory. Training, blobs and chain are stand-ins at its
/// ports, nothing else.
final class SqlNetwork implements Network {
    private static final String CONTRACT = "0x00000000000000000000000000000000000000ff";

    /// What a worker has in hand.
    private static final class Hand {
        private final Lease lease;
        private byte[] update = new byte[0];
        private int steps;
        private @Nullable Answer<Receipt> answer;

        Hand(Lease lease) {
            this.lease = lease;
        }
    }

    private final Crowd crowd;
    private final VirtualClock clock = new VirtualClock();
    private final Database database = Database.inMemory(CoordinatorServer.migrations());
    private final MemoryChain chain;
    private final Coordinator coordinator;
    private final Map<JobId, Manifest> manifests = new HashMap<>();
    private final Books books = new Books();
    private final Map<Integer, Hand> hands = new HashMap<>();

    SqlNetwork(
            Terms terms,
            Crowd crowd,
            Policy policy,
            RandomGenerator decisions,
            SplittableRandom chance) {
        this.crowd = crowd;
        chain = new MemoryChain(chance);
        var premises = new Premises(database, new MemoryBlobs(), clock, decisions, policy);
        coordinator =
                new Coordinator(
                        premises,
                        SigningKey.ofSeed(new byte[32]),
                        new CoordinatorConfig(
                                Path.of("nowhere"),
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                Optional.of(new CoordinatorConfig.RewardsContract(31337, CONTRACT)),
                                policy,
                                clock,
                                new CoordinatorConfig.Ports(
                                        (_, _, binding) -> Optional.of(binding.payout()),
                                        Optional.of(chain),
                                        new StandInTraining())));
        for (int i = 0; i < terms.jobs(); i++) {
            var id = new JobId(Terms.job(i));
            var manifest = terms.manifest(i, coordinator.blobs());
            manifests.put(id, manifest);
            coordinator.create(id, manifest);
        }
        evaluate();
        for (int worker = 0; worker < crowd.size; worker++) {
            var device = Crowd.device(worker);
            coordinator.register(device, new Registration("simulated"));
            coordinator.bindPayout(
                    device,
                    new PayoutBinding(
                            crowd.account(worker), clock.instant().getEpochSecond() + 60, "00"));
        }
    }

    Database database() {
        return database;
    }

    /// What a worker has in hand, if it has anything.
    Optional<Lease> inHand(int worker) {
        return Optional.ofNullable(hands.get(worker)).map(hand -> hand.lease);
    }

    /// The bytes that a worker promised for what it has in hand.
    byte[] promised(int worker) {
        return hand(worker).update;
    }

    Manifest manifest(JobId job) {
        return Optional.ofNullable(manifests.get(job)).orElseThrow();
    }

    private Hand hand(int worker) {
        return Optional.ofNullable(hands.get(worker)).orElseThrow();
    }

    @Override
    public void jumpTo(long now) {
        clock.jumpTo(now);
    }

    @Override
    public int ask(int worker) {
        Set<LeaseId> holding = inHand(worker).map(l -> Set.of(l.id())).orElseGet(Set::of);
        var reply =
                coordinator.lease(
                        Crowd.device(worker),
                        new LeaseRequest(Set.of(StandInJob.RECIPE), holding, Optional.of("cuda")));
        if (reply.lease().isEmpty()) {
            return reply.retryAfterSeconds();
        }
        hands.put(worker, new Hand(reply.lease().get()));
        return GIVEN;
    }

    @Override
    public boolean beat(int worker) {
        var lease = hand(worker).lease;
        return isDone(
                coordinator.heartbeat(
                        Crowd.device(worker), lease.id(), new Heartbeat(lease.token(), 1)));
    }

    @Override
    public void release(int worker) {
        var lease = hand(worker).lease;
        isDone(coordinator.release(Crowd.device(worker), lease.id(), new Release(lease.token())));
    }

    @Override
    public boolean commit(int worker, int steps) {
        var hand = hand(worker);
        var lease = hand.lease;
        hand.steps = steps;
        hand.update =
                StandInTraining.update(
                        manifest(lease.job()),
                        lease,
                        crowd.temper(worker),
                        worker,
                        (double) steps / StandInJob.STEPS);
        var commit =
                new Commit(
                        lease.token(),
                        Sha256.of(hand.update),
                        hand.update.length,
                        hand.steps,
                        5,
                        4);
        return isDone(coordinator.commit(Crowd.device(worker), lease.id(), commit));
    }

    @Override
    public void submit(int worker) {
        var hand = hand(worker);
        var lease = hand.lease;
        var answer =
                coordinator.submit(Crowd.device(worker), lease.id(), lease.token(), hand.update);
        require(hand.answer == null || answer.equals(hand.answer));
        hand.answer = answer;
        if (answer instanceof Answer.Done<Receipt>(var receipt)) {
            books.took(crowd.account(worker), receipt);
        }
    }

    @Override
    public void forget(int worker) {
        hands.remove(worker);
    }

    private static boolean isDone(Answer<?> answer) {
        return switch (answer) {
            case Answer.Done<?> _ -> true;
            case Answer.Refused<?> refused -> {
                require(refused.reason() != Refusal.BROKEN);
                yield false;
            }
        };
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("the coordinator answered what it never should");
        }
    }

    @Override
    public void sweep() {
        coordinator.advance();
        evaluate();
        coordinator.post();
    }

    private void tidy() {
        boolean more = true;
        while (more) {
            more = coordinator.tidy();
        }
    }

    private void evaluate() {
        boolean more = true;
        while (more) {
            more = coordinator.evaluate();
        }
    }

    @Override
    public String settle() {
        var frozen = coordinator.settle();
        coordinator.post();
        tidy();
        return frozen.map(epoch -> "epoch " + epoch).orElse("");
    }

    @Override
    public List<String> violations() {
        return coordinator.violations();
    }

    @Override
    public long leases() {
        return database.read(s -> s.count("SELECT count(*) AS n FROM lease"));
    }

    @Override
    public Sum sum() {
        var liars = IntStream.range(0, crowd.size).filter(w -> !crowd.temper(w).isHonest()).boxed();
        var devices = new HashSet<String>();
        var accounts = new HashSet<String>();
        liars.forEach(
                worker -> {
                    devices.add(Crowd.device(worker).value());
                    accounts.add(crowd.account(worker));
                });
        var tally = new Tally(database, devices);
        return new Sum(
                leases(),
                tally.arrived(),
                tally.accepted(),
                tally.undecided(),
                tally.rounds(),
                books.doublePaid(database),
                books.lost(database),
                Books.share(database, accounts),
                tally.hostileWorkShare(),
                tally.honestPunished(),
                tally.hostileRefused(),
                tally.released().toString(),
                chain.total().toString());
    }

    @Override
    public void close() {
        database.close();
    }
}
