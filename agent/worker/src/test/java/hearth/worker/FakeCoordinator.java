package hearth.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import hearth.protocol.BlockCodec;
import hearth.protocol.CodedTensors;
import hearth.protocol.DeviceId;
import hearth.protocol.DirectTransfer;
import hearth.protocol.ErrorFeedback;
import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.KeyExchange;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages;
import hearth.protocol.PayoutMessages;
import hearth.protocol.Receipt;
import hearth.protocol.ReceiptHead;
import hearth.protocol.RequestSignature;
import hearth.protocol.Safetensors;
import hearth.protocol.SessionGrant;
import hearth.protocol.SessionKey;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;
import hearth.protocol.Tensor;
import hearth.protocol.TensorSpec;
import hearth.protocol.Wei;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// The coordinator's contract in memory: checks every signature, nonce, token, commitment and
/// length, and answers repeated requests as it did the first time. A fault can be put on any
/// request.
final class FakeCoordinator implements AutoCloseable {
    /// What happens to a request.
    enum Fault {
        NONE,
        LOST_REQUEST,
        LOST_REPLY,
        /// The line breaks in the middle of what is sent or received.
        CUT,
        ERROR_500,
        BUSY_503,
        /// What stands between answers in the coordinator's place.
        SIGN_IN_PAGE
    }

    /// One lease as the coordinator sees it.
    static final class Entry {
        final Lease lease;
        Optional<Messages.Commit> commit = Optional.empty();
        Optional<Receipt> receipt = Optional.empty();
        boolean released;
        boolean dead;
        int stepsDone;
        int heartbeats;
        byte[] staged = new byte[0];
        Instant latest = Instant.now().plusSeconds(3600);

        Entry(Lease lease) {
            this.lease = lease;
        }

        private Entry(Entry other) {
            lease = other.lease;
            commit = other.commit;
            receipt = other.receipt;
            released = other.released;
            dead = other.dead;
            stepsDone = other.stepsDone;
            heartbeats = other.heartbeats;
            staged = other.staged;
            latest = other.latest;
        }

        boolean isLive() {
            return !released && !dead;
        }
    }

    private static final int MOST_LEASES = 2;

    private final AtomicInteger standingsAsked = new AtomicInteger();
    private @Nullable HttpServer server;
    private final SigningKey key;
    private final Map<Sha256, byte[]> blobs = new HashMap<>();
    private final Set<String> nonces = new HashSet<>();
    private final Map<String, SessionKey> sessions = new HashMap<>();
    private long begun;
    private ReceiptHead receipted = ReceiptHead.NONE;
    private final Set<DeviceId> devices = new HashSet<>();
    private final Map<LeaseId, Entry> leases = new LinkedHashMap<>();
    private final Map<LeaseId, Set<Sha256>> offered = new HashMap<>();
    private final List<String> requests = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final Lease pattern;
    private final BlockCodec codec;
    private int leasesLeft;
    private Optional<String> paid = Optional.empty();
    private UnaryOperator<PayoutMessages.Payout> paysTo = UnaryOperator.identity();
    private Sha256 owed = ErrorFeedback.nothingOwed(Examples.PARAMETERS);
    private boolean late;
    private boolean isUnbroken = true;
    private final Set<Sha256> spent = new HashSet<>();
    private volatile Function<String, Fault> faults = _ -> Fault.NONE;
    private volatile Consumer<String> effects = _ -> {};
    private volatile boolean down;
    private volatile boolean sealsReplies = true;
    private volatile Optional<Abuse> abuse = Optional.empty();
    private final AtomicInteger abused = new AtomicInteger();
    private final AtomicLong bytesReceived = new AtomicLong();
    private final AtomicLong bytesSent = new AtomicLong();

    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    private record Reply(int status, byte[] body) {
        static Reply of(Object value) {
            return new Reply(200, Json.bytes(value));
        }

        static Reply empty() {
            return new Reply(200, new byte[0]);
        }

        static Reply problem(int status, String id) {
            return new Reply(status, Json.bytes(new Messages.Problem(id, "", Optional.empty())));
        }
    }

    FakeCoordinator(int leases) {
        this(leases, Examples.SERVER);
    }

    FakeCoordinator(int leases, SigningKey key) {
        this(leases, key, BlockCodec.DQ4);
    }

    FakeCoordinator(int leases, SigningKey key, BlockCodec codec) {
        this.key = key;
        this.leasesLeft = leases;
        this.codec = codec;
        var manifest = blob(Json.bytes(Examples.manifest(codec)));
        var base = blob(base());
        var shard = blob(Examples.SHARD);
        this.pattern =
                new Lease(
                        new LeaseId("pattern"),
                        new JobId("moby"),
                        0,
                        1,
                        manifest,
                        base,
                        shard,
                        42,
                        new BigDecimal("0.001"),
                        Optional.empty(),
                        Wei.of(1000),
                        Instant.EPOCH,
                        Instant.EPOCH);
    }

    private FakeCoordinator(FakeCoordinator other) {
        key = other.key;
        pattern = other.pattern;
        codec = other.codec;
        owed = other.owed;
        late = other.late;
        isUnbroken = other.isUnbroken;
        spent.addAll(other.spent);
        leasesLeft = other.leasesLeft;
        paid = other.paid;
        blobs.putAll(other.blobs);
        nonces.addAll(other.nonces);
        devices.addAll(other.devices);
        other.leases.forEach((id, entry) -> leases.put(id, new Entry(entry)));
        other.offered.forEach((id, hashes) -> offered.put(id, new HashSet<>(hashes)));
        violations.addAll(other.violations);
    }

    /// The same state, which then goes its own way; without faults.
    synchronized FakeCoordinator copy() {
        return new FakeCoordinator(this);
    }

    private static byte[] base() {
        var tensors = new TreeMap<String, Tensor>();
        for (TensorSpec spec : Examples.PARAMETERS) {
            tensors.put(
                    spec.name(), Tensor.ofFloats(new float[(int) spec.elements()], spec.shape()));
        }
        return Safetensors.encode(new Safetensors.Content(new TreeMap<>(), tensors));
    }

    Sha256 blob(byte[] bytes) {
        var hash = Sha256.of(bytes);
        blobs.put(hash, bytes);
        return hash;
    }

    /// As if it was never published.
    void forget(Sha256 hash) {
        blobs.remove(hash);
    }

    /// Listens from the first call on.
    synchronized URI address() {
        if (server == null) {
            server = listen();
        }
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private HttpServer listen() {
        try {
            var listening =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            listening.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            listening.createContext("/", this::handle);
            listening.start();
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Asked on each request with its method and path, before anything else happens.
    void faults(Function<String, Fault> each) {
        faults = each;
    }

    /// Called before and after each request that changes something or fetches content.
    void effects(Consumer<String> each) {
        effects = each;
    }

    /// While down, connections end without an answer.
    void down(boolean isDown) {
        down = isDown;
    }

    /// Updates may begin with nothing owed, as after a crash, but none with what another one has
    /// sent.
    FakeCoordinator withLostResiduals() {
        isUnbroken = false;
        return this;
    }

    /// Its devices fetch and put content there, those that say they do.
    FakeCoordinator sendingTo(FakeStore other) {
        blobs.values().forEach(other::keep);
        store = Optional.of(other);
        return this;
    }

    private Optional<FakeStore> storeFor(HttpExchange exchange) {
        return store.filter(_ -> exchange.getRequestHeaders().containsKey(DirectTransfer.HEADER));
    }

    /// From now on results come too late for their round.
    synchronized void late(boolean isLate) {
        late = isLate;
    }

    synchronized void moreLeases(int count) {
        leasesLeft += count;
    }

    synchronized void kill(LeaseId lease) {
        leases.values().stream()
                .filter(e -> e.lease.id().equals(lease))
                .forEach(e -> e.dead = true);
    }

    /// From now on no heartbeat moves the end of these leases beyond that.
    synchronized void lastsUntil(Instant end) {
        leases.values().forEach(e -> e.latest = end);
    }

    synchronized void corruptBlobs() {
        blobs.replaceAll((_, bytes) -> new byte[bytes.length]);
    }

    /// Of everything that a lease names.
    synchronized long contentBytes() {
        return blobs.values().stream().mapToLong(b -> b.length).sum();
    }

    /// What is under way may be finished; nothing new is given.
    synchronized void endWork() {
        leasesLeft = 0;
    }

    synchronized List<Entry> leases() {
        return List.copyOf(leases.values());
    }

    synchronized List<Messages.Commit> commits() {
        return leases.values().stream().flatMap(e -> e.commit.stream()).toList();
    }

    synchronized List<Receipt> receipts() {
        return leases.values().stream().flatMap(e -> e.receipt.stream()).toList();
    }

    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    /// What the agent must never do, such as offering two different updates for one lease.
    synchronized List<String> violations() {
        var found = new ArrayList<>(violations);
        offered.forEach(
                (lease, hashes) -> {
                    if (hashes.size() > 1) {
                        found.add("different updates for " + lease);
                    }
                });
        return found;
    }

    void handle(HttpExchange exchange) throws IOException {
        var line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        byte[] body = exchange.getRequestBody().readAllBytes();
        bytesReceived.addAndGet(body.length);
        var fault = faults.apply(line);
        boolean isCut = fault == Fault.CUT;
        boolean isUpdate = line.startsWith("PUT") && line.contains("/update");
        if (isCut && isUpdate) {
            body = Arrays.copyOf(body, body.length / 2);
        }
        // Only of an update is a piece of use: of any other request a server that gets half does
        // nothing.
        boolean isLost = isCut && line.startsWith("PUT") && !isUpdate;
        if (down || isLost || fault == Fault.LOST_REQUEST) {
            exchange.close();
            return;
        }
        if (fault == Fault.ERROR_500 || fault == Fault.BUSY_503) {
            exchange.getResponseHeaders().add("Retry-After", "0");
            send(exchange, new Reply(fault == Fault.ERROR_500 ? 500 : 503, new byte[0]));
            return;
        }
        if (fault == Fault.SIGN_IN_PAGE) {
            send(exchange, new Reply(403, "<html>Welcome, guest</html>".getBytes(UTF_8)));
            return;
        }
        boolean effect = line.contains("/leases") || line.contains("/blobs");
        if (effect) {
            effects.accept(line);
        }
        if (down) {
            exchange.close();
            return;
        }
        var seal = seal(exchange);
        var reply = answer(exchange, line, body);
        if (effect) {
            effects.accept(line);
        }
        if (down || fault == Fault.LOST_REPLY || (isCut && line.startsWith("PUT"))) {
            exchange.close();
            return;
        }
        if (isCut) {
            seal.head(reply.status(), reply.body());
            sendHalf(exchange, reply);
            return;
        }
        var lie = abuse.filter(a -> line.startsWith(a.on()));
        if (lie.isPresent()) {
            abused.incrementAndGet();
            var told = lie.get().lie().apply(new Abuse.Honest(reply.status(), reply.body()));
            told.headers().forEach(exchange.getResponseHeaders()::add);
            seal.head(told.status(), told.endless().isPresent() ? new byte[0] : told.body());
            send(exchange, told);
            return;
        }
        seal.head(reply.status(), reply.body());
        send(exchange, reply);
    }

    /// How a reply to that request is sealed: not at all where nobody shows who asks.
    private synchronized FakeSeal seal(HttpExchange exchange) {
        var nonce = exchange.getRequestHeaders().getFirst(RequestSignature.NONCE_HEADER);
        var open = Optional.ofNullable(nonce).map(n -> sessions.get(SessionGrant.sessionOf(n)));
        return new FakeSeal(exchange, key, open, sealsReplies);
    }

    /// From now on nobody can tell its replies from others.
    void sealsNothing() {
        sealsReplies = false;
    }

    /// From now on it means ill; empty ends that.
    void abuse(Optional<Abuse> how) {
        abuse = how;
    }

    /// How often it did.
    int abused() {
        return abused.get();
    }

    private static void send(HttpExchange exchange, Abuse.Lie lie) throws IOException {
        try (exchange) {
            long length = lie.body().length == 0 ? -1 : lie.body().length;
            exchange.sendResponseHeaders(lie.status(), lie.endless().isPresent() ? 0 : length);
            exchange.getResponseBody().write(lie.body());
            while (lie.endless().isPresent()) {
                exchange.getResponseBody().write(lie.endless().get());
            }
        }
    }

    private static void sendHalf(HttpExchange exchange, Reply reply) throws IOException {
        exchange.sendResponseHeaders(reply.status(), reply.body().length);
        exchange.getResponseBody().write(reply.body(), 0, reply.body().length / 2);
        exchange.getResponseBody().flush();
        exchange.close();
    }

    /// In the bodies of all requests.
    long bytesReceived() {
        return bytesReceived.get();
    }

    /// In the bodies of all honest replies.
    long bytesSent() {
        return bytesSent.get();
    }

    private void send(HttpExchange exchange, Reply reply) throws IOException {
        bytesSent.addAndGet(reply.body().length);
        try (exchange) {
            exchange.sendResponseHeaders(
                    reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
            exchange.getResponseBody().write(reply.body());
        }
    }

    private Optional<String> newest = Optional.empty();
    private Optional<FakeStore> store = Optional.empty();

    private synchronized Reply answer(HttpExchange exchange, String line, byte[] body) {
        var range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(range == null ? line : line + " " + range);
        if (line.equals("GET /v1/server")) {
            return Reply.of(
                    new Messages.Server(
                            key.serverId(), "test", Instant.now(), 31337, Optional.empty()));
        }
        if (isOfNoSession(exchange)) {
            return Reply.problem(409, "unknown-session");
        }
        var device = signer(exchange, body);
        if (!nonces.add(exchange.getRequestHeaders().getFirst(RequestSignature.NONCE_HEADER))) {
            return Reply.problem(409, "replayed");
        }
        if (device.isEmpty()) {
            violations.add("unsigned: " + line);
            return Reply.problem(401, "bad-signature");
        }
        if (line.equals("PUT /v1/device")) {
            devices.add(device.get());
            newest = Json.read(body, Messages.Registration.class).instance();
            return Reply.empty();
        }
        var instance = exchange.getRequestHeaders().getFirst(RequestSignature.INSTANCE_HEADER);
        if (newest.isPresent() && !newest.get().equals(instance)) {
            return Reply.problem(409, "superseded");
        }
        if (!devices.contains(device.get())) {
            return Reply.problem(403, "unknown-device");
        }
        var path = exchange.getRequestURI().getPath();
        if (path.startsWith("/v1/leases/")) {
            var parts = Path.of(path);
            return lease(
                    device.get(),
                    new LeaseId(parts.getName(2).toString()),
                    parts.getName(3).toString(),
                    exchange,
                    body);
        }
        if (path.startsWith("/v1/blobs/")) {
            var hash = new Sha256(path.substring("/v1/blobs/".length()));
            byte[] bytes = blobs.get(hash);
            var there = storeFor(exchange).filter(s -> s.kept(hash).isPresent());
            if (there.isPresent()) {
                exchange.getResponseHeaders().add("Location", there.get().at(hash));
                return new Reply(307, new byte[0]);
            }
            return bytes == null ? Reply.problem(404, "no-blob") : content(exchange, bytes);
        }
        return switch (path) {
            case "/v1/session" -> begin(device.get(), Json.read(body, SessionGrant.Offer.class));
            case "/v1/leases" -> grant(Json.read(body, Messages.LeaseRequest.class));
            case "/v1/device/payout" ->
                    exchange.getRequestMethod().equals("GET")
                            ? Reply.of(
                                    paysTo.apply(
                                            new PayoutMessages.Payout(paid, 1, 31337, List.of())))
                            : bind(Json.read(body, Messages.PayoutBinding.class));
            case "/v1/device/payout/change" -> {
                var order = Json.read(body, PayoutMessages.PayoutChange.class);
                var change =
                        new PayoutMessages.PendingChange(
                                order.device(),
                                order.number(),
                                order.from(),
                                order.to(),
                                Instant.EPOCH);
                yield Reply.of(new PayoutMessages.Payout(paid, 2, 31337, List.of(change)));
            }
            case "/v1/jobs" -> Reply.of(new Messages.Jobs(List.of()));
            case "/v1/jobs/moby/rounds" ->
                    Reply.of(
                            new Messages.Rounds(
                                    List.of(
                                            new Messages.RoundView(
                                                    0,
                                                    pattern.base(),
                                                    4,
                                                    0,
                                                    Optional.empty(),
                                                    Instant.EPOCH))));
            case "/v1/results" -> results(exchange.getRequestURI().getQuery());
            case "/v1/standing" -> {
                standingsAsked.incrementAndGet();
                yield Reply.of(standings());
            }
            case "/v1/earnings" -> {
                var paid = Wei.of(1000L * receipts().size());
                yield Reply.of(
                        new Messages.Earnings(
                                paid, paid, Wei.ZERO, Wei.ZERO, receipts().size(), 0));
            }
            default -> Reply.problem(404, "no-such-path");
        };
    }

    private static Reply content(HttpExchange exchange, byte[] bytes) {
        var range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null) {
            return new Reply(200, bytes);
        }
        int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        if (from >= bytes.length) {
            return new Reply(200, bytes);
        }
        exchange.getResponseHeaders()
                .add(
                        "Content-Range",
                        "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
        return new Reply(206, Arrays.copyOfRange(bytes, from, bytes.length));
    }

    /// The signature of a piece of an update covers the hash of the whole.
    private Sha256 signedHash(HttpExchange exchange, byte[] body) {
        var path = exchange.getRequestURI().getPath();
        if (!exchange.getRequestMethod().equals("PUT") || !path.endsWith("/update")) {
            return Sha256.of(body);
        }
        return Optional.ofNullable(leases.get(new LeaseId(Path.of(path).getName(2).toString())))
                .flatMap(e -> e.commit)
                .map(Messages.Commit::update)
                .orElseGet(() -> Sha256.of(body));
    }

    private Optional<DeviceId> signer(HttpExchange exchange, byte[] body) {
        var headers = exchange.getRequestHeaders();
        var device = new DeviceId(headers.getFirst(RequestSignature.DEVICE_HEADER));
        var nonce = headers.getFirst(RequestSignature.NONCE_HEADER);
        var signature =
                new RequestSignature(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().toString(),
                        signedHash(exchange, body),
                        key.serverId(),
                        Instant.ofEpochMilli(
                                Long.parseLong(
                                        headers.getFirst(RequestSignature.TIMESTAMP_HEADER))),
                        nonce,
                        device);
        var mac = headers.getFirst(RequestSignature.MAC_HEADER);
        boolean isGenuine =
                mac == null
                        ? signature.isSignedBy(
                                device, headers.getFirst(RequestSignature.SIGNATURE_HEADER))
                        : signature.hasMac(
                                Objects.requireNonNull(sessions.get(SessionGrant.sessionOf(nonce))),
                                mac);
        return isGenuine ? Optional.of(device) : Optional.empty();
    }

    private boolean isOfNoSession(HttpExchange exchange) {
        var headers = exchange.getRequestHeaders();
        var nonce = headers.getFirst(RequestSignature.NONCE_HEADER);
        return headers.containsKey(RequestSignature.MAC_HEADER)
                && !sessions.containsKey(SessionGrant.sessionOf(nonce));
    }

    /// One session at a time, numbered.
    private Reply begin(DeviceId device, SessionGrant.Offer offer) {
        var exchange = KeyExchange.begin(new SecureRandom());
        var terms =
                new SessionGrant.Terms(
                        key.serverId(),
                        device,
                        String.format("%016x", ++begun),
                        offer.key(),
                        exchange.publicHex(),
                        Instant.now().plusSeconds(3600));
        sessions.clear();
        sessions.put(terms.session(), exchange.agree(offer.key(), terms));
        return Reply.of(SessionGrant.signed(terms, key));
    }

    /// As a coordinator that was started again.
    synchronized void forgetSessions() {
        sessions.clear();
    }

    /// As the coordinator does: a lease that is not named is given again, and a device holds one
    /// ahead.
    private Reply grant(Messages.LeaseRequest request) {
        var open = leases.values().stream().filter(e -> e.isLive() && e.commit.isEmpty()).toList();
        for (var entry : open) {
            if (!request.holding().contains(entry.lease.id())) {
                return given(entry.lease);
            }
        }
        if (open.size() >= MOST_LEASES) {
            return Reply.of(
                    new Messages.LeaseReply(Optional.empty(), Optional.of("lease-limit"), 0));
        }
        if (leasesLeft == 0) {
            return Reply.of(new Messages.LeaseReply(Optional.empty(), Optional.of("no-work"), 1));
        }
        leasesLeft--;
        var now = Instant.now();
        int number = leases.size() + 1;
        var lease =
                new Lease(
                        new LeaseId("lease-" + number),
                        pattern.job(),
                        pattern.round(),
                        number,
                        pattern.manifest(),
                        pattern.base(),
                        pattern.shard(),
                        pattern.seed(),
                        pattern.learningRate(),
                        pattern.endLearningRate(),
                        pattern.pay(),
                        now,
                        now.plusSeconds(60));
        leases.put(lease.id(), new Entry(lease));
        return given(lease);
    }

    private static Reply given(Lease lease) {
        return Reply.of(new Messages.LeaseReply(Optional.of(lease), Optional.empty(), 0));
    }

    private Reply bind(Messages.PayoutBinding binding) {
        paid = Optional.of(binding.payout());
        return Reply.empty();
    }

    /// From now on it says something else of where the device is paid.
    synchronized void paysTo(UnaryOperator<PayoutMessages.Payout> said) {
        paysTo = said;
    }

    private Reply lease(
            DeviceId device, LeaseId id, String verb, HttpExchange exchange, byte[] body) {
        var entry = leases.get(id);
        if (entry == null) {
            return Reply.problem(404, "lease-unknown");
        }
        if (!entry.isLive()) {
            return Reply.problem(409, "lease-gone");
        }
        return switch (verb) {
            case "heartbeat" -> {
                entry.stepsDone = Json.read(body, Messages.Heartbeat.class).stepsDone();
                entry.heartbeats++;
                yield entry.receipt.isPresent()
                        ? Reply.problem(409, "lease-ended")
                        : Reply.of(
                                new Messages.HeartbeatReply(
                                        Instant.now().plusSeconds(60), entry.latest));
            }
            case "receipt" ->
                    entry.receipt
                            .map(Reply::of)
                            .orElseGet(() -> Reply.problem(422, "update-refused"));
            case "commit" -> commit(entry, Json.read(body, Messages.Commit.class));
            case "release" -> {
                if (entry.receipt.isPresent()) {
                    yield Reply.problem(409, "lease-gone");
                }
                entry.released = true;
                yield Reply.empty();
            }
            case "update" ->
                    exchange.getRequestMethod().equals("GET")
                            ? received(entry, exchange)
                            : reveal(device, entry, exchange, body);
            default -> Reply.problem(404, "no-such-path");
        };
    }

    private Reply commit(Entry entry, Messages.Commit commit) {
        offered.computeIfAbsent(entry.lease.id(), _ -> new HashSet<>()).add(commit.update());
        if (commit.token() != entry.lease.token()) {
            return Reply.problem(409, "stale-token");
        }
        if (entry.commit.isPresent() && !entry.commit.get().equals(commit)) {
            return Reply.problem(409, "already-committed");
        }
        if (commit.steps() < 1 || commit.steps() > Examples.STEPS) {
            return Reply.problem(422, "wrong-steps");
        }
        entry.commit = Optional.of(commit);
        return Reply.empty();
    }

    private Reply received(Entry entry, HttpExchange exchange) {
        if (entry.commit.isEmpty()) {
            return Reply.problem(409, "not-committed");
        }
        var update = entry.commit.get().update();
        var at =
                entry.staged.length == 0
                        ? storeFor(exchange).map(s -> s.at(update))
                        : Optional.<String>empty();
        return Reply.of(new Messages.Awaited(entry.staged.length, at));
    }

    private Reply reveal(DeviceId device, Entry entry, HttpExchange exchange, byte[] piece) {
        var token = exchange.getRequestHeaders().getFirst("Hearth-Token");
        if (!token.equals(Long.toString(entry.lease.token())) || entry.commit.isEmpty()) {
            return Reply.problem(409, "not-committed");
        }
        var commit = entry.commit.get();
        int from =
                Integer.parseInt(exchange.getRequestURI().getQuery().substring("from=".length()));
        if (from == commit.bytes()) {
            store.flatMap(s -> s.kept(commit.update())).ifPresent(whole -> entry.staged = whole);
        }
        if (from > entry.staged.length) {
            return Reply.problem(409, "upload-again");
        }
        entry.staged = Arrays.copyOf(entry.staged, from + piece.length);
        System.arraycopy(piece, 0, entry.staged, from, piece.length);
        if (entry.staged.length < commit.bytes()) {
            return new Reply(202, Json.bytes(new Messages.Received(entry.staged.length)));
        }
        var body = entry.staged;
        offered.computeIfAbsent(entry.lease.id(), _ -> new HashSet<>()).add(Sha256.of(body));
        if (!commit.update().equals(Sha256.of(body)) || commit.bytes() != body.length) {
            return Reply.problem(422, "other-content");
        }
        var metadata = entry.lease.updateMetadata(codec.id());
        if (CodedTensors.exactLength(codec, metadata, Examples.PARAMETERS) != body.length) {
            return Reply.problem(422, "wrong-length");
        }
        var decoded = CodedTensors.decode(codec, metadata, Examples.PARAMETERS, body);
        if (entry.receipt.isEmpty()) {
            decoded.residuals().ifPresent(r -> follow(r, commit.steps()));
            entry.receipt =
                    Optional.of(
                            signed(
                                    new Receipt.Content(
                                            key.serverId(),
                                            entry.lease.id(),
                                            entry.lease.job(),
                                            entry.lease.round(),
                                            device,
                                            Sha256.of(body),
                                            late
                                                    ? Wei.ZERO
                                                    : Examples.manifest().payFor(commit.steps()),
                                            Optional.of(commit.steps()),
                                            Instant.now())));
        }
        return Reply.of(entry.receipt.get());
    }

    private Receipt signed(Receipt.Content content) {
        var receipt = Receipt.signed(receipted.place(content), key);
        receipted = receipted.with(content);
        return receipt;
    }

    /// Each counted update goes on from the residual of the counted one before it.
    private void follow(CodedTensors.Residuals residuals, int steps) {
        var before = residuals.before();
        boolean isCounted = !late && 2 * steps >= Examples.STEPS;
        if (isUnbroken && !before.equals(owed)) {
            violations.add("update from another residual");
        }
        boolean isDebt = !before.equals(ErrorFeedback.nothingOwed(Examples.PARAMETERS));
        if (isDebt && isCounted && !spent.add(before)) {
            violations.add("a residual was sent twice");
        }
        owed = isCounted ? residuals.after() : owed;
    }

    /// Of its job.
    Sha256 manifest() {
        return pattern.manifest();
    }

    /// How often it was asked what it thinks of the device.
    int standingsAsked() {
        return standingsAsked.get();
    }

    /// What it says of a device with as many good results as it signed for.
    Messages.Standings standings() {
        return new Messages.Standings(
                List.of(
                        new Messages.StandingView(
                                "gpt",
                                "cpu",
                                receipts().size(),
                                0,
                                receipts().size(),
                                Optional.empty(),
                                BigDecimal.ONE,
                                BigDecimal.ONE,
                                Math.max(0, 10 - receipts().size()))));
    }

    private Reply results(String query) {
        long after = Long.parseLong(query.substring("after=".length()));
        var all = new ArrayList<Messages.ResultView>();
        for (var receipt : receipts()) {
            var content = receipt.content();
            long sequence = all.size() + 1L;
            all.add(
                    new Messages.ResultView(
                            sequence,
                            content.lease(),
                            content.job(),
                            "Moby-Dick",
                            content.round(),
                            content.receivedAt(),
                            "FINAL_OK",
                            Optional.empty(),
                            Optional.empty(),
                            content.pay(),
                            Optional.of("HELD"),
                            Optional.empty(),
                            Optional.empty()));
        }
        return Reply.of(
                new Messages.Results(all.stream().filter(r -> r.sequence() > after).toList()));
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            server.stop(0);
        }
    }
}
