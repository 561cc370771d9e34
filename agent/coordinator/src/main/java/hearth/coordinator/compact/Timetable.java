package hearth.coordinator.compact;

import java.util.Arrays;

/// What happens when, in the order of the time and, at the same millisecond, in the order in which
/// it was written down: a few bytes an event, for some hundred million of them. The time is cut
/// into minutes; only that of the minute that is read is sorted. What lies behind the end is
/// forgotten.
public final class Timetable {
    /// Nothing more happens before the time that was asked for.
    public static final long NOTHING = -1;

    private static final int SPAN_BITS = 16;
    private static final int SPAN = 1 << SPAN_BITS;
    private static final int PAYLOAD_BITS = Long.SIZE - SPAN_BITS;
    private static final long PAYLOAD = (1L << PAYLOAD_BITS) - 1;
    private static final int FIRST_ROOM = 256;
    private static final long[] EMPTY = {};

    private final long[][] spans;
    private final int[] sizes;
    private final int[] first = new int[SPAN];
    private final int[] last = new int[SPAN];

    /// Milliseconds of the open span in which something happens or did, a bit each.
    private final long[] taken = new long[SPAN / Long.SIZE];
    private long[] events = new long[FIRST_ROOM];
    private int[] following = new int[FIRST_ROOM];
    private int used;
    private int span = -1;
    private int at;

    /// @param end milliseconds; later events are not kept
    public Timetable(long end) {
        int count = Math.toIntExact((end >> SPAN_BITS) + 1);
        spans = new long[count][];
        sizes = new int[count];
        openSpan(0);
    }

    /// @param time milliseconds, not before what was read last
    /// @param event of 48 bits
    public void add(long time, long event) {
        int in = (int) Math.min(time >> SPAN_BITS, spans.length);
        if (in == spans.length) {
            return;
        }
        if (in == span) {
            put((int) time & (SPAN - 1), event & PAYLOAD);
            return;
        }
        var there = spans[in];
        if (there == null) {
            there = new long[FIRST_ROOM];
        } else if (sizes[in] == there.length) {
            there = Arrays.copyOf(there, 2 * there.length);
        }
        spans[in] = there;
        there[sizes[in]++] = ((time & (SPAN - 1)) << PAYLOAD_BITS) | (event & PAYLOAD);
    }

    /// Takes what happens next, up to a time.
    ///
    /// @return the event, or [#NOTHING]
    public long next(long until) {
        while (true) {
            if (time() > until) {
                return NOTHING;
            }
            if (first[at] != 0) {
                int index = first[at] - 1;
                first[at] = following[index];
                return events[index];
            }
            int later = occupied(at + 1);
            if (later < SPAN && (long) span * SPAN + later <= until) {
                at = later;
            } else if (later < SPAN) {
                return NOTHING;
            } else if (span + 1 < spans.length) {
                openSpan(span + 1);
            } else {
                return NOTHING;
            }
        }
    }

    /// The next millisecond in which something may happen.
    private int occupied(int from) {
        if (from == SPAN) {
            return SPAN;
        }
        int word = from / Long.SIZE;
        long bits = taken[word] & (-1L << from);
        while (bits == 0) {
            word++;
            if (word == taken.length) {
                return SPAN;
            }
            bits = taken[word];
        }
        return word * Long.SIZE + Long.numberOfTrailingZeros(bits);
    }

    /// Of what was taken last, or of where nothing was found.
    public long time() {
        return ((long) span << SPAN_BITS) + at;
    }

    private void openSpan(int next) {
        span = next;
        at = 0;
        used = 0;
        // All of the span before was taken, so nothing is first any more.
        Arrays.fill(taken, 0);
        var there = spans[next];
        if (there != null) {
            for (int i = 0; i < sizes[next]; i++) {
                put((int) (there[i] >>> PAYLOAD_BITS), there[i] & PAYLOAD);
            }
        }
        spans[next] = EMPTY;
    }

    private void put(int in, long event) {
        if (used == events.length) {
            events = Arrays.copyOf(events, 2 * used);
            following = Arrays.copyOf(following, 2 * used);
        }
        events[used] = event;
        following[used] = 0;
        used++;
        taken[in / Long.SIZE] |= 1L << in;
        if (first[in] == 0) {
            first[in] = used;
        } else {
            following[last[in] - 1] = used;
        }
        last[in] = used;
    }
}
