package hearth.worker;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/// Counts what leaves through a stream, and tells whether it still moves.
final class LineMeter {
    private final LongConsumer counter;
    private final AtomicLong sent = new AtomicLong();
    private long asked;

    /// @param counter gets the number of bytes of each piece
    LineMeter(LongConsumer counter) {
        this.counter = counter;
    }

    boolean isMoving() {
        long now = sent.get();
        boolean moved = now != asked;
        asked = now;
        return moved;
    }

    InputStream metered(InputStream from) {
        return new FilterInputStream(from) {
            @Override
            public int read() throws IOException {
                int b = super.read();
                count(b < 0 ? -1 : 1);
                return b;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int n = super.read(into, offset, length);
                count(n);
                return n;
            }
        };
    }

    private void count(int bytes) {
        if (bytes > 0) {
            sent.addAndGet(bytes);
            counter.accept(bytes);
        }
    }
}
