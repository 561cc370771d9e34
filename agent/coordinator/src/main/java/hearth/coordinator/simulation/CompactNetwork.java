package hearth.coordinator.simulation;

import hearth.coordinator.Policy;
import hearth.coordinator.Refusal;
import hearth.coordinator.aggregation.RepeatCheck;
import hearth.coordinator.compact.CompactBook;
import hearth.coordinator.compact.Evidence;
import hearth.coordinator.compact.Extent;
import hearth.coordinator.compact.Outcomes;
import hearth.protocol.Manifest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// A coordinator whose book is compact: without bytes, signatures and a chain.
final class CompactNetwork implements Network {
    private static final String REPEATED_OTHERWISE = "other-work";
    private static final String SLASHED = "slashed";

    private final Terms terms;
    private final Crowd crowd;
    private final CompactBook book;

    /// Leases that workers have in hand, and whether they have a receipt for them.
    private final long[] inHand;

    private final boolean[] hasReceipt;

    /// What receipts promise each owner, and how many each device has: kept beside the book.
    private final long[] promised;

    private final int[] receipts;
    private final List<String> reasons;
    private final Map<String, Long> honestPunished = new TreeMap<>();
    private long hostileRefused;

    CompactNetwork(
            Terms terms, Crowd crowd, Policy policy, RandomGenerator decisions, Findings findings) {
        this.terms = terms;
        this.crowd = crowd;
        reasons = findings.names();
        inHand = new long[crowd.size];
        Arrays.fill(inHand, -1);
        hasReceipt = new boolean[crowd.size];
        promised = new long[2 * crowd.size];
        receipts = new int[crowd.size];
        book =
                new CompactBook(
                        extent(terms, crowd, policy), decisions, findings.evidence(), outcomes());
    }

    /// What a compact book is to find in updates; its devices have the numbers of their workers.
    interface Findings {
        /// Reasons of refusals by their numbers; the first one is none.
        List<String> names();

        Evidence evidence();
    }

    private static Extent extent(Terms terms, Crowd crowd, Policy policy) {
        var manifest = terms.manifest(0, new MemoryBlobs());
        return new Extent(
                policy,
                VirtualClock.BEGINNING,
                terms.end(),
                terms.jobs(),
                terms.places(),
                terms.shards(),
                pay(manifest),
                manifest.budget().value().longValueExact(),
                new RepeatCheck(manifest.verification().repeat().orElseThrow()),
                IntStream.range(0, crowd.size).map(crowd::owner).toArray());
    }

    private static List<Long> pay(Manifest manifest) {
        var pay = new ArrayList<Long>();
        pay.add(0L);
        for (int steps = 1; steps <= manifest.training().innerSteps(); steps++) {
            pay.add(manifest.payFor(steps).value().longValueExact());
        }
        return pay;
    }

    private Outcomes outcomes() {
        return new Outcomes() {
            @Override
            public void refused(int device, int reason) {
                punished(
                        device,
                        reason == Outcomes.OTHER_WORK ? REPEATED_OTHERWISE : reasons.get(reason));
            }

            @Override
            public void slashed(int device) {
                punished(device, SLASHED);
            }
        };
    }

    private void punished(int worker, String why) {
        if (crowd.temper(worker).isHonest()) {
            honestPunished.merge(why, 1L, Long::sum);
        } else {
            hostileRefused++;
        }
    }

    CompactBook book() {
        return book;
    }

    /// Name of the lease that a worker has in hand.
    long inHand(int worker) {
        return inHand[worker];
    }

    Map<String, Long> honestPunished() {
        return honestPunished;
    }

    @Override
    public void jumpTo(long now) {
        book.jumpTo(now);
    }

    @Override
    public int ask(int worker) {
        long answer = book.ask(worker);
        if (answer < 0) {
            return (int) -answer;
        }
        inHand[worker] = answer;
        hasReceipt[worker] = false;
        return GIVEN;
    }

    @Override
    public boolean beat(int worker) {
        return isDone(book.beat(inHand[worker]));
    }

    @Override
    public void release(int worker) {
        isDone(book.release(inHand[worker]));
    }

    @Override
    public Said commit(int worker, int steps) {
        return Said.of(isDone(book.commit(inHand[worker], steps)));
    }

    @Override
    public Said submit(int worker) {
        boolean isTaken = isDone(book.reveal(inHand[worker]));
        if (isTaken && !hasReceipt[worker]) {
            hasReceipt[worker] = true;
            receipts[worker]++;
            long pay = book.promised(inHand[worker]);
            promised[crowd.owner(worker)] += pay;
        } else if (isTaken != hasReceipt[worker]) {
            throw new IllegalStateException("the coordinator answered what it never should");
        }
        return Said.of(isTaken);
    }

    private static boolean isDone(Optional<Refusal> refusal) {
        return refusal.isEmpty();
    }

    @Override
    public void forget(int worker) {
        inHand[worker] = -1;
        hasReceipt[worker] = false;
    }

    @Override
    public void sweep() {
        book.sweep();
    }

    @Override
    public String settle() {
        return book.settle().map(epoch -> "epoch " + epoch).orElse("");
    }

    @Override
    public List<String> violations() {
        return book.violations();
    }

    @Override
    public long leases() {
        return book.leases();
    }

    @Override
    public Sum sum() {
        var booked = new long[promised.length];
        long accepted = 0;
        long results = 0;
        long ofLiars = 0;
        long paid = 0;
        long paidToLiars = 0;
        long lost = 0;
        for (int worker = 0; worker < crowd.size; worker++) {
            var standing = book.standing(worker);
            boolean isHonest = crowd.temper(worker).isHonest();
            booked[crowd.owner(worker)] += standing.paid();
            accepted += standing.accepted();
            results += standing.results();
            ofLiars += isHonest ? 0 : standing.results();
            paid += standing.paid();
            paidToLiars += isHonest ? 0 : standing.paid();
            lost += Math.abs(receipts[worker] - standing.results());
        }
        long released = 0;
        for (int job = 0; job < terms.jobs(); job++) {
            var money = book.money(job);
            released += money.released();
            lost += money.sum() == terms.budget() ? 0 : 1;
        }
        long twice = IntStream.range(0, booked.length).filter(i -> booked[i] > promised[i]).count();
        return new Sum(
                book.leases(),
                results,
                accepted,
                book.undecided(),
                book.published(),
                twice,
                lost,
                paid == 0 ? 0 : (double) paidToLiars / paid,
                results == 0 ? 0 : (double) ofLiars / results,
                honestPunished,
                hostileRefused,
                Long.toString(released),
                "",
                Map.of(),
                Map.of());
    }

    @Override
    public void close() {}
}
