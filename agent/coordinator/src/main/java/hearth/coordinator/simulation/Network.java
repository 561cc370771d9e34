package hearth.coordinator.simulation;

import java.util.List;
import java.util.Map;

/// A coordinator with its book, as a world drives it.
interface Network extends Desk, AutoCloseable {
    /// The time is so many milliseconds since the beginning.
    void jumpTo(long now);

    /// What is due now, as a coordinator's background workers do it.
    void sweep();

    /// Settles.
    ///
    /// @return what is said of it, empty if nothing was released
    String settle();

    /// Everything that must always hold and does not, in words.
    List<String> violations();

    /// The same when nothing has failed any more for a day and the chain was sent what it is owed.
    /// The world is over then.
    default List<String> atRest() {
        return violations();
    }

    long leases();

    /// What it came to.
    ///
    /// @param results that arrived
    /// @param undecided of them, at the end
    /// @param faults how often each happened
    /// @param outcomes how many things ended how
    /// @param honestPunishedFor results of honest devices that were refused or slashed, by reason
    record Sum(
            long leases,
            long results,
            long accepted,
            long undecided,
            long rounds,
            long doublePaid,
            long lost,
            double hostilePayShare,
            double hostileWorkShare,
            Map<String, Long> honestPunishedFor,
            long hostileRefused,
            String releasedWei,
            String chainWei,
            Map<String, Long> faults,
            Map<String, Long> outcomes) {}

    Sum sum();

    @Override
    void close();
}
