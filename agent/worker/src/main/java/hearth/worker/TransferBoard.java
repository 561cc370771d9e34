package hearth.worker;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// What is on the line now, in each direction, for the owner to see. Safe to call from any thread.
final class TransferBoard {
    private volatile @Nullable Line down;
    private volatile @Nullable Line up;

    /// One transfer while it runs.
    static final class Line implements AutoCloseable {
        private final AtomicLong done;
        private final Optional<Long> total;
        private final Runnable end;

        private Line(long done, Optional<Long> total, Runnable end) {
            this.done = new AtomicLong(done);
            this.total = total;
            this.end = end;
        }

        void moved(long bytes) {
            done.addAndGet(bytes);
        }

        private AgentSnapshot.Transfer view() {
            return new AgentSnapshot.Transfer(done.get(), total);
        }

        @Override
        public void close() {
            end.run();
        }
    }

    Line download(long already) {
        var line = new Line(already, Optional.empty(), () -> down = null);
        down = line;
        return line;
    }

    Line upload(long already, long total) {
        var line = new Line(already, Optional.of(total), () -> up = null);
        up = line;
        return line;
    }

    Optional<AgentSnapshot.Transfer> downloading() {
        return Optional.ofNullable(down).map(Line::view);
    }

    Optional<AgentSnapshot.Transfer> uploading() {
        return Optional.ofNullable(up).map(Line::view);
    }
}
