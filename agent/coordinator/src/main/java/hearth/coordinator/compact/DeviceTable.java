package hearth.coordinator.compact;

import hearth.coordinator.Belief;
import hearth.coordinator.WorkSample;

import java.time.Duration;
import java.util.Arrays;

/// What is known of devices.
final class DeviceTable {
    /// Who is seen is noted for minutes at least.
    private static final int BETWEEN_SIGHTS = (int) Duration.ofSeconds(10).toMillis();

    private static final int NEVER = -1;

    final int[] owners;
    final int[] sinceFailure;
    final int[] accepted;
    final int[] refused;

    /// Pay that was booked and not taken.
    final long[] paid;

    private final int[] seenAt;

    DeviceTable(int[] owners) {
        this.owners = owners.clone();
        int count = owners.length;
        sinceFailure = new int[count];
        accepted = new int[count];
        refused = new int[count];
        paid = new long[count];
        seenAt = new int[count];
        Arrays.fill(seenAt, NEVER);
    }

    void saw(int device, int now) {
        if (seenAt[device] == NEVER || seenAt[device] <= now - BETWEEN_SIGHTS) {
            seenAt[device] = now;
        }
    }

    boolean wasSeen(int device, long since) {
        return seenAt[device] != NEVER && seenAt[device] >= since;
    }

    /// By what it may repeat others.
    long known(int device) {
        return WorkSample.known(sinceFailure[device], refused[device]);
    }

    void accept(int device, long pay) {
        sinceFailure[device]++;
        accepted[device]++;
        paid[device] += pay;
    }

    /// @param isDoubt whether statistics say so, and no repetition
    void refuse(int device, boolean isDoubt) {
        sinceFailure[device] = isDoubt ? (int) Belief.afterDoubt(sinceFailure[device]) : 0;
        refused[device]++;
    }
}
