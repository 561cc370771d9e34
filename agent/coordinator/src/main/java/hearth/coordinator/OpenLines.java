package hearth.coordinator;

import io.helidon.common.socket.SocketOptions;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// The connections of a coordinator. One that does not bring the head of a first request in time is
/// closed, and so is one more than a network may hold; where nearly all places are taken, the
/// oldest that has asked for nothing makes room. So a thousand silent or dripping peers hold their
/// places for seconds only. The web server asks it about each connection that it accepts, and it
/// would itself wait for a first byte as long as for any other. Safe for use by many threads.
final class OpenLines implements SocketOptions {
    private static final System.Logger LOG = System.getLogger(OpenLines.class.getName());
    private static final int RESERVE = 16;

    private final SocketOptions usual;
    private final TrafficLimits limits;
    private final LongSupplier nanos;
    private final Map<SocketAddress, Line> lines = new ConcurrentHashMap<>();

    /// @param opened on the clock of `nanos`
    private record Line(SocketChannel channel, PeerNetwork network, long opened, boolean hasAsked) {
        Line asked() {
            return new Line(channel, network, opened, true);
        }
    }

    OpenLines(SocketOptions usual, TrafficLimits limits, LongSupplier nanos) {
        this.usual = usual;
        this.limits = limits;
        this.nanos = nanos;
    }

    /// Called by the thread that accepts connections, before the connection gets a thread; what is
    /// thrown here closes it.
    @Override
    public void configureSocket(SocketChannel channel) {
        try {
            if (channel.getRemoteAddress() instanceof InetSocketAddress peer) {
                admit(channel, peer);
            }
            SocketOptions.super.configureSocket(channel);
        } catch (IOException gone) {
            throw new IllegalStateException("the connection is gone", gone);
        }
    }

    private void admit(SocketChannel channel, InetSocketAddress peer) {
        lines.values().removeIf(line -> !line.channel().isOpen());
        var address = peer.getAddress();
        var network = PeerNetwork.of(address);
        if (limits.countsLoopback() || !address.isLoopbackAddress()) {
            long held = lines.values().stream().filter(l -> l.network().equals(network)).count();
            if (held >= limits.linesOfNetwork()) {
                throw new IllegalStateException("too many connections of one network");
            }
        }
        lines.put(peer, new Line(channel, network, nanos.getAsLong(), false));
        if (lines.size() > limits.lines() - RESERVE) {
            oldestSilent().ifPresent(OpenLines::hangUp);
        }
    }

    private Optional<Line> oldestSilent() {
        return lines.values().stream()
                .filter(line -> !line.hasAsked())
                .min(Comparator.comparingLong(Line::opened));
    }

    /// The head of a request has come; from now on the web server's own limits hold.
    void asked(SocketAddress peer) {
        var _ = lines.computeIfPresent(peer, (_, line) -> line.asked());
    }

    /// Closes what has been silent for too long; to be called about once a second.
    void sweep() {
        long now = nanos.getAsLong();
        lines.values().removeIf(line -> !line.channel().isOpen());
        lines.values().stream()
                .filter(line -> !line.hasAsked())
                .filter(line -> now - line.opened() > limits.head().toNanos())
                .forEach(OpenLines::hangUp);
    }

    private static void hangUp(Line line) {
        try {
            line.channel().close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a connection could not be closed", e);
        }
    }

    int size() {
        return lines.size();
    }

    @Override
    public Map<SocketOption<?>, Object> socketOptions() {
        return usual.socketOptions();
    }

    @Override
    public Duration connectTimeout() {
        return usual.connectTimeout();
    }

    @Override
    public Duration readTimeout() {
        return usual.readTimeout();
    }

    @Override
    public Optional<Integer> socketReceiveBufferSize() {
        return usual.socketReceiveBufferSize();
    }

    @Override
    public Optional<Integer> socketSendBufferSize() {
        return usual.socketSendBufferSize();
    }

    @Override
    public boolean socketReuseAddress() {
        return usual.socketReuseAddress();
    }

    @Override
    public boolean socketKeepAlive() {
        return usual.socketKeepAlive();
    }

    @Override
    public boolean tcpNoDelay() {
        return usual.tcpNoDelay();
    }
}
