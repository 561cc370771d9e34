package hearth.coordinator.compact;

import hearth.coordinator.WorkSample;

import java.util.Arrays;

/// The newest results of the network by their numbers: whose work they are, if nothing speaks
/// against them. Repetitions and parts of leases take a number and count for nobody.
final class RecentWork {
    private final int[] workOf = new int[WorkSample.WINDOW];
    private int newest;

    RecentWork() {
        Arrays.fill(workOf, Slots.NONE);
    }

    /// A result arrived.
    ///
    /// @return its number, from 1 on
    int append() {
        newest++;
        workOf[newest & (WorkSample.WINDOW - 1)] = Slots.NONE;
        return newest;
    }

    int newest() {
        return newest;
    }

    /// @param device or [Slots#NONE], once it was refused
    void count(int number, int device) {
        if (number > newest - WorkSample.WINDOW) {
            workOf[number & (WorkSample.WINDOW - 1)] = device;
        }
    }

    /// @return device, or [Slots#NONE]
    int of(long number) {
        return workOf[(int) number & (WorkSample.WINDOW - 1)];
    }
}
