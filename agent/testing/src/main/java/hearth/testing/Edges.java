package hearth.testing;

/// Where one execution went: how often each edge between two places of the instrumented code was
/// taken. Every [EdgeLoader] has a copy of its own; for one thread.
public final class Edges {
    static final int SIZE = 1 << 16;

    private static final byte[] TIMES = new byte[SIZE];
    private static final int[] TOUCHED = new int[SIZE];
    private static final byte[] SEEN = new byte[SIZE];
    private static int touched;
    private static int previous;
    private static int known;

    private Edges() {}

    /// Called by the instrumented code.
    ///
    /// @param place below [#SIZE]
    public static void hit(int place) {
        int edge = place ^ previous;
        previous = place >> 1;
        if (TIMES[edge]++ == 0) {
            TOUCHED[touched++ & (SIZE - 1)] = edge;
        }
    }

    /// Ends an execution and begins the next one.
    ///
    /// @return whether it went where none went before, or there much more often
    public static boolean wasNew() {
        boolean isNew = false;
        int many = Math.min(touched, SIZE);
        for (int i = 0; i < many; i++) {
            int edge = TOUCHED[i];
            byte bucket = bucket(TIMES[edge] & 0xff);
            TIMES[edge] = 0;
            if ((SEEN[edge] & bucket) == 0) {
                known += SEEN[edge] == 0 ? 1 : 0;
                SEEN[edge] |= bucket;
                isNew = true;
            }
        }
        touched = 0;
        previous = 0;
        return isNew;
    }

    /// Once, twice, three times, a few, some, many: as AFL counts. A counter that has run over is
    /// as good as any.
    private static byte bucket(int times) {
        if (times <= 3) {
            return (byte) (1 << times);
        }
        return (byte) (times < 8 ? 16 : times < 32 ? 32 : times < 128 ? 64 : 128);
    }

    /// Edges that were ever taken.
    public static int known() {
        return known;
    }
}
