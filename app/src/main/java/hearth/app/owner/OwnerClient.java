package hearth.app.owner;

import hearth.app.install.CommandFailure;
import hearth.protocol.DeviceId;
import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.Messages.Problem;
import hearth.protocol.Messages.Received;
import hearth.protocol.Messages.RoundView;
import hearth.protocol.Messages.Rounds;
import hearth.protocol.Messages.Server;
import hearth.protocol.OwnerMessages.AnswerList;
import hearth.protocol.OwnerMessages.Draft;
import hearth.protocol.OwnerMessages.OwnedJob;
import hearth.protocol.OwnerMessages.Piece;
import hearth.protocol.OwnerMessages.Provenance;
import hearth.protocol.OwnerMessages.Publication;
import hearth.protocol.OwnerMessages.Wish;
import hearth.protocol.PayoutMessages.OwnerRevocation;
import hearth.protocol.ProtocolVersion;
import hearth.protocol.ReplySeal;
import hearth.protocol.RequestSignature;
import hearth.protocol.ServerId;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/// The coordinator's interface as an owner of jobs uses it. Signs every request for the pinned
/// server, by the server's clock; believes nothing that the server did not sign or that has another
/// hash than was asked for. Blocks.
final class OwnerClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration UPLOAD = Duration.ofMinutes(30);
    private static final int NONCE_BYTES = 16;
    private static final int MOST_PROBLEM = 1 << 16;
    private static final int TRIES = 5;
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int NO_CONTENT = 204;

    /// Of which nobody vouches for the answer: the coordinator cannot tell who asks, or has no
    /// time.
    private static final Set<Integer> BEFORE_WHO_ASKS_IS_KNOWN =
            Set.of(400, 401, 408, 413, 426, 429, 500, 503);

    private final URI coordinator;
    private final SigningKey key;
    private final Clock clock;
    private final SecureRandom random;
    private final HttpClient http;
    private final ServerId server;
    private final Duration ahead;

    /// Says hello.
    ///
    /// @param pinned the coordinator's key; another one is refused
    OwnerClient(
            URI coordinator, ServerId pinned, SigningKey key, Clock clock, SecureRandom random) {
        this.coordinator = coordinator;
        this.key = key;
        this.clock = clock;
        this.random = random;
        this.http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        var hello = json(get("/v1/server"), Server.class);
        if (!hello.id().equals(pinned)) {
            throw new CommandFailure(
                    CommandFailure.REFUSED,
                    "The coordinator at " + coordinator + " is another one.");
        }
        this.server = pinned;
        this.ahead = Duration.between(clock.instant(), hello.time());
    }

    ServerId server() {
        return server;
    }

    DeviceId keyId() {
        return key.deviceId();
    }

    void bind(PayoutBinding binding) {
        var _ = send("PUT", "/v1/owner", Json.bytes(binding));
    }

    /// Anybody may send it: what counts is the wallet's signature in it.
    void revoke(OwnerRevocation order) {
        var _ = send("POST", "/v1/owner/revoke", Json.bytes(order));
    }

    Draft publish(JobId job, Publication publication) {
        return json(send("PUT", path(job), Json.bytes(publication)), Draft.class);
    }

    OwnedJob job(JobId job) {
        return json(send("GET", path(job), new byte[0]), OwnedJob.class);
    }

    /// @param wish cancel, pause or resume
    OwnedJob wish(JobId job, String wish) {
        return json(send("POST", path(job) + "/" + wish, Json.bytes(new Wish())), OwnedJob.class);
    }

    Provenance provenance(JobId job) {
        return json(send("GET", path(job) + "/provenance", new byte[0]), Provenance.class);
    }

    AnswerList answers(JobId job) {
        return json(send("GET", path(job) + "/answers", new byte[0]), AnswerList.class);
    }

    /// All published rounds, in the order of their numbers. A coordinator of before they were told
    /// in parts says all each time.
    Rounds rounds(JobId job) {
        var all = new TreeMap<Integer, RoundView>();
        int before;
        do {
            before = all.size();
            int from = all.isEmpty() ? 0 : all.lastKey() + 1;
            json(send("GET", path(job) + "/rounds?from=" + from, new byte[0]), Rounds.class)
                    .rounds()
                    .forEach(round -> all.put(round.round(), round));
        } while (all.size() > before);
        return new Rounds(List.copyOf(all.values()));
    }

    /// Sends a piece from where it broke off the last time; tries a broken line again.
    void upload(JobId job, Piece piece, Path file) {
        var path = path(job) + "/data/" + piece.content().hex();
        for (int left = TRIES; ; left--) {
            long there = json(send("GET", path, new byte[0]), Received.class).bytes();
            var from = path + "?from=" + there;
            try {
                var reply =
                        exchange(
                                signed("PUT", from, piece.content())
                                        .timeout(UPLOAD)
                                        .PUT(rest(file, there))
                                        .build(),
                                BodyHandlers.ofByteArray());
                check(reply);
                if (reply.statusCode() == OK) {
                    return;
                }
                if (left <= 1) {
                    throw reply.statusCode() == ACCEPTED ? unfinished() : problem(reply);
                }
            } catch (UncheckedIOException broken) {
                if (left <= 1) {
                    throw unfinished();
                }
            }
        }
    }

    private static CommandFailure unfinished() {
        return new CommandFailure(
                CommandFailure.FAILED,
                "The line broke again and again; the same command goes on where it did.");
    }

    private static BodyPublisher rest(Path file, long from) {
        return BodyPublishers.ofInputStream(
                () -> {
                    try {
                        var in = Files.newInputStream(file);
                        in.skipNBytes(from);
                        return in;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /// Fetches content into a file and checks it against its name; signed, because that of a job
    /// with a tier is shown to its owner only. Until all of it is here a file of before stays.
    void download(Sha256 content, Path target) {
        var unfinished = target.resolveSibling(target.getFileName() + ".part");
        var reply =
                answered(
                        signed("GET", "/v1/blobs/" + content.hex(), Sha256.of(new byte[0]))
                                .timeout(UPLOAD)
                                .build(),
                        BodyHandlers.ofInputStream());
        try (InputStream body = reply.body()) {
            if (reply.statusCode() != OK) {
                throw problem(reply.statusCode(), body.readNBytes(MOST_PROBLEM));
            }
            write(body, unfinished);
            if (!Sha256.ofFile(unfinished).equals(content)) {
                throw new CommandFailure(
                        CommandFailure.REFUSED,
                        "What came for " + content + " has another hash; nothing was kept.");
            }
            Files.move(
                    unfinished,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (FileSystemException unwritable) {
            throw CommandFailure.ofFiles(new UncheckedIOException(unwritable));
        } catch (IOException broken) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "Not all of " + content + " came; nothing of it was kept. Try again.",
                    broken);
        } finally {
            remove(unfinished);
        }
    }

    private static void write(InputStream body, Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            body.transferTo(out);
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw CommandFailure.ofFiles(new UncheckedIOException(e));
        }
    }

    private static String path(JobId job) {
        return "/v1/jobs/" + job;
    }

    private HttpResponse<byte[]> get(String path) {
        var reply =
                answered(
                        HttpRequest.newBuilder(coordinator.resolve(path)).timeout(PATIENCE).build(),
                        BodyHandlers.ofByteArray());
        if (reply.statusCode() != OK) {
            throw problem(reply);
        }
        return reply;
    }

    private HttpResponse<byte[]> send(String method, String path, byte[] body) {
        var reply =
                answered(
                        signed(method, path, Sha256.of(body))
                                .timeout(PATIENCE)
                                .method(method, BodyPublishers.ofByteArray(body))
                                .build(),
                        BodyHandlers.ofByteArray());
        check(reply);
        if (reply.statusCode() != OK && reply.statusCode() != NO_CONTENT) {
            throw problem(reply);
        }
        return reply;
    }

    /// A reply that the server did not sign, for exactly this request, is no answer; where nobody
    /// could sign one it is at most a reason to try again.
    private void check(HttpResponse<byte[]> reply) {
        var headers = reply.request().headers();
        var seal =
                ReplySeal.Asked.of(
                                server,
                                key.deviceId(),
                                headers.firstValue(RequestSignature.NONCE_HEADER).orElseThrow(),
                                headers::firstValue)
                        .answered(reply.statusCode(), reply.headers()::firstValue, reply.body());
        boolean isSigned =
                reply.headers()
                        .firstValue(ReplySeal.SIGNATURE_HEADER)
                        .filter(seal::isSigned)
                        .isPresent();
        if (!isSigned && !BEFORE_WHO_ASKS_IS_KNOWN.contains(reply.statusCode())) {
            throw new RefusedException(RefusedException.UNPROVEN);
        }
    }

    private HttpRequest.Builder signed(String method, String path, Sha256 body) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        var signature =
                new RequestSignature(
                        method,
                        path,
                        body,
                        server,
                        clock.instant().plus(ahead),
                        HexFormat.of().formatHex(nonce),
                        key.deviceId());
        return HttpRequest.newBuilder(coordinator.resolve(path))
                .header(ProtocolVersion.HEADER, ProtocolVersion.NEWEST)
                .header(RequestSignature.DEVICE_HEADER, signature.device().value())
                .header(
                        RequestSignature.TIMESTAMP_HEADER,
                        Long.toString(signature.timestamp().toEpochMilli()))
                .header(RequestSignature.NONCE_HEADER, signature.nonce())
                .header(RequestSignature.SIGNATURE_HEADER, signature.sign(key));
    }

    private <T> HttpResponse<T> answered(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return exchange(request, handler);
        } catch (UncheckedIOException silent) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "The coordinator at " + coordinator + " does not answer.",
                    silent);
        }
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }

    private <T> T json(HttpResponse<byte[]> reply, Class<T> type) {
        try {
            return Json.read(reply.body(), type);
        } catch (MalformedMessageException other) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "What answers at "
                            + coordinator
                            + " is no coordinator, or speaks another version than this Hearth.",
                    other);
        }
    }

    private static RefusedException problem(HttpResponse<byte[]> reply) {
        return problem(reply.statusCode(), reply.body());
    }

    private static RefusedException problem(int status, byte[] body) {
        try {
            var id = Json.read(body, Problem.class).id();
            return new RefusedException(id.matches("[a-z0-9-]{1,40}") ? id : "malformed");
        } catch (MalformedMessageException notOurs) {
            return new RefusedException("status-" + status);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
