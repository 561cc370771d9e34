package hearth.coordinator;

import hearth.protocol.ProtocolVersion;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerResponse;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Stands before every request: a network that asks too much and a coordinator that has too much to
/// do answer at once, before a body is read or a signature checked.
final class Throttle implements Filter {
    private static final int MOST_NETWORKS = 100_000;
    private static final int MOST_UNDERWAY = 1_024;
    private static final Optional<Duration> NONE = Optional.empty();
    private static final HeaderName NEXT_CONTACT = HeaderNames.create(Pacing.HEADER);
    private static final HeaderName PROTOCOL = HeaderNames.create(ProtocolVersion.HEADER);
    private static final Duration BUSY = Duration.ofSeconds(10);

    private final TrafficLimits limits;
    private final OpenLines lines;
    private final Bodies bodies;
    private final Pacing pacing;
    private final TokenBuckets<PeerNetwork> networks;

    Throttle(TrafficLimits limits, OpenLines lines, Pacing pacing, LongSupplier nanos) {
        this.limits = limits;
        this.lines = lines;
        this.bodies = new Bodies(limits, nanos);
        this.pacing = pacing;
        this.networks =
                new TokenBuckets<>(
                        limits.ofNetwork(),
                        MOST_NETWORKS,
                        PeerNetwork.of(InetAddress.getLoopbackAddress()),
                        nanos);
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        var peer = request.remotePeer().address();
        lines.asked(peer);
        var version = request.headers().first(PROTOCOL);
        int underway = pacing.begin();
        try {
            var wait = peer instanceof InetSocketAddress internet ? wait(internet) : NONE;
            if (wait.isPresent()) {
                refuse(response, Refusal.TOO_MANY_REQUESTS, wait.get());
            } else if (underway > MOST_UNDERWAY) {
                refuse(response, Refusal.BUSY, pacing.nextContact().orElse(BUSY));
            } else if (!ProtocolVersion.isSpoken(version)) {
                boolean isOld = version.filter(ProtocolVersion::isOfBefore).isPresent();
                HttpInterface.problem(
                        response, isOld ? Refusal.AGENT_TOO_OLD : Refusal.COORDINATOR_TOO_OLD);
            } else {
                pacing.nextContact()
                        .ifPresent(later -> response.header(NEXT_CONTACT, seconds(later)));
                chain.proceed();
                if (!bodies.drain(request)) {
                    throw new CloseConnectionException("the rest of a body did not come");
                }
            }
        } finally {
            pacing.end();
        }
    }

    private Optional<Duration> wait(InetSocketAddress peer) {
        var address = peer.getAddress();
        return limits.countsLoopback() || !address.isLoopbackAddress()
                ? networks.take(PeerNetwork.of(address))
                : NONE;
    }

    private static void refuse(ServerResponse response, Refusal refusal, Duration wait) {
        response.header(HeaderNames.RETRY_AFTER, seconds(wait));
        response.header(HeaderValues.CONNECTION_CLOSE);
        HttpInterface.problem(response, refusal);
    }

    /// Whole seconds, at least one.
    private static String seconds(Duration wait) {
        return Long.toString(Math.max(1, wait.plusMillis(999).toSeconds()));
    }
}
