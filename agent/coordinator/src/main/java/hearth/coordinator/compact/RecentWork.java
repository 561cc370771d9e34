package hearth.coordinator.compact;

import hearth.coordinator.WorkSample;

import java.util.Arrays;

/// The newest results of the network by their numbers: whose work was accepted. Repetitions and
/// parts of leases take a number and count for nobody.
final class RecentWork {
    private final int[] acceptedOf = new int[WorkSample.WINDOW];
    private int newest;

    RecentWork() {
        Arrays.fill(acceptedOf, Slots.NONE);
    }

    /// A result arrived.
    ///
    /// @return its number, from 1 on
    int append() {
        newest++;
        acceptedOf[newest & (WorkSample.WINDOW - 1)] = Slots.NONE;
        return newest;
    }

    int newest() {
        return newest;
    }

    void accept(int number, int device) {
        if (number > newest - WorkSample.WINDOW) {
            acceptedOf[number & (WorkSample.WINDOW - 1)] = device;
        }
    }

    /// @return device, or [Slots#NONE]
    int acceptedOf(long number) {
        return acceptedOf[(int) number & (WorkSample.WINDOW - 1)];
    }
}
