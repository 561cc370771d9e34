package hearth.worker;

import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Messages;
import hearth.protocol.ProtocolVersion;
import hearth.protocol.ReplySeal;
import hearth.protocol.RequestSignature;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/// One HTTP request and its reply, bounded in size and in time, body included. HTTP/1.1, no
/// cookies; a redirect is an answer, and followed by nobody here. A reply to a request that says
/// who sends it is believed where [ReplyCheck] finds that the coordinator gave it; any other moves
/// this agent to nothing but trying again.
final class Exchange implements AutoCloseable {
    private static final String UNREACHABLE = "coordinator-unreachable";
    private static final String COORDINATOR_TOO_OLD = "coordinator-too-old";

    /// Also of a reply that nobody vouches for: another session costs little.
    static final String UNKNOWN_SESSION = "unknown-session";

    private static final String UNKNOWN_PROTOCOL = "unknown-protocol";
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration USUAL = Duration.ofSeconds(30);

    /// Of what is no list.
    private static final int MAX_REPLY = 1 << 18;

    private static final int MAX_LIST = 4 << 20;
    private static final int OK_FROM = 200;
    private static final int OK_TO = 299;
    private static final int REDIRECT = 307;
    private static final int UNAUTHORIZED = 401;
    private static final int TIMEOUT = 408;
    private static final int TOO_EARLY = 425;
    private static final int UPGRADE_REQUIRED = 426;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;
    private static final int UNAVAILABLE = 503;
    static final Duration LONGEST_WISH = Duration.ofHours(1);

    /// A lease lives on heartbeats, so nobody can talk this agent out of them for long.
    private static final Duration LONGEST_ABSENCE = Duration.ofMinutes(3);

    private final HttpClient http;
    private final Duration deadline;
    private final LineCount count;
    private final AtomicLong nextContact;
    private final Optional<ReplyCheck> check;

    /// @param deadline of a whole exchange
    /// @param count of bodies, but for the content and updates that [#download] and [#upload] move
    Exchange(HttpClient http, Duration deadline, LineCount count) {
        this(http, deadline, count, new AtomicLong(), Optional.empty());
    }

    private Exchange(
            HttpClient http,
            Duration deadline,
            LineCount count,
            AtomicLong nextContact,
            Optional<ReplyCheck> check) {
        this.http = http;
        this.deadline = deadline;
        this.count = count;
        this.nextContact = nextContact;
        this.check = check;
    }

    /// The same way, which believes the coordinator only; closing one closes both.
    Exchange believing(ReplyCheck coordinator) {
        return new Exchange(http, deadline, count, nextContact, Optional.of(coordinator));
    }

    /// By the network, at the usual pace.
    static Exchange counted(LineCount count) {
        return new Exchange(network(), USUAL, count);
    }

    /// A way to the network as this agent wants it.
    static HttpClient network() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .sslContext(LateTls.ofSystem())
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    /// The same way with another deadline; closing one closes both.
    Exchange within(Duration other) {
        return new Exchange(http, other, count, nextContact, check);
    }

    /// The same way to somebody else, whose wishes are not the coordinator's; closing one closes
    /// both.
    Exchange apart() {
        return new Exchange(http, deadline, count);
    }

    static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri)
                .header("Accept", "application/json")
                .header(ProtocolVersion.HEADER, ProtocolVersion.NEWEST);
    }

    /// How long the other side asked in its last reply not to be visited without need; zero if it
    /// did not.
    Duration nextContact() {
        return Duration.ofSeconds(nextContact.get());
    }

    /// A reply that is one JSON record.
    <T> Outcome<T> json(HttpRequest request, Class<T> type) {
        return json(request, MAX_REPLY, type);
    }

    /// A reply that is one JSON record with all that there is of something.
    <T> Outcome<T> list(HttpRequest request, Class<T> type) {
        return json(request, MAX_LIST, type);
    }

    private <T> Outcome<T> json(HttpRequest request, int atMost, Class<T> type) {
        return bytes(request, atMost)
                .then(
                        body -> {
                            try {
                                return new Outcome.Ok<>(Json.read(body, type));
                            } catch (MalformedMessageException e) {
                                return new Outcome.Unreachable<>("coordinator-garbled");
                            }
                        });
    }

    Outcome<byte[]> bytes(HttpRequest request) {
        return bytes(request, MAX_REPLY);
    }

    private Outcome<byte[]> bytes(HttpRequest request, int atMost) {
        request.bodyPublisher()
                .ifPresent(body -> count.uploaded(Math.max(0, body.contentLength())));
        return send(request, new CountedReply(atMost, count::downloaded), deadline)
                .then(reply -> answered(reply, reply.body()));
    }

    /// What a request for content brought.
    sealed interface Content {
        /// The content is whole, as far as its length tells.
        record Whole(PartialFile part) implements Content {}

        /// It is at another address.
        record Elsewhere(String address) implements Content {}
    }

    /// Receives content behind what the part already holds. What arrived stays there whatever
    /// happens.
    ///
    /// @param counter of bytes as they arrive
    Outcome<Content> download(
            HttpRequest request, PartialFile part, LongConsumer counter, Duration silence) {
        var arrival =
                new Arrival(
                        part,
                        counter,
                        head ->
                                check.map(
                                                c ->
                                                        c.isStream(
                                                                request,
                                                                head.statusCode(),
                                                                head.headers()))
                                        .orElse(true));
        return send(request, arrival, silence, arrival::isMoving)
                .then(
                        reply ->
                                switch (reply.body()) {
                                    case WHOLE -> new Outcome.Ok<>(new Content.Whole(part));
                                    case CUT -> new Outcome.Unreachable<>(UNREACHABLE);
                                    case OTHER_LENGTH -> new Outcome.Unreachable<>("content-wrong");
                                    case NONE -> elsewhere(reply, arrival.problem());
                                });
    }

    private Outcome<Content> elsewhere(HttpResponse<?> reply, byte[] body) {
        if (!isBelieved(reply, body)) {
            return unproven(reply, body);
        }
        var place = reply.headers().firstValue("Location");
        return reply.statusCode() == REDIRECT && place.isPresent()
                ? new Outcome.Ok<>(new Content.Elsewhere(place.get()))
                : problem(reply, body);
    }

    /// Sends a body that [LineMeter] watches; the reply is small.
    Outcome<Reply> upload(HttpRequest request, LineMeter meter, Duration silence) {
        var arriving = new CountedReply(MAX_REPLY, count::downloaded);
        return send(request, arriving, silence, meter::isMoving)
                .then(
                        reply ->
                                answered(reply, reply.body())
                                        .then(
                                                body ->
                                                        new Outcome.Ok<>(
                                                                new Reply(
                                                                        reply.statusCode(),
                                                                        body))));
    }

    /// A reply that was no failure.
    @SuppressWarnings("ArrayRecordComponent") // read at once
    record Reply(int status, byte[] body) {}

    private <T> Outcome<HttpResponse<T>> send(
            HttpRequest request, BodyHandler<T> handler, Duration within) {
        return send(request, handler, within, () -> false);
    }

    /// @param isMoving whether something went over the line since it was last asked; then the time
    /// begins anew
    private <T> Outcome<HttpResponse<T>> send(
            HttpRequest request,
            BodyHandler<T> handler,
            Duration within,
            BooleanSupplier isMoving) {
        count.expect();
        var reply = http.sendAsync(request, handler);
        try {
            while (true) {
                try {
                    return new Outcome.Ok<>(reply.get(within.toMillis(), TimeUnit.MILLISECONDS));
                } catch (TimeoutException e) {
                    if (!isMoving.getAsBoolean()) {
                        reply.cancel(true);
                        return new Outcome.Unreachable<>(UNREACHABLE);
                    }
                }
            }
        } catch (InterruptedException e) {
            reply.cancel(true);
            Thread.currentThread().interrupt();
            return new Outcome.Unreachable<>(UNREACHABLE);
        } catch (CancellationException e) {
            return new Outcome.Unreachable<>(UNREACHABLE);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException) {
                return new Outcome.Unreachable<>(UNREACHABLE);
            }
            throw new AgentException("network-broken", "a request could not be sent", e);
        }
    }

    private static boolean isOk(int status) {
        return status >= OK_FROM && status <= OK_TO;
    }

    private Outcome<byte[]> answered(HttpResponse<?> reply, byte[] body) {
        if (!isBelieved(reply, body)) {
            return unproven(reply, body);
        }
        return isOk(reply.statusCode()) ? new Outcome.Ok<>(body) : problem(reply, body);
    }

    /// Also heeds what the coordinator wishes.
    private boolean isBelieved(HttpResponse<?> reply, byte[] body) {
        boolean isBelieved =
                check.map(
                                c ->
                                        c.isAnswer(
                                                reply.request(),
                                                reply.statusCode(),
                                                reply.headers(),
                                                body))
                        .orElse(true);
        if (isBelieved) {
            nextContact.set(
                    seconds(reply, ReplySeal.NEXT_CONTACT, LONGEST_ABSENCE)
                            .orElse(Duration.ZERO)
                            .toSeconds());
        }
        return isBelieved;
    }

    /// Nobody vouches for it, as where the coordinator could not tell who asks, or something
    /// between answers in its place: whatever it says, this agent asks again, if need be in another
    /// session or as at its first contact.
    private static <T> Outcome<T> unproven(HttpResponse<?> reply, byte[] body) {
        int status = reply.statusCode();
        var wish = seconds(reply, "Retry-After", LONGEST_ABSENCE);
        var id = problemId(body);
        return switch (status) {
            case UNAUTHORIZED -> new Outcome.Unreachable<>("not-authenticated");
            case UPGRADE_REQUIRED -> new Outcome.Unreachable<>(tooOld(id), wish);
            case TIMEOUT, TOO_EARLY, TOO_MANY, UNAVAILABLE ->
                    new Outcome.Unreachable<>("coordinator-busy", wish);
            default -> {
                boolean isLost = id.equals(Optional.of(UNKNOWN_SESSION)) && isInSession(reply);
                boolean isSealed = ReplyCheck.isSealed(reply.headers());
                yield status >= SERVER_ERROR
                        ? new Outcome.Unreachable<>("coordinator-error", wish)
                        : new Outcome.Unreachable<>(
                                isLost
                                        ? UNKNOWN_SESSION
                                        : isSealed ? "reply-not-authentic" : "coordinator-garbled");
            }
        };
    }

    private static boolean isInSession(HttpResponse<?> reply) {
        return reply.request().headers().firstValue(RequestSignature.MAC_HEADER).isPresent();
    }

    private static <T> Outcome<T> problem(HttpResponse<?> reply, byte[] body) {
        int status = reply.statusCode();
        return switch (status) {
            case UNAUTHORIZED -> new Outcome.Unreachable<>("not-authenticated");
            case UPGRADE_REQUIRED ->
                    new Outcome.Unreachable<>(tooOld(problemId(body)), retryAfter(reply));
            case TIMEOUT, TOO_EARLY, TOO_MANY, UNAVAILABLE ->
                    new Outcome.Unreachable<>("coordinator-busy", retryAfter(reply));
            default ->
                    status >= SERVER_ERROR || status < UNAUTHORIZED - 1
                            ? new Outcome.Unreachable<>("coordinator-error", retryAfter(reply))
                            : refusal(problemId(body), status);
        };
    }

    /// Which of the two sides has to be updated. A coordinator that does not say it is from before
    /// those that do, and so from before this agent.
    private static String tooOld(Optional<String> id) {
        boolean isCoordinator =
                id.filter(COORDINATOR_TOO_OLD::equals).isPresent()
                        || id.filter(UNKNOWN_PROTOCOL::equals).isPresent();
        return isCoordinator ? COORDINATOR_TOO_OLD : "update-needed";
    }

    /// Only the coordinator's own words are a refusal: a hotel's sign-in page or a proxy may answer
    /// in its place. A nonce that was used before says that this client, or something between, sent
    /// the request twice: the JDK's client repeats a GET whose reply was lost.
    private static <T> Outcome<T> refusal(Optional<String> id, int status) {
        if (id.isEmpty()) {
            return new Outcome.Unreachable<>("coordinator-garbled");
        }
        return id.get().equals("replayed")
                ? new Outcome.Unreachable<>("coordinator-busy")
                : new Outcome.Refused<>(id.get(), status);
    }

    /// Only an id of the expected form is taken over; nothing else of a problem ever reaches the
    /// screen.
    private static Optional<String> problemId(byte[] body) {
        try {
            var id =
                    Json.read(new String(body, StandardCharsets.UTF_8), Messages.Problem.class)
                            .id();
            return Optional.of(id).filter(i -> i.matches("[a-z][a-z0-9-]{0,63}"));
        } catch (MalformedMessageException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> retryAfter(HttpResponse<?> reply) {
        return seconds(reply, "Retry-After", LONGEST_WISH);
    }

    private static Optional<Duration> seconds(
            HttpResponse<?> reply, String header, Duration longest) {
        return reply.headers()
                .firstValue(header)
                .filter(v -> v.matches("[0-9]{1,6}"))
                .map(v -> Duration.ofSeconds(Long.parseLong(v)))
                .map(d -> d.compareTo(longest) > 0 ? longest : d);
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
