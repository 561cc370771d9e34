package hearth.coordinator;

import hearth.protocol.MalformedMessageException;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Bodies of requests as they come: bounded in size, and not slower than a floor, so that nobody
/// holds a place by dripping.
final class Bodies {
    private static final System.Logger LOG = System.getLogger(Bodies.class.getName());

    private static final int DRAINED_AT_ONCE = 1 << 13;

    private final TrafficLimits limits;
    private final LongSupplier nanos;

    Bodies(TrafficLimits limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
    }

    /// All of it.
    ///
    /// @throws MalformedMessageException if its sender went away before the end of it
    byte[] json(ServerRequest request, int most) {
        try (InputStream in = new Watched(request.content().inputStream(), limits, nanos)) {
            var bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new TooLargeException();
            }
            return bytes;
        } catch (TooLargeException | TooSlowException refused) {
            throw refused;
        } catch (IOException | RuntimeException gone) {
            throw new MalformedMessageException("the body ends early", gone);
        }
    }

    /// A body whose end by a broken or dripping line is an [IOException] whatever the web server
    /// throws: what came before it counts.
    InputStream stream(ServerRequest request, ServerResponse response) {
        return new Broken(new Watched(request.content().inputStream(), limits, nanos), response);
    }

    /// Takes what nobody read, so that the reply reaches a sender who is still busy sending; the
    /// web server would do it too, and without any limit.
    ///
    /// @return whether all of it came in time
    boolean drain(ServerRequest request) {
        var content = request.content();
        if (!content.hasEntity() || content.consumed()) {
            return true;
        }
        try {
            return new Watched(content.inputStream(), limits, nanos).drains();
        } catch (IllegalStateException begun) {
            // Somebody began to read it and its line broke.
            return false;
        }
    }

    /// Ends a body that comes too slowly, also where the rest of it is only drained.
    static final class Watched extends FilterInputStream {
        private final TrafficLimits limits;
        private final LongSupplier nanos;
        private final long begun;
        private long bytes;
        private boolean isSlow;

        Watched(InputStream from, TrafficLimits limits, LongSupplier nanos) {
            super(from);
            this.limits = limits;
            this.nanos = nanos;
            this.begun = nanos.getAsLong();
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            count(Math.max(read, 0));
            return read;
        }

        private void count(int read) {
            bytes += read;
            long past = nanos.getAsLong() - begun;
            long grace = limits.head().toNanos();
            double seconds = (past - grace) / (double) TimeUnit.SECONDS.toNanos(1);
            if (past > grace && bytes < seconds * limits.bodyFloor()) {
                isSlow = true;
                throw new TooSlowException();
            }
        }

        boolean drains() {
            var rest = new byte[DRAINED_AT_ONCE];
            try {
                int read = 0;
                while (read >= 0) {
                    read = read(rest, 0, rest.length);
                }
                return true;
            } catch (IOException | RuntimeException broken) {
                LOG.log(Level.DEBUG, "the rest of a body did not come: {0}", name(broken));
                return false;
            }
        }

        /// Nothing more is read of a line that drips; its reply closes it.
        @Override
        public void close() throws IOException {
            if (!isSlow && drains()) {
                super.close();
            }
        }
    }

    private static final class Broken extends FilterInputStream {
        private final ServerResponse response;

        Broken(InputStream from, ServerResponse response) {
            super(from);
            this.response = response;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                return super.read(into, offset, length);
            } catch (RuntimeException broken) {
                response.header(HeaderValues.CONNECTION_CLOSE);
                throw new IOException("the line broke", broken);
            }
        }

        /// The web server reads the rest of the body then, which does not come where the line
        /// broke; what came was taken.
        @Override
        public void close() throws IOException {
            try {
                super.close();
            } catch (RuntimeException broken) {
                LOG.log(Level.DEBUG, "the rest of an update did not come: {0}", name(broken));
            }
        }
    }

    private static String name(Exception broken) {
        return broken.getClass().getName();
    }

    static final class TooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    static final class TooSlowException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
