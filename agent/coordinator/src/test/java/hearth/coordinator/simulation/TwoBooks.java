package hearth.coordinator.simulation;

import hearth.coordinator.Policy;
import hearth.coordinator.aggregation.Numbers;
import hearth.coordinator.aggregation.RepeatCheck;
import hearth.coordinator.compact.CompactBook.Money;
import hearth.coordinator.compact.CompactBook.Standing;
import hearth.coordinator.compact.CompactBook.Work;
import hearth.coordinator.compact.Evidence;
import hearth.protocol.CodedTensors;
import hearth.protocol.Lease;
import hearth.protocol.TensorSpec;
import hearth.storage.Row;
import hearth.storage.Session;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// One network with two books: whatever a worker does is done with the coordinator and its
/// database, then with the compact book, and both have to answer the same. The compact one draws
/// from an equal source; what it is told of updates the database says (layers L1 and L2), or their
/// bytes (L3).
final class TwoBooks implements Network, CompactNetwork.Findings {
    /// What differs, with the time.
    static final class DifferentException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DifferentException(String what) {
            super(what);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // bytes on their way to both books
    private record Sent(Lease lease, byte[] bytes, int steps) {}

    private final Terms terms;
    private final Crowd crowd;
    private final SqlNetwork sql;
    private final CompactNetwork compact;
    private final List<String> names = new ArrayList<>(List.of("good"));
    private final List<String> jobs;
    private final Map<Long, Sent> sent = new HashMap<>();
    private long now;

    /// @param policy of the database's book
    /// @param other of the compact one
    TwoBooks(
            WorldSetting setting,
            Crowd crowd,
            SplittableRandom seeds,
            Policy policy,
            Policy other) {
        this.crowd = crowd;
        terms = Terms.of(setting);
        jobs = IntStream.range(0, terms.jobs()).mapToObj(Terms::job).sorted().toList();
        long seed = seeds.nextLong();
        sql = new SqlNetwork(terms, crowd, policy, new SplittableRandom(seed), seeds.split());
        compact = new CompactNetwork(terms, crowd, other, new SplittableRandom(seed), this);
    }

    private void same(String what, Object theirs, Object ours) {
        if (!Objects.equals(theirs, ours)) {
            throw new DifferentException(
                    "%s at %d: the database says %s, the compact book %s"
                            .formatted(what, now, theirs, ours));
        }
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public Evidence evidence() {
        return new Evidence() {
            @Override
            public int judge(long lease, int device, int steps, boolean isMeasured) {
                var id = Objects.requireNonNull(sent.get(lease)).lease().id();
                var reason =
                        sql.database()
                                .read(
                                        s ->
                                                s.first(
                                                        "SELECT coalesce(reason, '') AS reason FROM"
                                                                + " result WHERE lease = ?",
                                                        row -> row.text("reason"),
                                                        id))
                                .filter(r -> !r.equals("other-work") && !r.isEmpty());
                if (reason.isEmpty()) {
                    return GOOD;
                }
                if (!names.contains(reason.get())) {
                    names.add(reason.get());
                }
                return names.indexOf(reason.get());
            }

            @Override
            public double distance(long lease, int device, long other, int otherDevice) {
                var one = Objects.requireNonNull(sent.get(lease));
                var two = Objects.requireNonNull(sent.get(other));
                return RepeatCheck.distance(
                        values(one), otherDevice == OWN ? repeated(two) : values(two), specs(one));
            }
        };
    }

    private List<TensorSpec> specs(Sent of) {
        return sql.manifest(of.lease().job()).parameters();
    }

    private Numbers values(Sent of) {
        var opened =
                CodedTensors.open(
                        StandInJob.CODEC,
                        of.lease().updateMetadata(StandInJob.CODEC.id()),
                        specs(of),
                        ByteBuffer.wrap(of.bytes()));
        return piece -> opened.values(piece.spec(), piece.from(), piece.count());
    }

    private Numbers repeated(Sent of) {
        double share = (double) of.steps() / StandInJob.STEPS;
        var manifest = sql.manifest(of.lease().job());
        var bytes = StandInTraining.update(manifest, of.lease(), Temper.HONEST, 0, share);
        return values(new Sent(of.lease(), bytes, of.steps()));
    }

    @Override
    public void jumpTo(long now) {
        this.now = now;
        sql.jumpTo(now);
        compact.jumpTo(now);
    }

    @Override
    public int ask(int worker) {
        int answer = sql.ask(worker);
        same("an answer to who asks", answer, compact.ask(worker));
        if (answer == GIVEN) {
            var lease = sql.inHand(worker).orElseThrow();
            var work =
                    sql.database()
                            .read(
                                    s ->
                                            s.first(
                                                    "SELECT job, round, shard, token, role FROM"
                                                            + " lease WHERE id = ?",
                                                    this::work,
                                                    lease.id()))
                            .orElseThrow();
            same("a lease", work, compact.book().work(compact.inHand(worker)));
        }
        return answer;
    }

    private Work work(Row row) {
        boolean isAudit = row.text("role").equals("AUDIT");
        return new Work(
                jobs.indexOf(row.text("job")),
                row.integer("round"),
                row.integer("shard"),
                isAudit ? 0 : row.number("token"),
                isAudit);
    }

    @Override
    public boolean beat(int worker) {
        boolean answer = sql.beat(worker);
        same("an answer to a heartbeat", answer, compact.beat(worker));
        return answer;
    }

    @Override
    public void release(int worker) {
        sql.release(worker);
        compact.release(worker);
    }

    @Override
    public Said commit(int worker, int steps) {
        var answer = sql.commit(worker, steps);
        same("an answer to a promise", answer, compact.commit(worker, steps));
        if (answer == Said.YES) {
            var lease = sql.inHand(worker).orElseThrow();
            sent.put(compact.inHand(worker), new Sent(lease, sql.promised(worker), steps));
        }
        return answer;
    }

    @Override
    public Said submit(int worker) {
        var answer = sql.submit(worker);
        same("an answer to an update", answer, compact.submit(worker));
        return answer;
    }

    @Override
    public void forget(int worker) {
        sql.forget(worker);
        compact.forget(worker);
    }

    @Override
    public void sweep() {
        sql.sweep();
        compact.sweep();
        same("leases", sql.leases(), compact.leases());
    }

    @Override
    public String settle() {
        var answer = sql.settle();
        same("a settlement", answer, compact.settle());
        compareAll();
        return answer;
    }

    /// All books, all standings, all pay.
    void compareAll() {
        for (int job = 0; job < jobs.size(); job++) {
            int number = job;
            var money = sql.database().read(s -> money(s, jobs.get(number)));
            same("the books of " + jobs.get(job), money, compact.book().money(job));
            int round = sql.database().read(s -> round(s, jobs.get(number)));
            same("the round of " + jobs.get(job), round, compact.book().round(job));
        }
        for (int worker = 0; worker < crowd.size; worker++) {
            int of = worker;
            var standing = sql.database().read(s -> standing(s, of));
            same("what is known of " + worker, standing, compact.book().standing(worker));
        }
        same(
                "what honest work was punished for",
                new TreeMap<>(sql.sum().honestPunishedFor()),
                new TreeMap<>(compact.honestPunished()));
    }

    private static Money money(Session session, String job) {
        return session.first(
                        "SELECT * FROM job WHERE id = ?",
                        row ->
                                new Money(
                                        wei(row, "available"),
                                        wei(row, "reserved"),
                                        wei(row, "held"),
                                        wei(row, "released"),
                                        wei(row, "slashed")),
                        job)
                .orElseThrow();
    }

    private static long wei(Row row, String column) {
        return row.wei(column).value().longValueExact();
    }

    private static int round(Session session, String job) {
        return (int)
                session.count(
                        "SELECT number AS n FROM round WHERE job = ? AND state <> 'PUBLISHED'",
                        job);
    }

    private Standing standing(Session session, int worker) {
        var device = crowd.device(worker);
        long paid =
                session
                        .all(
                                "SELECT ledger.amount FROM ledger JOIN result ON sequence ="
                                        + " ledger.result WHERE device = ? AND ledger.state <>"
                                        + " 'SLASHED'",
                                row -> wei(row, "amount"),
                                device)
                        .stream()
                        .mapToLong(n -> n)
                        .sum();
        int results =
                (int) session.count("SELECT count(*) AS n FROM result WHERE device = ?", device);
        return session.first(
                        "SELECT since_failure, accepted, refused FROM standing WHERE device = ?",
                        row ->
                                new Standing(
                                        row.integer("since_failure"),
                                        row.integer("accepted"),
                                        row.integer("refused"),
                                        results,
                                        paid),
                        device)
                .orElseGet(() -> new Standing(0, 0, 0, results, paid));
    }

    @Override
    public List<String> violations() {
        var found = new ArrayList<>(sql.violations());
        found.addAll(compact.violations());
        return found;
    }

    @Override
    public long leases() {
        return sql.leases();
    }

    @Override
    public Sum sum() {
        compareAll();
        var theirs = sql.sum();
        var ours = compact.sum();
        same("accepted", theirs.accepted(), ours.accepted());
        same("arrived", theirs.results(), ours.results());
        same("undecided", theirs.undecided(), ours.undecided());
        same("rounds", theirs.rounds(), ours.rounds());
        same("refused liars", theirs.hostileRefused(), ours.hostileRefused());
        same("released", theirs.releasedWei(), ours.releasedWei());
        same("lost and doubled", 0L, ours.lost() + ours.doublePaid());
        return theirs;
    }

    @Override
    public void close() {
        sql.close();
    }
}
