package hearth.coordinator.compact;

import java.util.Arrays;

/// `GRANTED → COMMITTED → REVEALED | EXPIRED | REVOKED` with the result that a lease led to, for as
/// long as something can become of it.
final class LeaseTable {
    static final int GRANTED = 0;
    static final int COMMITTED = 1;
    static final int REVEALED = 2;
    static final int EXPIRED = 3;
    static final int REVOKED = 4;

    static final int JOB = 0;
    static final int ROUND = 1;
    static final int SHARD = 2;
    static final int PASS = 3;
    static final int TOKEN = 4;
    static final int DEVICE = 5;
    static final int STATE = 6;
    static final int GRANTED_AT = 7;
    static final int EXPIRES_AT = 8;
    static final int STEPS = 9;

    /// Number of the result among those of its device.
    static final int RESULT = 10;

    static final int RECEIVED_AT = 11;

    /// Of a result of a round the next one; of a live lease the next one of its device.
    static final int NEXT = 12;

    /// Of a result the first of its repetitions.
    static final int AUDITS = 13;

    /// [#AUDIT], [#COUNTED] and [#MEASURED].
    static final int FLAGS = 14;

    /// Of a repetition, whose audit is in [#AUDITS].
    static final int AUDIT = 1;

    /// Takes a place in its round.
    static final int COUNTED = 2;

    /// Was drawn to have its loss measured.
    static final int MEASURED = 4;

    /// Place of a result among those of the network.
    static final int SEQUENCE = 15;

    private static final int FIELDS = 16;
    private static final int SERIAL_BITS = 20;
    private static final int SERIALS = (1 << SERIAL_BITS) - 1;

    final Slots slots = new Slots(FIELDS);
    private final int[] ofDevice;
    private final Timetable expiry;

    LeaseTable(int devices, long end) {
        ofDevice = new int[devices];
        Arrays.fill(ofDevice, Slots.NONE);
        expiry = new Timetable(end);
    }

    /// A new live lease.
    ///
    /// @param flags [#AUDIT] or none
    int grant(int device, int now, int until, int flags) {
        int slot = slots.take();
        slots.set(slot, DEVICE, device);
        slots.set(slot, STATE, GRANTED);
        slots.set(slot, GRANTED_AT, now);
        slots.set(slot, EXPIRES_AT, until);
        slots.set(slot, NEXT, Slots.NONE);
        slots.set(slot, AUDITS, Slots.NONE);
        slots.set(slot, FLAGS, flags);
        int last = Slots.NONE;
        for (int of = ofDevice[device]; of != Slots.NONE; of = slots.get(of, NEXT)) {
            last = of;
        }
        if (last == Slots.NONE) {
            ofDevice[device] = slot;
        } else {
            slots.set(last, NEXT, slot);
        }
        expiry.add(until, name(slot));
        return slot;
    }

    /// What a lease is called outside, so that its place may be taken by another meanwhile.
    long name(int slot) {
        return ((long) slot << SERIAL_BITS) | (slots.serial(slot) & SERIALS);
    }

    /// @return its place, or [Slots#NONE] if the book knows it no more
    int find(long name) {
        int slot = (int) (name >>> SERIAL_BITS);
        return name(slot) == name ? slot : Slots.NONE;
    }

    /// Takes one out of the live ones of its device.
    void end(int slot, int state) {
        slots.set(slot, STATE, state);
        int device = slots.get(slot, DEVICE);
        int next = slots.get(slot, NEXT);
        if (ofDevice[device] == slot) {
            ofDevice[device] = next;
        } else {
            int before = ofDevice[device];
            while (slots.get(before, NEXT) != slot) {
                before = slots.get(before, NEXT);
            }
            slots.set(before, NEXT, next);
        }
        slots.set(slot, NEXT, Slots.NONE);
    }

    /// The oldest live lease of a device.
    int firstOf(int device) {
        return ofDevice[device];
    }

    int get(int slot, int field) {
        return slots.get(slot, field);
    }

    boolean is(int slot, int flag) {
        return (slots.get(slot, FLAGS) & flag) != 0;
    }

    void flag(int slot, int flag) {
        slots.set(slot, FLAGS, slots.get(slot, FLAGS) | flag);
    }

    boolean isOpen(int slot) {
        return slots.get(slot, STATE) <= COMMITTED;
    }

    boolean isLive(int slot, int now) {
        return isOpen(slot) && now < slots.get(slot, EXPIRES_AT);
    }

    void extend(int slot, int until) {
        slots.set(slot, EXPIRES_AT, Math.max(until, slots.get(slot, EXPIRES_AT)));
    }

    /// One whose time is over, or [Slots#NONE].
    int overdue(int now) {
        while (true) {
            long name = expiry.next(now);
            if (name == Timetable.NOTHING) {
                return Slots.NONE;
            }
            int slot = find(name);
            if (slot != Slots.NONE && isOpen(slot)) {
                int until = slots.get(slot, EXPIRES_AT);
                if (until <= now) {
                    return slot;
                }
                expiry.add(until, name);
            }
        }
    }
}
