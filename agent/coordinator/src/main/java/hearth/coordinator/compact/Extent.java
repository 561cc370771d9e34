package hearth.coordinator.compact;

import hearth.coordinator.Policy;
import hearth.coordinator.aggregation.RepeatCheck;

import java.time.Instant;
import java.util.List;

/// What a compact book is about.
///
/// @param policy by which it is kept
/// @param beginning of the time in which it counts milliseconds
/// @param end milliseconds after that
/// @param jobs all alike, numbered in the order of their names
/// @param places of a round, at most
/// @param shards of a job's data
/// @param pay in wei for each number of steps, from none to all
/// @param budget of a job in wei
/// @param repeats limits of repetitions
/// @param owners number of each device's owner; devices are numbered in the order of their names
@SuppressWarnings("ArrayRecordComponent") // a million of them, never changed
public record Extent(
        Policy policy,
        Instant beginning,
        long end,
        int jobs,
        int places,
        int shards,
        List<Long> pay,
        long budget,
        RepeatCheck repeats,
        int[] owners) {
    static final int MOST_JOBS = 1 << 16;

    public Extent {
        if (jobs < 1 || jobs >= MOST_JOBS || shards > ShardTable.MOST || end > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("more than a compact book can number");
        }
        pay = List.copyOf(pay);
    }

    int steps() {
        return pay.size() - 1;
    }
}
