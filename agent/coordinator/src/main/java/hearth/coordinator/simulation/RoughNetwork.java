package hearth.coordinator.simulation;

import hearth.coordinator.Settlement;
import hearth.protocol.JobId;
import hearth.storage.StorageException;
import hearth.trainer.TrainerException;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Supplier;

/// The real coordinator where everything fails: its process ends between any two statements and
/// begins anew, its disk refuses, messages are lost, doubled and late, its clock jumps, the chain
/// forgets, owners end their jobs and devices never come back. [Trouble] says when.
final class RoughNetwork implements Network {
    private static final int PAUSE = 30;

    /// Seconds after which who got nothing asks again: more workers than work are no news.
    private static final int IN_VAIN = 12 * 60;

    /// What who is gone for good waits.
    private static final int NEVER = 30 * 24 * 3600;

    private static final long LATEST_COPY = 20 * Habits.MINUTE;
    private static final long MOST_AHEAD = 3 * Habits.HOUR;
    private static final long MOST_BEHIND = -10 * Habits.MINUTE;

    private record Late(long at, long number, SqlNetwork.Copy copy) {}

    private final SqlNetwork sql;
    private final Trouble trouble;
    private final List<JobId> jobs;
    private final BitSet gone;
    private final Set<JobId> paused = new LinkedHashSet<>();
    private final PriorityQueue<Late> late =
            new PriorityQueue<>(Comparator.comparingLong(Late::at).thenComparingLong(Late::number));
    private long copies;
    private long now;
    private long ahead;

    RoughNetwork(SqlNetwork sql, Trouble trouble, List<JobId> jobs, int workers) {
        this.sql = sql;
        this.trouble = trouble;
        this.jobs = List.copyOf(jobs);
        gone = new BitSet(workers);
    }

    /// Something asked of the coordinator: what it returns, or the other thing if nobody learns
    /// that.
    private <T> T tried(Supplier<T> work, T otherwise) {
        trouble.draw(true);
        try {
            return work.get();
        } catch (CrashError crashed) {
            restart();
            return otherwise;
        } catch (StorageException | TrainerException | Settlement.UnreachableException failed) {
            return otherwise;
        } finally {
            trouble.draw(false);
        }
    }

    private void tried(Runnable work) {
        var _ =
                tried(
                        () -> {
                            work.run();
                            return true;
                        },
                        false);
    }

    /// What was committed is whole at once.
    private void restart() {
        trouble.draw(false);
        sql.restart();
    }

    private boolean isLost(int worker) {
        return gone.get(worker) || trouble.strikes(Fault.REQUEST_LOST);
    }

    private void mayComeAgain(Supplier<SqlNetwork.Copy> copy) {
        if (trouble.strikes(Fault.ARRIVES_AGAIN)) {
            long at = now + trouble.between(Habits.SECOND, LATEST_COPY);
            late.add(new Late(at, copies++, copy.get()));
        }
    }

    @Override
    public void jumpTo(long to) {
        while (!late.isEmpty() && late.element().at() <= to) {
            var next = late.remove();
            sql.jumpTo(next.at(), ahead);
            tried(next.copy()::arrive);
        }
        now = to;
        sql.jumpTo(now, ahead);
    }

    @Override
    public int ask(int worker) {
        if (!gone.get(worker) && trouble.strikes(Fault.DEVICE_LEFT)) {
            gone.set(worker);
        }
        if (gone.get(worker)) {
            return NEVER;
        }
        if (isLost(worker)) {
            return PAUSE;
        }
        int answer = tried(() -> sql.ask(worker), PAUSE);
        if (trouble.strikes(Fault.REPLY_LOST)) {
            return PAUSE;
        }
        return answer == GIVEN ? GIVEN : Math.max(answer, IN_VAIN);
    }

    @Override
    public boolean beat(int worker) {
        if (isLost(worker)) {
            return !gone.get(worker);
        }
        mayComeAgain(() -> sql.copyOfBeat(worker));
        boolean isLive = tried(() -> sql.beat(worker), true);
        return isLive || trouble.strikes(Fault.REPLY_LOST);
    }

    @Override
    public void release(int worker) {
        if (isLost(worker)) {
            return;
        }
        mayComeAgain(() -> sql.copyOfRelease(worker));
        tried(() -> sql.release(worker));
    }

    @Override
    public Said commit(int worker, int steps) {
        if (isLost(worker)) {
            return gone.get(worker) ? Said.NO : Said.NOTHING;
        }
        var said = tried(() -> sql.commit(worker, steps), Said.NOTHING);
        if (said == Said.YES) {
            mayComeAgain(() -> sql.copyOfCommit(worker));
        }
        return trouble.strikes(Fault.REPLY_LOST) ? Said.NOTHING : said;
    }

    @Override
    public Said submit(int worker) {
        if (isLost(worker)) {
            return gone.get(worker) ? Said.NO : Said.NOTHING;
        }
        if (trouble.strikes(Fault.LINE_BROKE)) {
            tried(() -> sql.sendOther(worker, RoughNetwork::beginning));
            return Said.NOTHING;
        }
        if (trouble.strikes(Fault.BIT_FLIPPED)) {
            tried(() -> sql.sendOther(worker, this::flipped));
        }
        sql.blobs().fill(trouble.strikes(Fault.NO_ROOM));
        var said = tried(() -> sql.submit(worker), Said.NOTHING);
        sql.blobs().fill(false);
        mayComeAgain(() -> sql.copyOfUpdate(worker));
        return trouble.strikes(Fault.REPLY_LOST) ? Said.NOTHING : said;
    }

    private static byte[] beginning(byte[] update) {
        return Arrays.copyOf(update, update.length / 2);
    }

    private byte[] flipped(byte[] update) {
        var other = update.clone();
        other[trouble.upTo(other.length)] ^= (byte) (1 << trouble.upTo(Byte.SIZE));
        return other;
    }

    @Override
    public void forget(int worker) {
        sql.forget(worker);
    }

    @Override
    public void sweep() {
        moveClock();
        tried(sql::advance);
        tried(sql::evaluate);
        tried(sql::post);
        moveJobs();
    }

    private void moveClock() {
        if (trouble.strikes(Fault.CLOCK_FORWARD)) {
            ahead += trouble.between(Habits.SECOND, 15 * Habits.MINUTE);
        }
        if (trouble.strikes(Fault.CLOCK_BACK)) {
            ahead -= trouble.between(Habits.SECOND, 15 * Habits.MINUTE);
        }
        ahead = Math.clamp(ahead, MOST_BEHIND, MOST_AHEAD);
        sql.jumpTo(now, ahead);
    }

    /// The first job always goes on in the end.
    private void moveJobs() {
        paused.removeIf(job -> tried(() -> sql.coordinator().resume(job), false));
        if (trouble.strikes(Fault.OWNER_PAUSED)) {
            var job = jobs.get(trouble.upTo(jobs.size()));
            if (tried(() -> sql.coordinator().pause(job), false)) {
                paused.add(job);
            }
        }
        if (trouble.strikes(Fault.OWNER_CANCELLED)) {
            var job = jobs.get(1 + trouble.upTo(jobs.size() - 1));
            tried(() -> sql.coordinator().cancel(job));
        }
    }

    @Override
    public String settle() {
        var frozen = tried(sql::freeze, "");
        tried(sql::post);
        tried(sql::tidy);
        return frozen;
    }

    @Override
    public List<String> violations() {
        return sql.violations();
    }

    @Override
    public List<String> atRest() {
        trouble.end();
        return sql.atRest();
    }

    @Override
    public long leases() {
        return sql.leases();
    }

    @Override
    public Sum sum() {
        return sql.sum();
    }

    @Override
    public void close() {
        sql.close();
    }
}
