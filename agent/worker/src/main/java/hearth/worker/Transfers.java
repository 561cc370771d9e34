package hearth.worker;

import hearth.protocol.Json;
import hearth.protocol.Lease;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Receipt;
import hearth.protocol.Sha256;
import hearth.worker.Exchange.Content;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongConsumer;

/// Moves content and updates over a line that may break at any byte: each call is one attempt that
/// goes on where the last one ended, is checked by its hash at the end, and is counted. Safe to
/// call from any thread, for one content at a time.
final class Transfers {
    /// After which a line on which nothing moves is given up.
    private static final Duration SILENCE = Duration.ofMinutes(1);

    /// Content that is longer than allowed; no problem that a coordinator can name.
    static final String TOO_LONG = "TOO_LONG";

    private static final int ACCEPTED = 202;
    private static final byte[] NOTHING = {};

    private final CoordinatorClient coordinator;
    private final Traffic traffic;
    private final Clock clock;
    private final TransferBoard board;
    private final Exchange exchange;
    private final StoreLine store;

    Transfers(CoordinatorClient coordinator, Traffic traffic, Clock clock, TransferBoard board) {
        this.coordinator = coordinator;
        this.traffic = traffic;
        this.clock = clock;
        this.board = board;
        this.exchange = coordinator.exchange(SILENCE);
        this.store = new StoreLine(exchange.apart(), coordinator.address(), clock, SILENCE);
    }

    /// Gets content by its hash into the folder, or finds it there. Refused as [#TOO_LONG] where it
    /// is longer than it may be; where its sender said so beforehand, what had arrived stays.
    ///
    /// @param atMost bytes that such content can have
    Outcome<Path> content(Sha256 hash, long atMost, HashedFiles folder) {
        return content(hash, 0, atMost, folder);
    }

    /// As [#content(Sha256, long, HashedFiles)]; what its sender says to be shorter is not read.
    Outcome<Path> content(Sha256 hash, long atLeast, long atMost, HashedFiles folder) {
        var here = folder.find(hash);
        if (here.isPresent()) {
            folder.touch(hash, clock.instant());
            return new Outcome.Ok<>(here.get());
        }
        var incoming = folder.incoming(hash);
        try (var part = PartialFile.open(incoming, atLeast, atMost);
                var line = board.download(part.size())) {
            LongConsumer counter =
                    bytes -> {
                        traffic.downloaded(bytes);
                        line.moved(bytes);
                    };
            var arrived =
                    coordinator
                            .shown(
                                    "GET",
                                    "/v1/blobs/" + hash.hex(),
                                    Sha256.of(NOTHING),
                                    request ->
                                            exchange.download(
                                                    from(store.offered(request), part.size()),
                                                    part,
                                                    counter,
                                                    SILENCE))
                            .then(
                                    content ->
                                            switch (content) {
                                                case Content.Whole(var whole) ->
                                                        new Outcome.Ok<>(whole);
                                                case Content.Elsewhere(var address) ->
                                                        store.download(address, part, counter);
                                            });
            return switch (arrived) {
                case Outcome.Ok<PartialFile> _ -> {
                    if (folder.accept(incoming, part.hash(), hash)) {
                        yield new Outcome.Ok<>(folder.path(hash));
                    }
                    store.avoid();
                    yield new Outcome.Unreachable<>("content-wrong");
                }
                case Outcome.Refused<PartialFile>(String problem, int status) ->
                        new Outcome.Refused<>(problem, status);
                case Outcome.Unreachable<PartialFile>(String problem, var retryAfter) -> {
                    boolean isAnnounced = part.isTooLong() && !part.isOverrun();
                    if (problem.equals("content-wrong") && !isAnnounced) {
                        folder.drop(incoming);
                    }
                    if (part.isTooLong()) {
                        yield new Outcome.Refused<>(TOO_LONG, 0);
                    }
                    yield new Outcome.Unreachable<>(problem, retryAfter);
                }
            };
        }
    }

    /// Whether a time of the coordinator's clock has come, by this computer's as far as it is
    /// right.
    boolean isPast(Instant theirs) {
        return !clock.instant().isBefore(coordinator.here(theirs));
    }

    static HttpRequest from(HttpRequest.Builder request, long begin) {
        return begin == 0
                ? request.GET().build()
                : request.header("Range", "bytes=" + begin + "-").GET().build();
    }

    /// Sends what the coordinator does not have yet of the committed bytes, to where it wants them;
    /// a receipt that comes back is authentic and for exactly this update.
    Outcome<Receipt> update(Lease lease, Work.Update update, Path file) {
        return coordinator
                .received(lease, store::offered)
                .then(
                        awaited -> {
                            if (awaited.bytes() < 0 || awaited.bytes() > update.bytes()) {
                                return new Outcome.Unreachable<>("coordinator-garbled");
                            }
                            return awaited.at().isPresent() && awaited.bytes() == 0
                                    ? put(awaited.at().get(), update, file)
                                            .then(_ -> rest(lease, update, file, update.bytes()))
                                    : rest(lease, update, file, awaited.bytes());
                        });
    }

    private Outcome<Exchange.Reply> put(String address, Work.Update update, Path file) {
        try (var line = board.upload(0, update.bytes())) {
            var meter = meter(line);
            return store.upload(
                    address, update.hash(), body(meter, file, 0, update.bytes()), meter);
        }
    }

    private LineMeter meter(TransferBoard.Line line) {
        return new LineMeter(
                bytes -> {
                    traffic.uploaded(bytes);
                    line.moved(bytes);
                });
    }

    private static BodyPublisher body(LineMeter meter, Path file, long from, long length) {
        return length == 0
                ? BodyPublishers.noBody()
                : BodyPublishers.fromPublisher(
                        BodyPublishers.ofInputStream(() -> meter.metered(open(file, from))),
                        length);
    }

    private Outcome<Receipt> rest(Lease lease, Work.Update update, Path file, long from) {
        try (var line = board.upload(from, update.bytes())) {
            var meter = meter(line);
            var body = body(meter, file, from, update.bytes() - from);
            return coordinator
                    .shown(
                            "PUT",
                            CoordinatorClient.path(lease, "update") + "?from=" + from,
                            update.hash(),
                            request ->
                                    exchange.upload(
                                            request.header(
                                                            CoordinatorClient.TOKEN_HEADER,
                                                            Long.toString(lease.token()))
                                                    .PUT(body)
                                                    .build(),
                                            meter,
                                            SILENCE))
                    .then(reply -> receipt(reply, lease, update))
                    .otherwise(Transfers::again);
        }
    }

    /// The coordinator has other bytes than it said before, or got others than were sent: what is
    /// sent has the hash that was promised. The next attempt asks anew.
    private static Outcome<Receipt> again(Outcome.Refused<Receipt> refused) {
        return switch (refused.problem()) {
            case "upload-again" -> new Outcome.Unreachable<>("coordinator-busy");
            case "other-content" -> new Outcome.Unreachable<>("content-wrong");
            default -> refused;
        };
    }

    private Outcome<Receipt> receipt(Exchange.Reply reply, Lease lease, Work.Update update) {
        if (reply.status() == ACCEPTED) {
            return new Outcome.Unreachable<>("coordinator-unreachable");
        }
        try {
            return coordinator.checked(Json.read(reply.body(), Receipt.class), lease, update);
        } catch (MalformedMessageException e) {
            return new Outcome.Unreachable<>("coordinator-garbled");
        }
    }

    private static InputStream open(Path file, long from) {
        try {
            var in = Files.newInputStream(file);
            in.skipNBytes(from);
            return in;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
