package hearth.worker;

import hearth.protocol.DirectTransfer;
import hearth.protocol.Sha256;
import hearth.worker.Exchange.Content;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/// The line to a store that the coordinator sends this device to. The store learns the address and
/// the bytes, never a header of ours; what it says is nobody's word, so all of it that is not
/// content is a line that failed. It is never nearer to this device than the coordinator is, so
/// nobody outside has this device dial its owner's home network. After a failure everything goes
/// through the coordinator for a while. Safe to call from any thread.
final class StoreLine {
    private static final Duration AVOIDED = Duration.ofMinutes(10);
    private static final int LONGEST = 4096;
    private static final Set<String> HERE = Set.of("127.0.0.1", "localhost", "[::1]");

    private final Exchange exchange;
    private final URI coordinator;
    private final boolean isHere;
    private final Reach.Names names;
    private final InstantSource clock;
    private final Duration silence;
    private volatile Instant avoidedUntil = Instant.MIN;

    /// @param exchange of its own
    /// @param coordinator that sends here
    /// @param silence after which a line on which nothing moves is given up
    StoreLine(Exchange exchange, URI coordinator, InstantSource clock, Duration silence) {
        this(exchange, coordinator, clock, silence, InetAddress::getAllByName);
    }

    /// @param names as the client looks them up that dials; Java remembers what it found for half a
    /// minute, so that is dialled which was looked at
    StoreLine(
            Exchange exchange,
            URI coordinator,
            InstantSource clock,
            Duration silence,
            Reach.Names names) {
        this.exchange = exchange;
        this.coordinator = coordinator;
        this.names = names;
        this.isHere = HERE.contains(coordinator.getHost());
        this.clock = clock;
        this.silence = silence;
    }

    /// Tells the coordinator that this device goes where it is sent.
    HttpRequest.Builder offered(HttpRequest.Builder request) {
        return clock.instant().isBefore(avoidedUntil)
                ? request
                : request.header(DirectTransfer.HEADER, DirectTransfer.YES);
    }

    /// Nobody sends this device to another service on its own computer or in the clear.
    private Optional<URI> place(String address) {
        try {
            var uri = new URI(address.length() > LONGEST ? "" : address);
            boolean isPrivate = "https".equals(uri.getScheme());
            boolean staysHere =
                    isHere && "http".equals(uri.getScheme()) && HERE.contains(uri.getHost());
            boolean isGood =
                    uri.getHost() != null
                            && uri.getRawUserInfo() == null
                            && uri.getRawFragment() == null
                            && (isPrivate || staysHere);
            return isGood && isFarEnough(uri) ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException | UnknownHostException e) {
            return Optional.empty();
        }
    }

    /// All that the name leads to: any of it may be dialled.
    private boolean isFarEnough(URI store) throws UnknownHostException {
        var there = Reach.of(store, names);
        return there == Reach.PUBLIC || (there != Reach.NOWHERE && there.compareTo(nearest()) <= 0);
    }

    private Reach nearest() {
        try {
            return Reach.of(coordinator, names);
        } catch (UnknownHostException notNow) {
            return Reach.PUBLIC;
        }
    }

    /// Fetches content behind what the part already holds.
    Outcome<PartialFile> download(String address, PartialFile part, LongConsumer counter) {
        var place = place(address);
        if (place.isEmpty()) {
            return failed();
        }
        var request = Transfers.from(HttpRequest.newBuilder(place.get()), part.size());
        return switch (exchange.download(request, part, counter, silence)) {
            case Outcome.Ok<Content>(Content.Whole(var whole)) -> new Outcome.Ok<>(whole);
            case Outcome.Ok<Content>(Content.Elsewhere _), Outcome.Refused<Content> _ -> failed();
            case Outcome.Unreachable<Content>(String problem, var _) -> {
                avoid();
                yield new Outcome.Unreachable<>(
                        problem.equals("content-wrong") ? problem : "coordinator-unreachable");
            }
        };
    }

    /// Puts all of an update there.
    Outcome<Exchange.Reply> upload(
            String address, Sha256 content, BodyPublisher body, LineMeter meter) {
        var place = place(address);
        if (place.isEmpty()) {
            return failed();
        }
        var request =
                HttpRequest.newBuilder(place.get())
                        .header(DirectTransfer.CHECKSUM, DirectTransfer.checksum(content))
                        .PUT(body)
                        .build();
        return switch (exchange.upload(request, meter, silence)) {
            case Outcome.Ok<Exchange.Reply> done -> done;
            case Outcome.Refused<Exchange.Reply> _, Outcome.Unreachable<Exchange.Reply> _ ->
                    failed();
        };
    }

    private <T> Outcome<T> failed() {
        avoid();
        return new Outcome.Unreachable<>("coordinator-unreachable");
    }

    /// What came was not what its name says, or nothing came.
    void avoid() {
        avoidedUntil = clock.instant().plus(AVOIDED);
    }
}
