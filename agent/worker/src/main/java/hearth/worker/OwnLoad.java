package hearth.worker;

import hearth.hardware.Observation;
import hearth.worker.policy.Facts;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// What of the machine's load is the agent's and its children's doing. Looking the children up
/// reads the whole process table, so it is done every few seconds and only while one trains.
final class OwnLoad {
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /// So short a rest does not begin the measurement anew.
    private static final Duration BETWEEN_LEASES = Duration.ofSeconds(15);

    private Facts.Own newest = Facts.Own.NOTHING;
    private Duration worked = Duration.ZERO;
    private Duration looked = Duration.ZERO.minus(PAUSE);
    private Duration used = Duration.ZERO;

    Facts.Own newest(Observation seen, boolean working) {
        if (working) {
            worked = seen.since();
        } else if (seen.since().minus(worked).compareTo(BETWEEN_LEASES) > 0) {
            newest = Facts.Own.NOTHING;
            looked = Duration.ZERO.minus(PAUSE);
        }
        if (!working) {
            return Facts.Own.NOTHING;
        }
        var passed = seen.since().minus(looked);
        if (passed.compareTo(PAUSE) >= 0) {
            boolean first = looked.isNegative();
            var before = used;
            var processes = new HashSet<Long>();
            used = look(processes);
            double share =
                    (double) used.minus(before).toNanos()
                            / passed.toNanos()
                            / seen.reading().cores();
            newest =
                    new Facts.Own(
                            processes,
                            first || share < 0
                                    ? Optional.empty()
                                    : Optional.of(Math.min(share, 1)));
            looked = seen.since();
        }
        return newest;
    }

    private static Duration look(Set<Long> processes) {
        var own = ProcessHandle.current();
        var total = time(own);
        processes.add(own.pid());
        for (var child : own.descendants().toList()) {
            processes.add(child.pid());
            total = total.plus(time(child));
        }
        return total;
    }

    private static Duration time(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
