package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Json;
import hearth.protocol.KeyExchange;
import hearth.protocol.Lease;
import hearth.protocol.Manifest;
import hearth.protocol.Messages.Appeal;
import hearth.protocol.Messages.Commit;
import hearth.protocol.Messages.Heartbeat;
import hearth.protocol.Messages.LeaseReply;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Messages.PairingAnswer;
import hearth.protocol.Messages.PairingRequest;
import hearth.protocol.Messages.Parting;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.Messages.Registration;
import hearth.protocol.Messages.Release;
import hearth.protocol.OwnerMessages;
import hearth.protocol.PayoutMessages.PayoutChange;
import hearth.protocol.PayoutMessages.PayoutUndo;
import hearth.protocol.SessionGrant;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// Who may do what: every path of the interface, asked by five kinds of callers. The paths are
/// those that the interface itself registers, so a new one without a row here fails.
final class AuthorisationMatrixTest {
    private static final String OLD = "00000000000000000000000000000001";
    private static final String NEW = "00000000000000000000000000000002";
    private static final String OWNER = "0x00000000000000000000000000000000000000aa";
    private static final String STRANGER = "0x00000000000000000000000000000000000000bb";
    private static final int STEPS = 30;

    /// An ephemeral one, as X25519 has them.
    private static final String KEY = KeyExchange.begin(new SecureRandom()).publicHex();

    /// What a session is enough for; all else that is signed needs the device's key.
    private static final Set<String> IN_SESSION =
            Set.of(
                    "POST /v1/leases",
                    "POST /v1/leases/{id}/heartbeat",
                    "POST /v1/leases/{id}/commit",
                    "GET /v1/leases/{id}/update",
                    "PUT /v1/leases/{id}/update",
                    "GET /v1/leases/{id}/receipt",
                    "POST /v1/leases/{id}/release",
                    "GET /v1/device/payout",
                    "GET /v1/results",
                    "GET /v1/earnings",
                    "GET /v1/earnings/held",
                    "GET /v1/standing",
                    "GET /v1/household");

    @TempDir Path folder;
    private CoordinatorServer server;
    private Manifest manifest;
    private SignedClient owner;
    private SignedClient inSession;
    private SignedClient otherDevice;
    private SignedClient otherAccount;
    private SignedClient revoked;
    private Lease lease;
    private byte[] update = {};

    /// What one caller sends.
    private interface Call {
        HttpResponse<byte[]> by(SignedClient caller);
    }

    /// Status for each kind of caller.
    ///
    /// @param unsigned the same request without any signature
    private record Row(
            Call call,
            String method,
            String path,
            List<Integer> known,
            int unsigned,
            int revoked) {}

    @BeforeEach
    void open() {
        server = HttpInterfaceTest.open(folder, 0);
        manifest = TestJobs.manifest(server.coordinator().blobs(), 12, 50, Wei.ofEmber("1"));
        server.coordinator().create(HttpInterfaceTest.JOB, manifest);
        revoked = client(1).as(OLD);
        owner = client(1).as(NEW);
        inSession = client(1).as(NEW);
        otherDevice = client(2);
        otherAccount = client(3);
        register(revoked, Optional.of(OLD), OWNER);
        register(owner, Optional.of(NEW), OWNER);
        register(otherDevice, Optional.empty(), OWNER);
        register(otherAccount, Optional.empty(), STRANGER);
        lease = lease(owner);
        update = owner.device.work(manifest, lease, STEPS);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private SignedClient client(int number) {
        return new SignedClient(
                server.uri(), new SimulatedDevice(number, SimulatedDevice.Temper.HONEST));
    }

    private static void register(SignedClient client, Optional<String> instance, String account) {
        var registered = client.put("/v1/device", new Registration("desk", instance));
        assertThat(registered.statusCode()).isEqualTo(204);
        assertThat(client.put("/v1/device/payout", binding(account)).statusCode()).isEqualTo(204);
    }

    private static PayoutBinding binding(String account) {
        return new PayoutBinding(account, 4_000_000_000L, "00");
    }

    /// The job begins as soon as its first checkpoint is there.
    private static Lease lease(SignedClient client) {
        for (int i = 0; i < 6000; i++) {
            var request = new LeaseRequest(Set.of("gpt"));
            var reply = client.json(client.post("/v1/leases", request), LeaseReply.class);
            if (reply.lease().isPresent()) {
                return reply.lease().get();
            }
            LockSupport.parkNanos(10_000_000);
        }
        throw new AssertionError("no lease");
    }

    private String account(SignedClient caller) {
        return caller == otherAccount ? STRANGER : OWNER;
    }

    private Map<String, Row> rows() {
        var rows = new LinkedHashMap<String, Row>();
        open(rows, "/v1/server", "/v1/server", 200);
        open(rows, "/v1/jobs", "/v1/jobs", 200);
        open(rows, "/v1/jobs/{id}/rounds", "/v1/jobs/words/rounds", 200);
        open(rows, "/v1/jobs/{id}/log", "/v1/jobs/words/log", 200);
        open(rows, "/v1/epochs", "/v1/epochs", 200);
        open(rows, "/v1/claims/{address}", "/v1/claims/" + OWNER, 404);
        open(rows, "/v1/claims/{address}/pending", "/v1/claims/" + OWNER + "/pending", 404);
        open(rows, "/v1/blobs/{sha256}", "/v1/blobs/" + manifest.id(), 200);
        for (var own : List.of("results", "earnings", "earnings/held", "standing", "household")) {
            var path = "/v1/" + own;
            own(rows, "GET", path, c -> c.signedGet(path), 200);
        }
        var registering =
                (Call)
                        c ->
                                c.put(
                                        "/v1/device",
                                        new Registration(
                                                "desk",
                                                c == revoked
                                                        ? Optional.of(OLD)
                                                        : c == owner
                                                                ? Optional.of(NEW)
                                                                : Optional.empty()));
        own(rows, "PUT", "/v1/device", registering, 204);
        own(
                rows,
                "PUT",
                "/v1/device/payout",
                c -> c.put("/v1/device/payout", binding(account(c))),
                204);
        own(rows, "GET", "/v1/device/payout", c -> c.signedGet("/v1/device/payout"), 200);
        var change = "/v1/device/payout/change";
        rows.put(
                "POST " + change,
                new Row(
                        c -> c.post(change, order()),
                        "POST",
                        change,
                        List.of(422, 422, 200),
                        401,
                        409));
        // Whoever has the wallet's word needs no device; this word is none.
        var undo = "/v1/device/payout/undo";
        var word = new PayoutUndo(owner.device.key.deviceId(), OWNER, STRANGER, 1, 0, "");
        rows.put(
                "POST " + undo,
                new Row(c -> c.post(undo, word), "POST", undo, List.of(422, 422, 422), 400, 422));
        sending(rows, "/v1/household/code", new PairingRequest(), 200);
        sending(rows, "/v1/household/join", new PairingAnswer("0000000000"), 422);
        sending(rows, "/v1/household/leave", new Parting(), 204);
        sending(rows, "/v1/session", new SessionGrant.Offer(KEY), 200);
        sending(rows, "/v1/leases", new LeaseRequest(Set.of("gpt"), Set.of(lease.id())), 200);
        onLease(rows, "heartbeat", new Heartbeat(lease.token(), 1), 200);
        var commit = new Commit(lease.token(), Sha256.of(update), update.length, STEPS, 5, 4);
        onLease(rows, "commit", commit, 204);
        var bytes = path("update");
        object(rows, "GET", "update", c -> c.signedGet(bytes), 404, 200);
        object(rows, "PUT", "update", c -> c.update(bytes, lease.token(), update), 409, 200);
        object(rows, "GET", "receipt", c -> c.signedGet(path("receipt")), 404, 200);
        onLease(rows, "appeal", new Appeal(), 409);
        // Only the lease's own device is told that it is over.
        onLease(rows, "release", new Release(lease.token()), 409);
        return rows;
    }

    /// The new account's word about the owner's device, for nobody else.
    private PayoutChange order() {
        var soon = Instant.now().plusSeconds(600).getEpochSecond();
        return TestWallet.signed(
                STRANGER,
                server.coordinator().id(),
                31337,
                new PayoutChange(owner.device.key.deviceId(), OWNER, STRANGER, 1, soon, ""),
                PayoutChange.class);
    }

    private String path(String what) {
        return "/v1/leases/" + lease.id() + "/" + what;
    }

    /// The same for everybody.
    private static void open(Map<String, Row> rows, String route, String path, int status) {
        rows.put(
                "GET " + route,
                new Row(
                        c -> c.signedGet(path),
                        "GET",
                        path,
                        List.of(status, status, status),
                        status,
                        status));
    }

    /// About the caller itself.
    private static void own(
            Map<String, Row> rows, String method, String path, Call call, int status) {
        rows.put(
                method + " " + path,
                new Row(call, method, path, List.of(status, status, status), 401, 409));
    }

    private static void sending(Map<String, Row> rows, String path, Object body, int status) {
        own(rows, "POST", path, c -> c.post(path, body), status);
    }

    private void onLease(Map<String, Row> rows, String what, Object body, int status) {
        object(rows, "POST", what, c -> c.post(path(what), body), 404, status);
    }

    /// About a lease of the owner; asked by others first, so that the owner shows that nothing
    /// happened to it.
    private void object(
            Map<String, Row> rows, String method, String what, Call call, int others, int own) {
        rows.put(
                method + " /v1/leases/{id}/" + what,
                new Row(call, method, path(what), List.of(others, others, own), 401, 409));
    }

    /// Agents name folders by it.
    @Test
    void aLeaseIsNamedByDigitsAlone() {
        assertThat(lease.id().value()).matches("[0-9a-f]{32}");
    }

    @Test
    void everyPathHasARow() {
        assertThat(rows().keySet()).containsExactlyInAnyOrderElementsOf(registered());
    }

    private Set<String> registered() {
        var http =
                new HttpInterface(
                        server.coordinator(),
                        HttpInterfaceTest.config(folder, 0),
                        new RoundNews(),
                        () -> {});
        return RecordedRoutes.of(List.of(http));
    }

    @Test
    void everyCallerGetsWhatIsTheirsAndNothingElse() {
        for (var entry : rows().entrySet()) {
            var row = entry.getValue();
            var name = entry.getKey();
            assertThat(unsigned(row)).as(name + ", unsigned").isEqualTo(row.unsigned());
            check(name + ", superseded agent", row.call().by(revoked), row.revoked());
            check(name + ", other account", row.call().by(otherAccount), row.known().get(0));
            check(name + ", other device", row.call().by(otherDevice), row.known().get(1));
            boolean isServed = row.unsigned() != 401 || IN_SESSION.contains(name);
            check(
                    name + ", owner in a session",
                    row.call().by(inSession.inSession()),
                    isServed ? row.known().get(2) : 401);
            check(name + ", owner", row.call().by(owner), row.known().get(2));
        }
        assertThat(results(owner)).contains(lease.id().value());
        assertThat(results(otherDevice)).doesNotContain(lease.id().value());
        assertThat(results(otherAccount)).doesNotContain(lease.id().value());
    }

    /// Every key of the account that published; to all others there is no such job.
    @Test
    void theAnswersOfAJobAreItsOwnersAlone() {
        var asking = TestJobs.askable(Wei.ofEmber("1"), Instant.now().truncatedTo(ChronoUnit.DAYS));
        var job = OwnerMessages.idOf(asking.manifest());
        var path = "/v1/jobs/" + job + "/answers";
        var callers = List.of(client(5), client(6), client(7));
        for (var caller : callers) {
            var account = caller == callers.getLast() ? STRANGER : OWNER;
            assertThat(caller.put("/v1/owner", binding(account)).statusCode()).isEqualTo(204);
        }
        check("draft", callers.getFirst().put("/v1/jobs/" + job, asking), 200);
        check("owner", callers.getFirst().signedGet(path), 200);
        check("other key of the account", callers.get(1).signedGet(path), 200);
        check("other account", callers.getLast().signedGet(path), 404);
        check("a device", owner.signedGet(path), 403);
        check("unsigned", owner.get(path), 401);
    }

    private static String results(SignedClient caller) {
        return new String(caller.signedGet("/v1/results").body(), StandardCharsets.UTF_8);
    }

    private static void check(String what, HttpResponse<byte[]> response, int status) {
        assertThat(response.statusCode())
                .as(what + ": " + new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(status);
    }

    private int unsigned(Row row) {
        var body = Json.bytes(new Parting());
        var publisher =
                row.method().equals("GET")
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofByteArray(body);
        return owner.send(
                        HttpRequest.newBuilder(server.uri().resolve(row.path()))
                                .method(row.method(), publisher)
                                .build())
                .statusCode();
    }
}
