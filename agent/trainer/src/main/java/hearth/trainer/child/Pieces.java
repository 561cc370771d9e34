package hearth.trainer.child;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Passes over the float32 of native memory by way of an array that stays in the cache: in a child
/// whose code is compiled lightly, one access through a segment costs as much as thirty of an
/// array.
final class Pieces {
    static final int MOST = 8192;

    private final float[] values = new float[MOST];

    /// What happens to `count` values, which begin at the place `start` of the memory.
    interface Piece {
        void at(long start, float[] values, int count);
    }

    void read(MemorySegment memory, Piece piece) {
        pass(memory, piece, false);
    }

    /// What the piece leaves in the array goes back to memory.
    void change(MemorySegment memory, Piece piece) {
        pass(memory, piece, true);
    }

    private void pass(MemorySegment memory, Piece piece, boolean back) {
        long elements = memory.byteSize() / Float.BYTES;
        for (long start = 0; start < elements; start += MOST) {
            int count = (int) Math.min(MOST, elements - start);
            load(memory, start, values, count);
            piece.at(start, values, count);
            if (back) {
                long to = start * Float.BYTES;
                MemorySegment.copy(values, 0, memory, ValueLayout.JAVA_FLOAT, to, count);
            }
        }
    }

    /// Copies `count` values from the place `start` on.
    static void load(MemorySegment memory, long start, float[] values, int count) {
        long from = start * Float.BYTES;
        MemorySegment.copy(memory, ValueLayout.JAVA_FLOAT, from, values, 0, count);
    }

    static boolean allFinite(float[] values, int count) {
        for (int i = 0; i < count; i++) {
            if (!Float.isFinite(values[i])) {
                return false;
            }
        }
        return true;
    }
}
