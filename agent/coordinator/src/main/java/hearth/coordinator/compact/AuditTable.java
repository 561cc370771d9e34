package hearth.coordinator.compact;

import java.util.Arrays;

/// `WANTED → DRAWN → LEASED → DONE`, `WANTED → OWN → DONE`, `DROPPED`: repetitions of results that
/// are not decided yet, each with its number.
final class AuditTable {
    static final int WANTED = 0;
    static final int DRAWN = 1;
    static final int LEASED = 2;
    static final int OWN = 3;
    static final int DONE = 4;
    static final int DROPPED = 5;

    static final int ID = 0;

    /// Lease of the result that is repeated.
    static final int OF = 1;

    static final int RUN = 2;
    static final int STATE = 3;
    static final int IS_CANARY = 4;

    /// Device, or [Slots#NONE].
    static final int AUDITOR = 5;

    /// The repetition, or [Slots#NONE].
    static final int LEASE = 6;

    static final int WANTED_AT = 7;
    static final int UNTIL = 8;

    /// The next one of the same result.
    static final int NEXT = 9;

    /// The next one that the same device was drawn for.
    static final int NEXT_DRAWN = 10;

    /// How often somebody was drawn.
    static final int DRAWS = 11;

    /// The last two devices that were and did not send it, or [Slots#NONE]. After the third nobody
    /// more is drawn.
    static final int MISSED = 12;

    static final int MISSED_BEFORE = 13;

    private static final int FIELDS = 14;

    final Slots slots = new Slots(FIELDS);

    /// By number.
    final WantedHeap wanted = new WantedHeap();

    final IdHeap own = new IdHeap();

    /// Those whose repetition came.
    final IdHeap arrived = new IdHeap();

    private final LeaseTable leases;
    private final int[] drawnFor;

    /// What each device was drawn for and has not sent.
    private final int[] open;

    private final IdHeap drawn = new IdHeap();
    private final IdHeap ended = new IdHeap();
    private int ids;

    AuditTable(LeaseTable leases, int devices) {
        this.leases = leases;
        drawnFor = new int[devices];
        open = new int[devices];
        Arrays.fill(drawnFor, Slots.NONE);
    }

    int get(int audit, int field) {
        return slots.get(audit, field);
    }

    /// @param result lease of the result
    void want(int result, int run, boolean isCanary, int state, int now) {
        int audit = slots.take();
        slots.set(audit, ID, ids++);
        slots.set(audit, OF, result);
        slots.set(audit, RUN, run);
        slots.set(audit, STATE, state);
        slots.set(audit, IS_CANARY, isCanary ? 1 : 0);
        slots.set(audit, AUDITOR, Slots.NONE);
        slots.set(audit, LEASE, Slots.NONE);
        slots.set(audit, WANTED_AT, now);
        slots.set(audit, DRAWS, 0);
        slots.set(audit, MISSED, Slots.NONE);
        slots.set(audit, MISSED_BEFORE, Slots.NONE);
        slots.set(audit, NEXT, Slots.NONE);
        int last = leases.get(result, LeaseTable.AUDITS);
        if (last == Slots.NONE) {
            leases.slots.set(result, LeaseTable.AUDITS, audit);
        } else {
            while (slots.get(last, NEXT) != Slots.NONE) {
                last = slots.get(last, NEXT);
            }
            slots.set(last, NEXT, audit);
        }
        if (state == OWN) {
            own.add(key(audit));
        } else {
            wanted.add(key(audit));
        }
    }

    /// Comes in the order of the numbers.
    long key(int audit) {
        return ((long) slots.get(audit, ID) << Integer.SIZE) | audit;
    }

    void draw(int audit, int device, int until) {
        slots.set(audit, STATE, DRAWN);
        slots.set(audit, AUDITOR, device);
        slots.set(audit, DRAWS, slots.get(audit, DRAWS) + 1);
        open[device]++;
        slots.set(audit, UNTIL, until);
        int before = Slots.NONE;
        int next = drawnFor[device];
        while (next != Slots.NONE && slots.get(next, ID) < slots.get(audit, ID)) {
            before = next;
            next = slots.get(next, NEXT_DRAWN);
        }
        slots.set(audit, NEXT_DRAWN, next);
        if (before == Slots.NONE) {
            drawnFor[device] = audit;
        } else {
            slots.set(before, NEXT_DRAWN, audit);
        }
        drawn.add(((long) until << Integer.SIZE) | audit);
    }

    /// What a device was drawn for first, or [Slots#NONE].
    int drawnFor(int device) {
        return drawnFor[device];
    }

    int open(int device) {
        return open[device];
    }

    /// The repetition came.
    void arrive(int audit) {
        open[slots.get(audit, AUDITOR)]--;
        slots.set(audit, STATE, DONE);
    }

    void lease(int audit, int lease) {
        noLongerDrawn(audit);
        slots.set(audit, STATE, LEASED);
        slots.set(audit, LEASE, lease);
        leases.slots.set(lease, LeaseTable.AUDITS, audit);
    }

    private void noLongerDrawn(int audit) {
        int device = slots.get(audit, AUDITOR);
        int next = slots.get(audit, NEXT_DRAWN);
        if (drawnFor[device] == audit) {
            drawnFor[device] = next;
            return;
        }
        int before = drawnFor[device];
        while (slots.get(before, NEXT_DRAWN) != audit) {
            before = slots.get(before, NEXT_DRAWN);
        }
        slots.set(before, NEXT_DRAWN, next);
    }

    /// The lease of a repetition ended without a result.
    void ended(int audit) {
        slots.set(audit, LEASE, Slots.NONE);
        ended.add(key(audit));
    }

    /// Gives up on devices that did not come in time and on leases that ended without a result.
    void recall(int now) {
        while (!ended.isEmpty()) {
            again((int) ended.remove());
        }
        while (!drawn.isEmpty()) {
            long first = drawn.remove();
            int audit = (int) first;
            if (first >>> Integer.SIZE > now) {
                drawn.add(first);
                return;
            }
            boolean isStill =
                    slots.get(audit, STATE) == DRAWN
                            && slots.get(audit, UNTIL) == first >>> Integer.SIZE;
            if (isStill) {
                noLongerDrawn(audit);
                again(audit);
            }
        }
    }

    private void again(int audit) {
        open[slots.get(audit, AUDITOR)]--;
        slots.set(audit, MISSED_BEFORE, slots.get(audit, MISSED));
        slots.set(audit, MISSED, slots.get(audit, AUDITOR));
        slots.set(audit, STATE, WANTED);
        slots.set(audit, AUDITOR, Slots.NONE);
        slots.set(audit, LEASE, Slots.NONE);
        wanted.add(key(audit));
    }

    void move(int audit, int state) {
        slots.set(audit, STATE, state);
        if (state == OWN) {
            own.add(key(audit));
        }
    }

    /// A result is decided; nothing is known of its repetitions any more.
    void drop(int result) {
        int audit = leases.get(result, LeaseTable.AUDITS);
        while (audit != Slots.NONE) {
            int lease = slots.get(audit, LEASE);
            if (lease != Slots.NONE) {
                leases.slots.drop(lease);
            }
            int next = slots.get(audit, NEXT);
            slots.set(audit, STATE, DROPPED);
            slots.drop(audit);
            audit = next;
        }
        leases.slots.drop(result);
    }
}
