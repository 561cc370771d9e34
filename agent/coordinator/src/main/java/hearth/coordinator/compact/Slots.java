package hearth.coordinator.compact;

import java.util.Arrays;

/// Many small records of whole numbers in one array. What was dropped may be read until its place
/// is taken again, which shows in its serial.
final class Slots {
    static final int NONE = -1;

    private static final int FIRST_ROOM = 1024;

    private final int width;
    private int[] words;
    private int[] free = new int[FIRST_ROOM];
    private int freed;
    private int used;

    /// @param fields of a record; one more is its serial
    Slots(int fields) {
        width = fields + 1;
        words = new int[FIRST_ROOM * width];
    }

    /// A place for a new record; its fields are what they were.
    int take() {
        int slot;
        if (freed > 0) {
            slot = free[--freed];
        } else {
            slot = used++;
            if (used * width > words.length) {
                words = Arrays.copyOf(words, Math.addExact(words.length, words.length / 2));
            }
        }
        words[slot * width + width - 1]++;
        return slot;
    }

    void drop(int slot) {
        if (freed == free.length) {
            free = Arrays.copyOf(free, 2 * freed);
        }
        free[freed++] = slot;
    }

    int get(int slot, int field) {
        return words[slot * width + field];
    }

    void set(int slot, int field, int value) {
        words[slot * width + field] = value;
    }

    /// How often the place was taken.
    int serial(int slot) {
        return words[slot * width + width - 1];
    }

    /// No slot has a higher number.
    int highest() {
        return used;
    }
}
