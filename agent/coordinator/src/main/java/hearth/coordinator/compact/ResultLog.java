package hearth.coordinator.compact;

import hearth.coordinator.HoldBack;
import hearth.coordinator.Policy;

import java.time.Instant;
import java.util.Arrays;

/// The results of each device in the order in which they arrived, with their entries of the ledger:
/// one number a result. From the front those are forgotten of which nothing more can become.
final class ResultLog {
    /// States of a result.
    static final int STATIC_OK = 0;

    static final int SCORED = 1;
    static final int AUDIT_WAIT = 2;
    static final int FINAL_OK = 3;
    static final int FINAL_BAD = 4;
    static final int LATE = 5;

    /// One of the last three, and nothing of it is held any more.
    static final int FORGOTTEN = 6;

    /// States of an entry.
    static final int NONE = 0;

    static final int HELD = 1;
    static final int RELEASED = 2;
    static final int SLASHED = 3;
    static final int ALL_JOBS = -1;

    private static final int STATES = 8;
    private static final int BOOKED_SHIFT = 3;
    private static final int STEPS_SHIFT = 5;
    private static final int JOB_SHIFT = 16;
    private static final int AT_SHIFT = 32;
    private static final int STEPS = (1 << (JOB_SHIFT - STEPS_SHIFT)) - 1;
    private static final int FIRST_ROOM = 8;

    /// What is released or slashed.
    interface Move {
        void of(int job, long pay);
    }

    private final long[][] entries;
    private final int[] size;
    private final int[] forgotten;
    private final Extent extent;

    ResultLog(Extent extent) {
        this.extent = extent;
        int devices = extent.owners().length;
        entries = new long[devices][];
        size = new int[devices];
        forgotten = new int[devices];
    }

    /// A result arrived.
    ///
    /// @return its number among those of the device
    int append(int device, int job, int steps, int state, int now) {
        var of = entries[device];
        if (of == null) {
            of = new long[FIRST_ROOM];
        } else if (size[device] == of.length) {
            of = Arrays.copyOf(of, 2 * of.length);
        }
        entries[device] = of;
        of[size[device]++] =
                ((long) now << AT_SHIFT)
                        | ((long) job << JOB_SHIFT)
                        | ((long) steps << STEPS_SHIFT)
                        | state;
        return forgotten[device] + size[device] - 1;
    }

    /// Results that ever arrived.
    int count(int device) {
        return forgotten[device] + size[device];
    }

    private static int state(long entry) {
        return (int) entry & STATES - 1;
    }

    private static int booked(long entry) {
        return (int) (entry >>> BOOKED_SHIFT) & 3;
    }

    private static int job(long entry) {
        return (int) (entry >>> JOB_SHIFT) & (Extent.MOST_JOBS - 1);
    }

    private static int at(long entry) {
        return (int) (entry >>> AT_SHIFT);
    }

    private long pay(long entry) {
        return extent.pay().get((int) (entry >>> STEPS_SHIFT) & STEPS);
    }

    private static long booked(long entry, int booked) {
        return (entry & ~(3L << BOOKED_SHIFT)) | ((long) booked << BOOKED_SHIFT);
    }

    void move(int device, int number, int from, int to) {
        int at = number - forgotten[device];
        if (at < 0 || state(entries[device][at]) != from) {
            throw new IllegalStateException("a result moves on once");
        }
        entries[device][at] = (entries[device][at] & -STATES) | to;
    }

    int state(int device, int number) {
        int at = number - forgotten[device];
        return at < 0 ? FORGOTTEN : state(entries[device][at]);
    }

    /// An accepted result is booked now.
    void hold(int device, int number, int now) {
        int at = number - forgotten[device];
        if (at < 0 || booked(entries[device][at]) != NONE) {
            throw new IllegalStateException("one entry for each result");
        }
        long entry = entries[device][at];
        entries[device][at] =
                (booked(entry, HELD) & ((1L << AT_SHIFT) - 1)) | ((long) now << AT_SHIFT);
    }

    /// Takes what is held of a device.
    ///
    /// @param only job of which it is taken, or [#ALL_JOBS]
    void slash(int device, int only, Move slashed) {
        for (int i = 0; i < size[device]; i++) {
            long entry = entries[device][i];
            if (booked(entry) == HELD && (only == ALL_JOBS || only == job(entry))) {
                entries[device][i] = booked(entry, SLASHED);
                slashed.of(job(entry), pay(entry));
            }
        }
    }

    /// Releases what is due of all devices.
    ///
    /// @return entries released
    long release(int now, Move released) {
        var policy = extent.policy();
        var time = instant(now);
        long youngest =
                HoldBack.youngest(policy, time).toEpochMilli() - extent.beginning().toEpochMilli();
        long count = 0;
        for (int device = 0; device < size.length; device++) {
            count += youngest < 0 ? 0 : release(device, youngest, policy, time, released);
        }
        return count;
    }

    private long release(int device, long youngest, Policy policy, Instant now, Move released) {
        long count = 0;
        int newer = 0;
        for (int i = size[device] - 1; i >= 0; i--) {
            long entry = entries[device][i];
            if (booked(entry) == HELD
                    && at(entry) <= youngest
                    && HoldBack.isOver(instant(at(entry)), newer, policy, now)) {
                entries[device][i] = booked(entry, RELEASED);
                released.of(job(entry), pay(entry));
                count++;
            }
            newer += booked(entry) == NONE ? 0 : 1;
        }
        forget(device);
        return count;
    }

    private Instant instant(int millis) {
        return extent.beginning().plusMillis(millis);
    }

    private void forget(int device) {
        int over = 0;
        while (over < size[device] && isOver(entries[device][over])) {
            over++;
        }
        if (2 * over > size[device]) {
            size[device] -= over;
            System.arraycopy(entries[device], over, entries[device], 0, size[device]);
            forgotten[device] += over;
        }
    }

    private static boolean isOver(long entry) {
        return switch (state(entry)) {
            case FINAL_BAD, LATE -> true;
            case FINAL_OK -> booked(entry) != HELD;
            default -> false;
        };
    }

    /// Results that nobody has decided on yet.
    long undecided() {
        var count = new long[1];
        visit((_, _, state, _, _) -> count[0] += state <= AUDIT_WAIT ? 1 : 0);
        return count[0];
    }

    /// Looks at what is known of all results.
    interface Visitor {
        void see(int device, int job, int state, int booked, long pay);
    }

    void visit(Visitor visitor) {
        for (int device = 0; device < size.length; device++) {
            for (int i = 0; i < size[device]; i++) {
                long entry = entries[device][i];
                visitor.see(device, job(entry), state(entry), booked(entry), pay(entry));
            }
        }
    }
}
