package hearth.coordinator.compact;

import java.util.Arrays;

/// Devices that were seen lately, of which any one can be found by its place in the order of their
/// numbers without a look at all of them.
final class SeenLately {
    private static final int BLOCK_BITS = 12;
    private static final int WORD_BITS = 6;
    private static final int FIRST_ROOM = 1024;

    private final long[] words;
    private final int[] inBlock;

    /// When who was seen, oldest first; a ring.
    private long[] sights = new long[FIRST_ROOM];

    private int first;
    private int count;
    private int size;

    SeenLately(int devices) {
        words = new long[((devices >> BLOCK_BITS) + 1) << (BLOCK_BITS - WORD_BITS)];
        inBlock = new int[(devices >> BLOCK_BITS) + 1];
    }

    /// @param now not before what was said last
    void see(int device, int now) {
        if (count == sights.length) {
            sights = Arrays.copyOf(sights, 2 * count);
            System.arraycopy(sights, 0, sights, count, first);
        }
        sights[(first + count) & (sights.length - 1)] = (long) now << Integer.SIZE | device;
        count++;
        if (!has(device)) {
            flip(device, 1);
        }
    }

    private boolean has(int device) {
        return (words[device >> WORD_BITS] & (1L << device)) != 0;
    }

    private void flip(int device, int more) {
        words[device >> WORD_BITS] ^= 1L << device;
        inBlock[device >> BLOCK_BITS] += more;
        size += more;
    }

    /// @param seenAt when each was seen last
    void forgetBefore(long since, int[] seenAt) {
        while (count > 0 && sights[first] >> Integer.SIZE < since) {
            int device = (int) sights[first];
            boolean isLast = seenAt[device] == sights[first] >> Integer.SIZE;
            if (isLast) {
                flip(device, -1);
            }
            first = (first + 1) & (sights.length - 1);
            count--;
        }
    }

    int size() {
        return size;
    }

    int get(int place) {
        int left = place;
        int block = 0;
        while (left >= inBlock[block]) {
            left -= inBlock[block++];
        }
        int word = block << (BLOCK_BITS - WORD_BITS);
        while (left >= Long.bitCount(words[word])) {
            left -= Long.bitCount(words[word++]);
        }
        long bits = words[word];
        for (; left > 0; left--) {
            bits &= bits - 1;
        }
        return (word << WORD_BITS) + Long.numberOfTrailingZeros(bits);
    }
}
