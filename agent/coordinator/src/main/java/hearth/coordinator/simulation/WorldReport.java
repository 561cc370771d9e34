package hearth.coordinator.simulation;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What became of a simulated network.
///
/// @param book where the coordinator's state was: `sql` or `compact`
/// @param cpuSeconds of the thread in which everything happens
/// @param leases granted
/// @param results that arrived
/// @param accepted of them
/// @param undecided of them when the time was over: their loss is to be measured, or somebody else
/// repeats them
/// @param violations of invariants, over all hourly checks
/// @param doublePaid leases with two entries of the ledger, and owners who were booked more than
/// their receipts promise
/// @param lost receipts whose result the coordinator does not know, and jobs whose books do not add
/// up to their budget
/// @param hostilePayShare of all pay, held back or released
/// @param hostileWorkShare of all results that arrived
/// @param honestPunished results of honest workers that were refused or slashed
/// @param honestPunishedFor the same by reason
/// @param releasedWei that epochs have frozen
/// @param chainWei that the stand-in chain may pay
/// @param leasesPerSecond of the clock on the wall
/// @param leasesPerCpuSecond of the one thread that does everything
/// @param heapMb of the heap in use at the end, with what is not collected yet
/// @param faults how often each of a rough world happened
/// @param outcomes how many jobs, rounds, leases, results, repetitions and payments ended how,
/// where there is a database
/// @param firstViolations for a look
public record WorldReport(
        String book,
        double wallSeconds,
        double cpuSeconds,
        int workers,
        double days,
        long seed,
        long leases,
        long results,
        long accepted,
        long undecided,
        long rounds,
        long checks,
        long violations,
        long doublePaid,
        long lost,
        double hostilePayShare,
        double hostileWorkShare,
        long honestPunished,
        Map<String, Long> honestPunishedFor,
        long hostileRefused,
        String releasedWei,
        String chainWei,
        long leasesPerSecond,
        long leasesPerCpuSecond,
        long heapMb,
        Map<String, Long> faults,
        Map<String, Long> outcomes,
        List<String> firstViolations) {
    public WorldReport {
        honestPunishedFor = new TreeMap<>(honestPunishedFor);
        faults = new TreeMap<>(faults);
        outcomes = new TreeMap<>(outcomes);
        firstViolations = List.copyOf(firstViolations);
    }

    /// Whether nothing went wrong that must not.
    public boolean isSound() {
        return violations == 0 && doublePaid == 0 && lost == 0;
    }
}
