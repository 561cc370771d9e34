package hearth.coordinator.simulation;

import hearth.coordinator.Answer;
import hearth.coordinator.Coordinator;
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
import hearth.protocol.Messages.Release;
import hearth.protocol.Receipt;
import hearth.protocol.Sha256;
import hearth.storage.Database;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// The real [Coordinator] on SQLite in memory. Training, blobs and chain are stand-ins at its
/// ports, nothing else.
final class SqlNetwork implements Network {
    private static final int HOURS_OF_REST = 24;

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
    private final Database database;
    private final MemoryBlobs blobs;
    private final MemoryChain chain;
    private final Premises premises;
    private final Trouble trouble;
    private Coordinator coordinator;
    private final Map<JobId, Manifest> manifests;
    private final Books books = new Books();
    private final Map<Integer, Hand> hands = new HashMap<>();

    SqlNetwork(
            Terms terms,
            Crowd crowd,
            Policy policy,
            RandomGenerator decisions,
            SplittableRandom chance) {
        this(new Grounds().of(terms, crowd), crowd, policy, decisions, chance, Trouble.none());
    }

    SqlNetwork(
            Grounds.Ground ground,
            Crowd crowd,
            Policy policy,
            RandomGenerator decisions,
            SplittableRandom chance,
            Trouble trouble) {
        this.crowd = crowd;
        this.trouble = trouble;
        manifests = ground.manifests();
        chain = new MemoryChain(chance, trouble, trouble.isRough());
        blobs = new MemoryBlobs(ground.blobs());
        database = Database.inMemory(ground.image(), trouble);
        premises = new Premises(database, blobs, clock, decisions, policy);
        coordinator = StandInPorts.coordinator(premises, chain, trouble);
    }

    /// As if the process had ended: what is not in the database is forgotten.
    void restart() {
        coordinator = StandInPorts.coordinator(premises, chain, trouble);
    }

    /// As it runs now.
    Coordinator coordinator() {
        return coordinator;
    }

    MemoryBlobs blobs() {
        return blobs;
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
        jumpTo(now, 0);
    }

    /// @param ahead by which the coordinator's clock is wrong
    void jumpTo(long now, long ahead) {
        clock.jumpTo(now + ahead);
        chain.jumpTo(now);
    }

    @Override
    public int ask(int worker) {
        Set<LeaseId> holding = inHand(worker).map(l -> Set.of(l.id())).orElseGet(Set::of);
        var reply =
                coordinator.lease(
                        crowd.device(worker),
                        new LeaseRequest(Set.of(StandInJob.RECIPE), holding, Optional.of("cuda")));
        if (reply.lease().isEmpty()) {
            return reply.retryAfterSeconds();
        }
        hands.put(worker, new Hand(reply.lease().get()));
        return GIVEN;
    }

    @Override
    public boolean beat(int worker) {
        return isDone(sendBeat(worker, hand(worker)));
    }

    private Answer<?> sendBeat(int worker, Hand hand) {
        var lease = hand.lease;
        return coordinator.heartbeat(
                crowd.device(worker), lease.id(), new Heartbeat(lease.token(), 1));
    }

    @Override
    public void release(int worker) {
        isDone(sendRelease(worker, hand(worker)));
    }

    private Answer<?> sendRelease(int worker, Hand hand) {
        var lease = hand.lease;
        return coordinator.release(crowd.device(worker), lease.id(), new Release(lease.token()));
    }

    @Override
    public Said commit(int worker, int steps) {
        var hand = hand(worker);
        if (hand.update.length == 0) {
            hand.steps = steps;
            hand.update =
                    StandInTraining.update(
                            manifest(hand.lease.job()),
                            hand.lease,
                            temper(worker, hand.lease),
                            worker,
                            (double) steps / StandInJob.STEPS);
        }
        return Said.of(isDone(sendCommit(worker, hand)));
    }

    /// A liar of a rough world does half of its work as it should: so it is paid something first.
    private Temper temper(int worker, Lease lease) {
        boolean isWorking = trouble.isRough() && (lease.seed() & 1) == 0;
        return isWorking ? Temper.HONEST : crowd.temper(worker);
    }

    private Answer<?> sendCommit(int worker, Hand hand) {
        var hash = Sha256.of(hand.update);
        var token = hand.lease.token();
        return coordinator.commit(
                crowd.device(worker),
                hand.lease.id(),
                new Commit(token, hash, hand.update.length, hand.steps, 5, 4));
    }

    @Override
    public Said submit(int worker) {
        var hand = hand(worker);
        return take(worker, hand, send(worker, hand, hand.update));
    }

    /// A message that the network brings once more when its time has come.
    @FunctionalInterface
    interface Copy {
        void arrive();
    }

    Copy copyOfBeat(int worker) {
        var hand = hand(worker);
        return () -> isDone(sendBeat(worker, hand));
    }

    Copy copyOfRelease(int worker) {
        var hand = hand(worker);
        return () -> isDone(sendRelease(worker, hand));
    }

    Copy copyOfCommit(int worker) {
        var hand = hand(worker);
        return () -> isDone(sendCommit(worker, hand));
    }

    Copy copyOfUpdate(int worker) {
        var hand = hand(worker);
        return () -> take(worker, hand, send(worker, hand, hand.update));
    }

    /// Sends what is not the update; whatever is answered to it counts for nothing.
    void sendOther(int worker, UnaryOperator<byte[]> spoilt) {
        var hand = hand(worker);
        require(
                !(send(worker, hand, spoilt.apply(hand.update)) instanceof Answer.Done<Receipt>)
                        || hand.answer instanceof Answer.Done<Receipt>);
    }

    private Answer<Receipt> send(int worker, Hand hand, byte[] update) {
        var lease = hand.lease;
        return coordinator.submit(crowd.device(worker), lease.id(), lease.token(), update);
    }

    /// What was decided once is answered for ever.
    private Said take(int worker, Hand hand, Answer<Receipt> answer) {
        require(hand.answer == null || !isFinal(hand.answer) || answer.equals(hand.answer));
        hand.answer = answer;
        if (answer instanceof Answer.Done<Receipt>(var receipt)) {
            books.took(crowd.account(worker), receipt);
        }
        boolean isOver =
                !(answer instanceof Answer.Refused<Receipt>(var reason, _))
                        || reason != Refusal.NO_ROOM;
        return isOver ? Said.of(answer instanceof Answer.Done<Receipt>) : Said.NOTHING;
    }

    private static boolean isFinal(Answer<Receipt> answer) {
        return !(answer instanceof Answer.Refused<Receipt>(var reason, _))
                || reason == Refusal.UPDATE_REFUSED;
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
        advance();
        evaluate();
        post();
    }

    void advance() {
        coordinator.advance();
    }

    void post() {
        coordinator.post();
    }

    void tidy() {
        boolean more = true;
        while (more) {
            more = coordinator.tidy();
        }
    }

    void evaluate() {
        boolean more = true;
        while (more) {
            more = coordinator.evaluate();
        }
    }

    @Override
    public String settle() {
        var frozen = freeze();
        post();
        tidy();
        return frozen;
    }

    String freeze() {
        return coordinator.settle().map(epoch -> "epoch " + epoch).orElse("");
    }

    @Override
    public List<String> violations() {
        var all = new ArrayList<>(coordinator.violations());
        all.addAll(chain.violations());
        all.addAll(Books.settlement(database, premises.policy()));
        return all;
    }

    @Override
    public List<String> atRest() {
        for (int hour = 0; hour < HOURS_OF_REST; hour++) {
            chain.pass(Habits.HOUR);
            clock.pass(Habits.HOUR);
            post();
        }
        var all = new ArrayList<>(violations());
        all.addAll(chain.differences(database));
        return all;
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
                    devices.add(crowd.device(worker).value());
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
                chain.total().toString(),
                trouble.counts(),
                tally.outcomes());
    }

    @Override
    public void close() {
        database.close();
    }
}
