package hearth.coordinator.compact;

import hearth.coordinator.RoundEnd;

import java.util.Arrays;

/// Jobs with their books and their one round that is not published yet: `OPEN → CLOSING →
/// AGGREGATING → PUBLISHED (the next one opens)`, or `CLOSING → OPEN`.
final class JobTable {
    static final byte OPEN = 0;
    static final byte CLOSING = 1;
    static final byte AGGREGATING = 2;

    final long[] available;
    final long[] reserved;
    final long[] held;
    final long[] released;
    final long[] slashed;
    final int[] round;
    final int[] target;

    /// Leases at work in the round and results that wait in it for their place.
    final int[] taken;

    /// Results of the round that wait for their place, without the leases.
    final int[] waiting;

    /// All results of the round that wait for a verdict.
    final int[] unjudged;

    /// Losses of the round that are not measured yet.
    final int[] unmeasured;

    /// Whether the round's secret was drawn.
    final boolean[] hasSecret;

    final int[] firstResult;
    final int[] lastResult;
    final OwnerPlaces[] owners;
    final ShardTable shards;

    private final byte[] state;

    /// Whether an open round gives work.
    private final boolean[] gives;

    private final int[] grantedAt;
    private final boolean[] isQueued;
    private final IdHeap queue = new IdHeap();
    private final Extent extent;
    private long published;

    JobTable(Extent extent) {
        this.extent = extent;
        int jobs = extent.jobs();
        shards = new ShardTable(jobs, extent.shards());
        available = new long[jobs];
        Arrays.fill(available, extent.budget());
        reserved = new long[jobs];
        held = new long[jobs];
        released = new long[jobs];
        slashed = new long[jobs];
        round = new int[jobs];
        target = new int[jobs];
        taken = new int[jobs];
        waiting = new int[jobs];
        unjudged = new int[jobs];
        unmeasured = new int[jobs];
        hasSecret = new boolean[jobs];
        firstResult = new int[jobs];
        lastResult = new int[jobs];
        owners = new OwnerPlaces[jobs];
        state = new byte[jobs];
        gives = new boolean[jobs];
        Arrays.fill(state, CLOSING);
        grantedAt = new int[jobs];
        isQueued = new boolean[jobs];
        for (int job = 0; job < jobs; job++) {
            owners[job] = new OwnerPlaces();
            openRound(job, 0);
        }
    }

    private void openRound(int job, int number) {
        round[job] = number;
        target[job] = RoundEnd.target(extent.places(), shards.usable(job));
        taken[job] = 0;
        waiting[job] = 0;
        unjudged[job] = 0;
        unmeasured[job] = 0;
        hasSecret[job] = false;
        firstResult[job] = Slots.NONE;
        lastResult[job] = Slots.NONE;
        owners[job].clear();
        reopen(job);
    }

    /// The round takes results again.
    void reopen(int job) {
        state[job] = OPEN;
        gives[job] = true;
        offer(job);
    }

    /// The round waits for those who work on it.
    void giveNoMore(int job) {
        gives[job] = false;
    }

    private boolean hasPlace(int job) {
        return state[job] == OPEN && gives[job] && taken[job] < target[job];
    }

    void close(int job) {
        if (state[job] == OPEN) {
            state[job] = CLOSING;
        }
    }

    /// Enough of a closed round's results are good.
    void judged(int job) {
        state[job] = AGGREGATING;
    }

    boolean isJudged(int job) {
        return state[job] == AGGREGATING;
    }

    /// The round is published and the next one opens.
    ///
    /// @throws IllegalStateException if no data is left: that ends a job, which is not simulated
    void publish(int job) {
        if (shards.usable(job) == 0) {
            throw new IllegalStateException("all data of a job was given up");
        }
        published++;
        openRound(job, round[job] + 1);
    }

    boolean isOpen(int job) {
        return state[job] == OPEN;
    }

    /// The first result of the round that takes no place in it, or [Slots#NONE]; most have none.
    int firstPart(int job, LeaseTable leases) {
        return unjudged[job] == waiting[job] ? Slots.NONE : part(firstResult[job], leases);
    }

    int partAfter(int part, LeaseTable leases) {
        return part(leases.get(part, LeaseTable.NEXT), leases);
    }

    private static int part(int from, LeaseTable leases) {
        int result = from;
        while (result != Slots.NONE && leases.is(result, LeaseTable.COUNTED)) {
            result = leases.get(result, LeaseTable.NEXT);
        }
        return result;
    }

    boolean isOpen(int job, int number) {
        return isOpen(job) && round[job] == number;
    }

    long published() {
        return published;
    }

    /// A place of the round is taken, or free again.
    void take(int job, int owner, int places) {
        taken[job] += places;
        owners[job].add(owner, places);
        if (places < 0) {
            offer(job);
        }
    }

    private void offer(int job) {
        if (!isQueued[job] && hasPlace(job)) {
            isQueued[job] = true;
            queue.add(((long) grantedAt[job] << Short.SIZE) | job);
        }
    }

    /// The job with a place that has not given work for the longest, or [Slots#NONE]; it is no more
    /// in the queue until [#putBack].
    int next() {
        while (!queue.isEmpty()) {
            int job = (int) queue.remove() & Extent.MOST_JOBS - 1;
            isQueued[job] = false;
            if (hasPlace(job)) {
                return job;
            }
        }
        return Slots.NONE;
    }

    void putBack(int job) {
        offer(job);
    }

    /// Other jobs come first now.
    void granted(int job, int now) {
        grantedAt[job] = now;
        offer(job);
    }
}
