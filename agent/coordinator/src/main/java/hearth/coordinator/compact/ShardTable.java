package hearth.coordinator.compact;

import hearth.coordinator.RoundEnd;

import java.util.ArrayDeque;
import java.util.function.IntPredicate;

/// `READY → LEASED → SUBMITTED → ACCEPTED | REJECTED (→ READY, attempt+1) | POISON` for the shards
/// of all jobs.
final class ShardTable {
    /// Most shards of a job.
    static final int MOST = 1 << 15;

    static final byte READY = 0;
    static final byte LEASED = 1;
    static final byte SUBMITTED = 2;
    static final byte ACCEPTED = 3;
    static final byte POISON = 4;

    private static final int NUMBER_BITS = 15;
    private static final int ATTEMPT_BITS = 3;

    private final int each;
    private final byte[] state;
    private final byte[] attempt;
    private final int[] pass;
    private final int[] token;

    /// Passes that have counted a result of the shard, one bit each.
    private final long[] counted;

    private final IdHeap[] ready;
    private final int[] usable;

    ShardTable(int jobs, int each) {
        this.each = each;
        state = new byte[jobs * each];
        attempt = new byte[jobs * each];
        pass = new int[jobs * each];
        token = new int[jobs * each];
        counted = new long[jobs * each];
        ready = new IdHeap[jobs];
        usable = new int[jobs];
        for (int job = 0; job < jobs; job++) {
            ready[job] = new IdHeap();
            usable[job] = each;
            for (int number = 0; number < each; number++) {
                ready[job].add(key(job, number));
            }
        }
    }

    /// Least used first.
    private long key(int job, int number) {
        int at = at(job, number);
        return ((((long) pass[at] << ATTEMPT_BITS) | attempt[at]) << NUMBER_BITS) | number;
    }

    private int at(int job, int number) {
        return job * each + number;
    }

    /// Takes the ready shard that was used least and gives it a new token.
    ///
    /// @param isLast whether a shard is taken only where there is no other
    /// @return its number, or [Slots#NONE]
    int lease(int job, IntPredicate isLast) {
        if (ready[job].isEmpty()) {
            beginPass(job);
        }
        if (ready[job].isEmpty()) {
            return Slots.NONE;
        }
        int number = remove(job, isLast);
        int at = at(job, number);
        state[at] = LEASED;
        token[at]++;
        return number;
    }

    private int remove(int job, IntPredicate isLast) {
        var passed = new ArrayDeque<Long>();
        long key = ready[job].remove();
        while (isLast.test((int) key & MOST - 1) && !ready[job].isEmpty()) {
            passed.add(key);
            key = ready[job].remove();
        }
        if (isLast.test((int) key & MOST - 1) && !passed.isEmpty()) {
            passed.add(key);
            key = passed.remove();
        }
        passed.forEach(ready[job]::add);
        return (int) key & MOST - 1;
    }

    private void beginPass(int job) {
        for (int number = 0; number < each; number++) {
            int at = at(job, number);
            if (state[at] == ACCEPTED) {
                pass[at]++;
                attempt[at] = 0;
                makeReady(job, number);
            }
        }
    }

    private void makeReady(int job, int number) {
        state[at(job, number)] = READY;
        ready[job].add(key(job, number));
    }

    /// A lease ended without a result that takes its place; an older token changes nothing.
    void giveBack(int job, int number, int given) {
        int at = at(job, number);
        if (state[at] == LEASED && token[at] == given) {
            makeReady(job, number);
        }
    }

    void submit(int job, int number, int given) {
        int at = at(job, number);
        if (state[at] == LEASED && token[at] == given) {
            state[at] = SUBMITTED;
        }
    }

    void accept(int job, int number) {
        int at = at(job, number);
        require(state[at] == SUBMITTED);
        state[at] = ACCEPTED;
    }

    void reject(int job, int number) {
        int at = at(job, number);
        require(state[at] == SUBMITTED);
        boolean isGivenUp = RoundEnd.isGivenUp(attempt[at]);
        attempt[at]++;
        if (isGivenUp) {
            state[at] = POISON;
            usable[job]--;
        } else {
            makeReady(job, number);
        }
    }

    /// A result of the shard is good and took its place.
    ///
    /// @return false if one of the same pass did before
    boolean count(int job, int number, int inPass) {
        long bit = 1L << (inPass % Long.SIZE);
        int at = at(job, number);
        boolean isFirst = (counted[at] & bit) == 0;
        counted[at] |= bit;
        // So that the bits suffice for any number of passes.
        counted[at] &= ~(1L << ((inPass + Long.SIZE / 2) % Long.SIZE));
        return isFirst;
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("a shard was submitted");
        }
    }

    /// Number of shards that were not given up.
    int usable(int job) {
        return usable[job];
    }

    int ready(int job) {
        return ready[job].size();
    }

    int pass(int job, int number) {
        return pass[at(job, number)];
    }

    int token(int job, int number) {
        return token[at(job, number)];
    }

    byte state(int job, int number) {
        return state[at(job, number)];
    }
}
