package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.DeviceId;
import hearth.protocol.Json;
import hearth.protocol.KeyExchange;
import hearth.protocol.Lease;
import hearth.protocol.Messages.Heartbeat;
import hearth.protocol.Messages.LeaseReply;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.Messages.Problem;
import hearth.protocol.Messages.Registration;
import hearth.protocol.RequestSignature;
import hearth.protocol.SessionGrant;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;
import hearth.protocol.Wei;
import hearth.storage.Database;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What an HMAC in place of a signature is good for, and that it is not good for longer or twice.
final class SessionsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final String OLD = "00000000000000000000000000000001";
    private static final String NEW = "00000000000000000000000000000002";

    @TempDir Path folder;
    private CoordinatorServer server;
    private SignedClient client;
    private Lease lease;

    @BeforeEach
    void open() {
        server = HttpInterfaceTest.open(folder, 0);
        var manifest = TestJobs.manifest(server.coordinator().blobs(), 12, 50, Wei.ofEmber("1"));
        server.coordinator().create(HttpInterfaceTest.JOB, manifest);
        client = client().as(OLD);
        client.put("/v1/device", new Registration("desk", Optional.of(OLD)));
        client.put(
                "/v1/device/payout",
                new PayoutBinding(
                        "0x00000000000000000000000000000000000000aa",
                        Instant.now().plusSeconds(60).getEpochSecond(),
                        "00"));
        while (server.coordinator().jobs().jobs().stream()
                .anyMatch(job -> !job.state().equals("RUNNING"))) {
            Thread.onSpinWait();
        }
        client.inSession();
        var asked = client.post("/v1/leases", new LeaseRequest(Set.of("gpt")));
        lease = client.json(asked, LeaseReply.class).lease().orElseThrow();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private SignedClient client() {
        return new SignedClient(
                server.uri(), new SimulatedDevice(1, SimulatedDevice.Temper.HONEST));
    }

    private String path() {
        return "/v1/leases/" + lease.id().value() + "/heartbeat";
    }

    private byte[] beat(int steps) {
        return Json.bytes(new Heartbeat(lease.token(), steps));
    }

    private String outcome(HttpResponse<byte[]> response) {
        return response.statusCode() == 200
                ? "done"
                : Json.read(response.body(), Problem.class).id();
    }

    @Test
    void letsARequestInOnceAndOnlyAsItWasSent() {
        var body = beat(1);
        var signature = client.signature("POST", path(), body);
        assertThat(outcome(client.send("POST", path(), beat(2), signature)))
                .isEqualTo("bad-signature");
        assertThat(outcome(client.send("POST", path(), body, signature))).isEqualTo("done");
        assertThat(outcome(client.send("POST", path(), body, signature))).isEqualTo("replayed");
        var late = client.signature("POST", path(), body, Instant.now().minusSeconds(130));
        assertThat(outcome(client.send("POST", path(), body, late))).isEqualTo("clock-off");
    }

    @Test
    void takesNothingThatTheProcessBeforeMayHaveSeen() {
        var body = beat(1);
        var sent = client.signature("POST", path(), body);
        assertThat(outcome(client.send("POST", path(), body, sent))).isEqualTo("done");
        int port = server.uri().getPort();
        server.close();
        server = HttpInterfaceTest.open(folder, port);
        assertThat(outcome(client.send("POST", path(), body, sent))).isEqualTo("unknown-session");
        assertThat(outcome(client.send("POST", path(), body))).isEqualTo("unknown-session");
        client.inSession();
        assertThat(outcome(client.send("POST", path(), body))).isEqualTo("done");
    }

    @Test
    void isOverWhenANewerAgentComes() {
        var newer = client().as(NEW);
        newer.put("/v1/device", new Registration("desk", Optional.of(NEW)));
        assertThat(outcome(client.send("POST", path(), beat(1)))).isEqualTo("unknown-session");
    }

    @Test
    void refusesWhatIsNoKey() {
        var plain = client().as(OLD);
        for (var key : new String[] {"", "00".repeat(31), "00".repeat(32), "zz".repeat(32)}) {
            var answer = plain.post("/v1/session", new SessionGrant.Offer(key));
            assertThat(answer.statusCode()).as(key).isEqualTo(400);
        }
    }

    /// One coordinator of a network, as far as it knows sessions.
    private Sessions sessions(Database database, Instant started) {
        var key = SigningKey.ofSeed(new byte[32]);
        return new Sessions(database, key, new SecureRandom(), started);
    }

    private Database database() {
        var database = Database.inMemory(CoordinatorServer.migrations());
        database.change(
                session ->
                        session.update(
                                "INSERT INTO device (id, name, registered_at) VALUES (?, 'desk', 0)",
                                client.device.key.deviceId()));
        return database;
    }

    private static SessionGrant.Terms begun(
            Sessions sessions, DeviceId device, KeyExchange exchange, Instant now) {
        var offer = new SessionGrant.Offer(exchange.publicHex());
        return ((Answer.Done<SessionGrant>) sessions.begin(device, offer, now)).value().content();
    }

    @Test
    void endsAfterAnHour() {
        try (var database = database()) {
            var sessions = sessions(database, NOW);
            var device = client.device.key.deviceId();
            var id = begun(sessions, device, KeyExchange.begin(new SecureRandom()), NOW).session();
            var end = NOW.plus(Duration.ofHours(1));
            assertThat(sessions.find(device, id, end.minusMillis(1))).isPresent();
            assertThat(sessions.find(device, id, end)).isEmpty();
            assertThat(sessions.find(device, "0".repeat(16), NOW)).isEmpty();
            var other = new SimulatedDevice(2, SimulatedDevice.Temper.HONEST).key.deviceId();
            assertThat(sessions.find(other, id, NOW)).isEmpty();
        }
    }

    @Test
    void isKnownToEveryCoordinatorOfTheNetwork() {
        try (var database = database()) {
            var device = client.device.key.deviceId();
            var one = sessions(database, NOW);
            var other = sessions(database, NOW);
            var exchange = KeyExchange.begin(new SecureRandom());
            var later = NOW.plusSeconds(60).plusNanos(123_456);
            var terms = begun(one, device, exchange, later);
            var key = exchange.agree(terms.serverKey(), terms);
            var request = request(device, SessionGrant.nonce(terms.session(), 1), later);
            var mac = request.mac(key);
            for (var sessions : List.of(one, other)) {
                var found = sessions.find(device, terms.session(), later).orElseThrow();
                assertThat(found.isOf(request, mac)).isTrue();
                assertThat(found.isTakenAt(later)).isTrue();
                assertThat(found.isFirst(1)).isTrue();
                var again = sessions.find(device, terms.session(), later).orElseThrow();
                assertThat(again.isFirst(1)).isFalse();
            }
            other.end(device);
            assertThat(sessions(database, NOW).find(device, terms.session(), later)).isEmpty();
        }
    }

    private static RequestSignature request(DeviceId device, String nonce, Instant time) {
        return new RequestSignature(
                "POST",
                "/v1/leases",
                Sha256.of(new byte[0]),
                SigningKey.ofSeed(new byte[32]).serverId(),
                time,
                nonce,
                device);
    }

    /// What came in the two minutes before may be on its way once more.
    @Test
    void isTakenFromAProcessBeforeOnlyWithRequestsThatItCannotHaveSeen() {
        try (var database = database()) {
            var device = client.device.key.deviceId();
            var before = sessions(database, NOW);
            var exchange = KeyExchange.begin(new SecureRandom());
            var id = begun(before, device, exchange, NOW.plusSeconds(60)).session();
            var started = NOW.plusSeconds(90);
            var found = sessions(database, started).find(device, id, started).orElseThrow();
            assertThat(found.isTakenAt(started.plusSeconds(119))).isFalse();
            assertThat(found.isTakenAt(started.plusSeconds(120))).isTrue();
        }
    }

    @Test
    void takesEachOfTheLastSequencesOnceInAnyOrder() {
        try (var database = database()) {
            var sessions = sessions(database, NOW);
            var device = client.device.key.deviceId();
            var id = begun(sessions, device, KeyExchange.begin(new SecureRandom()), NOW).session();
            var session = sessions.find(device, id, NOW).orElseThrow();
            assertThat(session.isFirst(0)).isFalse();
            assertThat(session.isFirst(-1)).isFalse();
            assertThat(session.isFirst(3)).isTrue();
            assertThat(session.isFirst(1)).isTrue();
            assertThat(session.isFirst(1)).isFalse();
            assertThat(session.isFirst(3)).isFalse();
            assertThat(session.isFirst(66)).isTrue();
            assertThat(session.isFirst(2)).as("64 behind").isFalse();
            assertThat(session.isFirst(4)).as("62 behind").isTrue();
            assertThat(session.isFirst(3)).as("63 behind and used").isFalse();
            assertThat(session.isFirst(Long.MAX_VALUE)).isTrue();
            assertThat(session.isFirst(66)).isFalse();
            assertThat(session.isFirst(Long.MAX_VALUE)).isFalse();
        }
    }
}
