package hearth.coordinator.load;

import hearth.coordinator.simulation.StandInJob;
import hearth.coordinator.simulation.StandInTraining;
import hearth.coordinator.simulation.Temper;
import hearth.protocol.Json;
import hearth.protocol.KeyExchange;
import hearth.protocol.Lease;
import hearth.protocol.Manifest;
import hearth.protocol.Messages.Commit;
import hearth.protocol.Messages.Heartbeat;
import hearth.protocol.Messages.LeaseReply;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Messages.Release;
import hearth.protocol.RequestSignature;
import hearth.protocol.ServerId;
import hearth.protocol.SessionGrant;
import hearth.protocol.SessionKey;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/// Some devices on one platform thread, one request at a time. It counts what it spends itself, so
/// that the rest is the coordinator's.
final class Sender implements AutoCloseable {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    /// Running agent that each device says it is.
    static final String INSTANCE = "0123456789abcdef0123456789abcdef";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int NONCE_BYTES = 16;
    private static final String LEASES = "/v1/leases";

    private final Way way;
    private final ServerId server;
    private final List<SigningKey> keys;
    private final InstantSource clock;
    private final List<Held> held = new ArrayList<>();
    private final SecureRandom random = new SecureRandom();
    private final Map<SigningKey, Session> sessions = new HashMap<>();
    private long ownNanos;
    private final List<Long> latencies = new ArrayList<>();
    private final List<Long> wholes = new ArrayList<>();
    private long rounds;
    private long waits;

    /// When the next request should have been sent, if that was not now.
    private OptionalLong due = OptionalLong.empty();

    /// Why there was no lease at last.
    private String refusal = "";

    /// @param keys of its devices
    Sender(Way way, ServerId server, List<SigningKey> keys, InstantSource clock) {
        this.way = way;
        this.server = server;
        this.keys = List.copyOf(keys);
        this.clock = clock;
    }

    private record Held(SigningKey key, Lease lease) {}

    /// @param sequence of the last request
    private record Session(String id, SessionKey key, AtomicLong sequence) {}

    /// From now on its devices sign only what has to do with money.
    boolean openSessions() throws IOException {
        for (var key : keys) {
            var exchange = KeyExchange.begin(random);
            var body = Json.bytes(new SessionGrant.Offer(exchange.publicHex()));
            var answer = send(key, "POST", "/v1/session", body, Sha256.of(body));
            var grant = Json.read(answer, SessionGrant.class).content();
            sessions.put(
                    key,
                    new Session(
                            grant.session(),
                            exchange.agree(grant.serverKey(), grant),
                            new AtomicLong()));
        }
        return true;
    }

    /// Takes a lease for one of its devices, before anything is measured. All senders do that
    /// before one of them takes more: what is held ends no round, so who came late would wait for
    /// a place for ever.
    ///
    /// @throws IOException if there is none for long
    boolean takeLease() throws IOException {
        var until = clock.instant().plus(PATIENCE);
        for (int i = 0; held.isEmpty(); i++) { // Rounds close meanwhile.
            if (!clock.instant().isBefore(until)) {
                throw new IOException("no lease to keep alive: " + refusal);
            }
            take(keys.get(i % keys.size()));
        }
        return true;
    }

    /// Takes what there is for its other devices.
    boolean takeMore() throws IOException {
        for (var key : keys) {
            if (held.stream().noneMatch(one -> one.key().equals(key))) {
                take(key);
            }
        }
        return true;
    }

    private void take(SigningKey key) throws IOException {
        lease(key).ifPresent(lease -> held.add(new Held(key, lease)));
    }

    /// Its places are free again for what is measured next.
    void giveBack() throws IOException {
        for (var one : held) {
            var body = Json.bytes(new Release(one.lease().token()));
            answered(send(one.key(), "POST", path(one.lease(), "release"), body, Sha256.of(body)));
        }
        held.clear();
    }

    /// Says again and again that its devices work on their leases.
    boolean heartbeats(BooleanSupplier goOn) throws IOException {
        begin();
        for (int i = 0; i == 0 || goOn.getAsBoolean(); i++) {
            heartbeat(i);
        }
        end();
        return true;
    }

    /// The same, each when it is due; one at least.
    boolean heartbeats(Arrivals arrivals, BooleanSupplier goOn) throws IOException {
        begin();
        var until = clock.instant().plus(PATIENCE);
        for (int i = 0; ; i++) {
            var next = arrivals.await(() -> goOn.getAsBoolean() || isYetToBegin(until));
            if (next.isEmpty()) {
                break;
            }
            due = next;
            heartbeat(i);
        }
        end();
        return true;
    }

    /// A machine that is busy with something else may not come to it within the time measured.
    private boolean isYetToBegin(Instant until) {
        return rounds == 0 && clock.instant().isBefore(until);
    }

    private void heartbeat(int i) throws IOException {
        var one = held.get(i % held.size());
        var body = Json.bytes(new Heartbeat(one.lease().token(), 1));
        answered(shown(one.key(), path(one.lease(), "heartbeat"), body));
        rounds++;
    }

    /// Lease, commit, submission, for one device after the other; one at least, if there is one.
    boolean cycles(Function<Lease, Manifest> manifests, BooleanSupplier goOn) throws IOException {
        begin();
        var until = clock.instant().plus(PATIENCE);
        for (int i = 0; goOn.getAsBoolean() || isYetToBegin(until); i++) {
            cycle(keys.get(i % keys.size()), manifests);
        }
        end();
        return true;
    }

    /// The same, each when it is due and not when the one before is done; one at least, too. What
    /// the first request of one took is counted from then on, so a coordinator that was slow does
    /// not spare itself what would have come meanwhile.
    boolean offered(Function<Lease, Manifest> manifests, Arrivals arrivals, BooleanSupplier goOn)
            throws IOException {
        begin();
        var until = clock.instant().plus(PATIENCE);
        for (int i = 0; ; i++) {
            var next = arrivals.await(() -> goOn.getAsBoolean() || isYetToBegin(until));
            if (next.isEmpty()) {
                break;
            }
            due = next;
            if (cycle(keys.get(i % keys.size()), manifests)) {
                wholes.add(System.nanoTime() - next.getAsLong());
            }
        }
        end();
        return true;
    }

    /// @return false if there was no lease
    private boolean cycle(SigningKey key, Function<Lease, Manifest> manifests) throws IOException {
        var granted = lease(key);
        if (granted.isEmpty()) {
            waits++;
            return false;
        }
        var lease = granted.get();
        var update =
                apart(
                        () ->
                                StandInTraining.update(
                                        manifests.apply(lease),
                                        lease,
                                        Temper.HONEST,
                                        key.deviceId().hashCode()));
        var hash = Sha256.of(update);
        var commit = Json.bytes(new Commit(lease.token(), hash, update.length, 30, 5, 4));
        var committed = Sha256.of(commit);
        answered(shown(key, "POST", path(lease, "commit"), commit, committed, 0));
        answered(shown(key, "PUT", path(lease, "update"), update, hash, lease.token()));
        rounds++;
        return true;
    }

    private Optional<Lease> lease(SigningKey key) throws IOException {
        var body = Json.bytes(new LeaseRequest(Set.of(StandInJob.RECIPE)));
        var answer = shown(key, LEASES, body);
        var reply = Json.read(answer, LeaseReply.class);
        refusal = reply.reason().orElse("");
        return reply.lease();
    }

    private static String path(Lease lease, String what) {
        return LEASES + "/" + lease.id().value() + "/" + what;
    }

    private void answered(byte[] answer) throws IOException {
        if (answer.length > 1 << 16) {
            throw new IOException("a long answer");
        }
    }

    private byte[] send(SigningKey key, String method, String path, byte[] body, Sha256 hash)
            throws IOException {
        return send(key, method, path, body, hash, 0);
    }

    private byte[] send(
            SigningKey key, String method, String path, byte[] body, Sha256 hash, long token)
            throws IOException {
        return timed(apart(() -> signed(key, method, path, body, hash, token)));
    }

    private byte[] timed(Way.Signed request) throws IOException {
        long from = due.orElseGet(System::nanoTime);
        due = OptionalLong.empty();
        var answer = way.send(request);
        latencies.add(System.nanoTime() - from);
        return answer;
    }

    private byte[] shown(SigningKey key, String path, byte[] body) throws IOException {
        return shown(key, "POST", path, body, Sha256.of(body), 0);
    }

    /// In the device's session, where it has one.
    private byte[] shown(
            SigningKey key, String method, String path, byte[] body, Sha256 hash, long token)
            throws IOException {
        var session = sessions.get(key);
        return session == null
                ? send(key, method, path, body, hash, token)
                : timed(apart(() -> inSession(key, session, method, path, body, hash, token)));
    }

    private Way.Signed inSession(
            SigningKey key,
            Session session,
            String method,
            String path,
            byte[] body,
            Sha256 hash,
            long token) {
        var nonce = SessionGrant.nonce(session.id(), session.sequence().incrementAndGet());
        var content = content(key, method, path, hash, nonce);
        return new Way.Signed(content, "", content.mac(session.key()), body, token);
    }

    private Way.Signed signed(
            SigningKey key, String method, String path, byte[] body, Sha256 hash, long token) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        var content = content(key, method, path, hash, HexFormat.of().formatHex(nonce));
        return new Way.Signed(content, content.sign(key), "", body, token);
    }

    private RequestSignature content(
            SigningKey key, String method, String path, Sha256 hash, String nonce) {
        return new RequestSignature(
                method, path, hash, server, clock.instant(), nonce, key.deviceId());
    }

    /// Work of the sender on a thread that is else the coordinator's.
    private <T> T apart(Supplier<T> work) {
        if (!way.isHere()) {
            return work.get();
        }
        long from = THREADS.getCurrentThreadCpuTime();
        T made = work.get();
        ownNanos += THREADS.getCurrentThreadCpuTime() - from;
        return made;
    }

    private void begin() {
        latencies.clear();
        wholes.clear();
        rounds = 0;
        waits = 0;
        ownNanos = way.isHere() ? 0 : -THREADS.getCurrentThreadCpuTime();
    }

    private void end() {
        ownNanos += way.isHere() ? 0 : THREADS.getCurrentThreadCpuTime();
    }

    /// Processor time that is not the coordinator's.
    long ownNanos() {
        return ownNanos;
    }

    /// Of single requests, nanoseconds.
    List<Long> latencies() {
        return latencies;
    }

    /// Of whole cycles that were due at some time, from then on, nanoseconds.
    List<Long> wholes() {
        return wholes;
    }

    /// Heartbeats, or whole cycles.
    long rounds() {
        return rounds;
    }

    /// Requests for a lease that were answered with none.
    long waits() {
        return waits;
    }

    @Override
    public void close() throws IOException {
        way.close();
    }
}
