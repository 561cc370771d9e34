package hearth.protocol;

import java.util.Arrays;

/// The largest 64 of each 4096 values by magnitude, of equal ones the earlier, and one in 64,
/// rounded up, of a shorter last block. Each takes 14 bits, the first in the lowest: its index in
/// the block (12), whether its magnitude is the large one (1), its sign (1). Two scales a block:
/// the small magnitude is the mean of those up to the mean of all chosen, the large one the mean of
/// the rest. After SparseLoCo (arXiv 2508.15706).
final class LargestOfBlock implements BlockCodec.Kernel {
    private static final int BLOCK = 4096;
    private static final int VALUES_PER_CHOICE = 64;
    private static final int CHOICE_BITS = 14;
    private static final int BLOCK_BYTES = bytes(BLOCK);
    private static final int LARGE = 1 << 12;
    private static final int NEGATIVE = 1 << 13;

    private final String id;

    LargestOfBlock(String id) {
        this.id = id;
    }

    private static int choices(int count) {
        return Math.ceilDiv(count, VALUES_PER_CHOICE);
    }

    private static int bytes(int count) {
        return Math.ceilDiv(choices(count) * CHOICE_BITS, Byte.SIZE);
    }

    @Override
    public int codeBytes(int count) {
        int rest = count % BLOCK;
        return count / BLOCK * BLOCK_BYTES + (rest == 0 ? 0 : bytes(rest));
    }

    @Override
    public int scales(int count) {
        return 2 * Math.ceilDiv(count, BLOCK);
    }

    @Override
    public void encode(float[] values, byte[] codes, short[] scales) {
        for (int b = 0; 2 * b < scales.length; b++) {
            int from = b * BLOCK;
            int count = Math.min(BLOCK, values.length - from);
            BlockCodec.largest(values, from, from + count);
            var chosen = choose(values, from, count);
            magnitudes(values, from, chosen, scales, 2 * b);
            write(values, from, chosen, mean(values, from, chosen), scales, 2 * b, codes);
        }
    }

    /// @return indices in the block, ascending
    private static int[] choose(float[] values, int from, int count) {
        // A heap of the best so far, the worst of them on top. Its keys order by magnitude, then by
        // the earlier index, so that no two are equal.
        var heap = new long[choices(count)];
        for (int i = 0; i < heap.length; i++) {
            heap[i] = key(values[from + i], i);
        }
        Arrays.sort(heap);
        float worst = magnitude(heap[0]);
        for (int i = heap.length; i < count; i++) {
            // An equal one comes later, so it is worse.
            if (Math.abs(values[from + i]) > worst) {
                sink(heap, key(values[from + i], i));
                worst = magnitude(heap[0]);
            }
        }
        var chosen = new int[heap.length];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = BLOCK - 1 - (int) (heap[i] & (BLOCK - 1));
        }
        Arrays.sort(chosen);
        return chosen;
    }

    private static long key(float value, int index) {
        return (long) Float.floatToRawIntBits(Math.abs(value)) << 12 | (BLOCK - 1 - index);
    }

    private static float magnitude(long key) {
        return Float.intBitsToFloat((int) (key >> 12));
    }

    /// Puts a key in the place of the least one.
    private static void sink(long[] heap, long key) {
        int at = 0;
        for (int child = 1; child < heap.length; child = 2 * at + 1) {
            if (child + 1 < heap.length && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= key) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = key;
    }

    private static double mean(float[] values, int from, int[] chosen) {
        double sum = 0;
        for (int index : chosen) {
            sum += Math.abs(values[from + index]);
        }
        return sum / chosen.length;
    }

    private static void magnitudes(float[] values, int from, int[] chosen, short[] scales, int at) {
        double mean = mean(values, from, chosen);
        double small = 0;
        double large = 0;
        int larger = 0;
        for (int index : chosen) {
            double magnitude = Math.abs(values[from + index]);
            if (magnitude > mean) {
                large += magnitude;
                larger++;
            } else {
                small += magnitude;
            }
        }
        int smaller = chosen.length - larger;
        // Rounding may leave nothing on one side of the mean of nearly equal magnitudes.
        scales[at] = BlockCodec.nearestScale((float) (smaller > 0 ? small / smaller : mean));
        scales[at + 1] =
                larger > 0 ? BlockCodec.nearestScale((float) (large / larger)) : scales[at];
    }

    private static void write(
            float[] values,
            int from,
            int[] chosen,
            double mean,
            short[] scales,
            int scale,
            byte[] codes) {
        int bit = from / BLOCK * BLOCK_BYTES * Byte.SIZE;
        for (int index : chosen) {
            float value = values[from + index];
            boolean large = Math.abs(value) > mean;
            int word = index | (large ? LARGE : 0);
            if (value < 0 && scales[large ? scale + 1 : scale] != 0) {
                word |= NEGATIVE;
            }
            int shifted = word << (bit & 7);
            for (int at = bit >> 3; shifted != 0; at++) {
                codes[at] |= (byte) shifted;
                shifted >>>= Byte.SIZE;
            }
            bit += CHOICE_BITS;
        }
    }

    @Override
    public void decode(byte[] codes, short[] scales, float[] out) {
        Arrays.fill(out, 0);
        for (int b = 0; 2 * b < scales.length; b++) {
            float small = BlockCodec.legalScale(id, scales[2 * b]);
            float large = BlockCodec.legalScale(id, scales[2 * b + 1]);
            if (small > large) {
                throw new MalformedMessageException(id + ": scales are in the wrong order", null);
            }
            int from = b * BLOCK;
            read(
                    codes,
                    b * BLOCK_BYTES,
                    small,
                    large,
                    out,
                    from,
                    Math.min(BLOCK, out.length - from));
        }
    }

    private void read(
            byte[] codes, int at, float small, float large, float[] out, int from, int count) {
        int choices = choices(count);
        int last = -1;
        int held = 0;
        int bits = 0;
        for (int c = 0; c < choices; c++) {
            while (bits < CHOICE_BITS) {
                held |= (codes[at++] & 0xff) << bits;
                bits += Byte.SIZE;
            }
            int index = held & (BLOCK - 1);
            float magnitude = (held & LARGE) == 0 ? small : large;
            boolean negative = (held & NEGATIVE) != 0;
            held >>>= CHOICE_BITS;
            bits -= CHOICE_BITS;
            if (index <= last || index >= count) {
                throw new MalformedMessageException(
                        id + ": indices do not ascend inside the block", null);
            }
            if (negative && magnitude == 0) {
                throw new MalformedMessageException(id + ": illegal code", null);
            }
            out[from + index] = negative ? -magnitude : magnitude;
            last = index;
        }
        if (held != 0) {
            throw new MalformedMessageException(id + ": padding is not zero", null);
        }
    }
}
