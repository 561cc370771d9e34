package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.Lease;
import hearth.protocol.Manifest;
import hearth.protocol.Messages.Commit;
import hearth.protocol.Messages.Earnings;
import hearth.protocol.Messages.Heartbeat;
import hearth.protocol.Messages.HeartbeatReply;
import hearth.protocol.Messages.Household;
import hearth.protocol.Messages.JobView;
import hearth.protocol.Messages.Jobs;
import hearth.protocol.Messages.LeaseReply;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.Messages.Problem;
import hearth.protocol.Messages.Registration;
import hearth.protocol.Messages.Release;
import hearth.protocol.Messages.Results;
import hearth.protocol.Messages.Rounds;
import hearth.protocol.Messages.Server;
import hearth.protocol.Receipt;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

@ParameterizedClass
@EnumSource(Column.class)
final class HttpInterfaceTest {
    static final JobId JOB = new JobId("words");
    private static final String ACCOUNT = "0x00000000000000000000000000000000000000aa";

    private static final int STEPS = 30;

    private final Column column;
    @TempDir Path folder;
    private Stores stores;
    private CoordinatorServer server;
    private SignedClient client;
    private Manifest manifest;

    HttpInterfaceTest(Column column) {
        this.column = column;
    }

    @BeforeEach
    void open() {
        stores = column.stores();
        server = open(config(folder, 0, stores));
        client =
                new SignedClient(
                        server.uri(), new SimulatedDevice(1, SimulatedDevice.Temper.HONEST));
        manifest = TestJobs.manifest(server.coordinator().blobs(), 12, 50, Wei.ofEmber("1"));
        server.coordinator().create(JOB, manifest);
    }

    static CoordinatorServer open(Path folder, int port) {
        return open(config(folder, port));
    }

    static CoordinatorServer open(CoordinatorConfig config) {
        return switch (CoordinatorServer.open(config)) {
            case OpenOutcome.Opened opened -> opened.server();
            case OpenOutcome other -> throw new AssertionError(other.toString());
        };
    }

    static CoordinatorConfig config(Path folder, int port) {
        return config(folder, port, new Stores.Embedded());
    }

    static CoordinatorConfig config(Path folder, int port, Stores stores) {
        var practice = Policy.practice();
        var quick =
                new Policy(
                        practice.leaseTime(),
                        practice.longestLease(),
                        practice.roundPatience(),
                        Duration.ZERO,
                        0,
                        Duration.ofHours(1),
                        Duration.ofMillis(20),
                        10,
                        4,
                        1.0);
        return new CoordinatorConfig(
                folder,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                Optional.of(
                        new CoordinatorConfig.RewardsContract(
                                31337, "0x00000000000000000000000000000000000000ff")),
                quick,
                Clock.systemUTC(),
                new CoordinatorConfig.Ports(
                        new TestWallet(), Optional.empty(), TestJobs.evaluator()),
                stores);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void join() {
        assertThat(client.put("/v1/device", new Registration("desk")).statusCode()).isEqualTo(204);
        assertThat(
                        client.put(
                                        "/v1/device/payout",
                                        new PayoutBinding(ACCOUNT, 4_000_000_000L, "00"))
                                .statusCode())
                .isEqualTo(204);
    }

    private Lease lease() {
        for (int i = 0; i < 500; i++) {
            var reply =
                    client.json(
                            client.post("/v1/leases", new LeaseRequest(Set.of("gpt"))),
                            LeaseReply.class);
            if (reply.lease().isPresent()) {
                return reply.lease().get();
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        throw new AssertionError("no lease");
    }

    private HttpResponse<byte[]> deliver(Lease lease) {
        var update = client.device.work(manifest, lease, STEPS);
        var hash = Sha256.of(update);
        var commit = new Commit(lease.token(), hash, update.length, STEPS, 5, 4);
        assertThat(client.post("/v1/leases/" + lease.id() + "/commit", commit).statusCode())
                .isEqualTo(204);
        return client.update("/v1/leases/" + lease.id() + "/update", lease.token(), update);
    }

    private static Problem problem(HttpResponse<byte[]> response) {
        return Json.read(response.body(), Problem.class);
    }

    private void toldInParts(Rounds rounds) {
        var path = "/v1/jobs/words/rounds?from=";
        // Its loss may have been measured since.
        assertThat(client.json(client.get(path + 0), Rounds.class))
                .usingRecursiveComparison()
                .ignoringFields("rounds.heldOutLoss")
                .isEqualTo(rounds);
        assertThat(client.json(client.get(path + 1), Rounds.class).rounds()).isEmpty();
        assertThat(client.get(path + -1).statusCode()).isEqualTo(400);
        var jobs = client.json(client.get("/v1/jobs?after="), Jobs.class).jobs();
        assertThat(jobs).extracting(JobView::id).containsExactly(new JobId("words"));
        assertThat(client.json(client.get("/v1/jobs?after=words"), Jobs.class).jobs()).isEmpty();
    }

    @Test
    void carriesOneRoundFromRegistrationToAFrozenEpoch() throws IOException {
        join();
        for (int i = 0; i < 4; i++) {
            var lease = lease();
            var beat =
                    client.json(
                            client.post(
                                    "/v1/leases/" + lease.id() + "/heartbeat",
                                    new Heartbeat(lease.token(), 3)),
                            HeartbeatReply.class);
            assertThat(beat.expiresAt()).isAfterOrEqualTo(lease.expiresAt());
            var receipt = client.json(deliver(lease), Receipt.class);
            assertThat(receipt.isAuthentic(server.coordinator().id())).isTrue();
            assertThat(receipt.content().pay()).isEqualTo(manifest.payPerLease());
        }
        var rounds = client.json(client.get("/v1/jobs/words/rounds"), Rounds.class);
        for (int i = 0; rounds.rounds().isEmpty() && i < 500; i++) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            rounds = client.json(client.get("/v1/jobs/words/rounds"), Rounds.class);
        }
        assertThat(rounds.rounds()).hasSize(1);
        toldInParts(rounds);
        var round = rounds.rounds().getFirst();
        assertThat(round.accepted()).isEqualTo(4);
        var checkpoint = client.get("/v1/blobs/" + round.checkpoint());
        assertThat(Sha256.of(checkpoint.body())).isEqualTo(round.checkpoint());
        assertThat(server.settleNow()).contains(1L);
        var earnings = client.json(client.signedGet("/v1/earnings"), Earnings.class);
        assertThat(earnings.held()).as("no chain has the root").isEqualTo(Wei.of(8_000_000L));
        assertThat(earnings.released()).isEqualTo(Wei.ZERO);
        var own =
                client.json(client.signedGet("/v1/household?since=0"), Household.class)
                        .machines()
                        .getFirst();
        assertThat(own.earned()).isEqualTo(earnings.earned());
        assertThat(own.earnedSince()).isEqualTo(earnings.earned());
        var results = client.json(client.signedGet("/v1/results?after=1"), Results.class);
        assertThat(results.results()).hasSize(3);
        assertThat(results.results().getFirst().ledger()).contains("HELD");
        assertThat(server.coordinator().violations()).isEmpty();
        assertThat(publiclyVerified())
                .isEqualTo(new PublicVerification.Found(1, 1, 0, 0, 0, Optional.empty()));
    }

    private PublicVerification.Found publiclyVerified() throws IOException {
        try (var site = new CoordinatorSite(server.uri())) {
            return PublicVerification.verify(site, Optional.empty(), _ -> {});
        }
    }

    @Test
    void saysWhoItIsWithoutASignature() {
        var reply = client.json(client.get("/v1/server"), Server.class);
        assertThat(reply.id()).isEqualTo(server.coordinator().id());
        assertThat(reply.chainId()).isEqualTo(31337);
    }

    @Test
    void givesNoWorkToADeviceThatNobodyIsPaidFor() {
        client.put("/v1/device", new Registration("desk"));
        var reply =
                client.json(
                        client.post("/v1/leases", new LeaseRequest(Set.of("gpt"))),
                        LeaseReply.class);
        assertThat(reply.reason()).contains("no-payout");
    }

    @Test
    void refusesARequestThatIsSentTwice() {
        join();
        var body = Json.bytes(new LeaseRequest(Set.of("gpt")));
        var signature = client.signature("POST", "/v1/leases", body);
        assertThat(client.send("POST", "/v1/leases", body, signature).statusCode()).isEqualTo(200);
        var again = client.send("POST", "/v1/leases", body, signature);
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(problem(again).id()).isEqualTo("replayed");
    }

    @Test
    void remembersNoncesOverARestart() {
        join();
        var body = Json.bytes(new LeaseRequest(Set.of("gpt")));
        var signature = client.signature("POST", "/v1/leases", body);
        client.send("POST", "/v1/leases", body, signature);
        server.close();
        server = open(config(folder, 0, stores));
        client = new SignedClient(server.uri(), client.device);
        var again = client.send("POST", "/v1/leases", body, signature);
        assertThat(problem(again).id()).isEqualTo("replayed");
    }

    @Test
    void refusesASignatureForAnotherPathOrBodyOrTime() {
        join();
        var body = Json.bytes(new LeaseRequest(Set.of("gpt")));
        var forOther = client.signature("POST", "/v1/leases", Json.bytes(new Registration("x")));
        assertThat(problem(client.send("POST", "/v1/leases", body, forOther)).id())
                .isEqualTo("bad-signature");
        var good = client.signature("PUT", "/v1/device", body);
        assertThat(problem(client.send("POST", "/v1/leases", body, good)).id())
                .isEqualTo("bad-signature");
        var old = client.signature("POST", "/v1/leases", body, Instant.now().minusSeconds(121));
        assertThat(problem(client.send("POST", "/v1/leases", body, old)).id())
                .isEqualTo("clock-off");
    }

    @Test
    void refusesUnsignedAndUnknownDevices() {
        var unsigned = client.get("/v1/earnings");
        assertThat(unsigned.statusCode()).isEqualTo(401);
        assertThat(problem(unsigned).id()).isEqualTo("unsigned");
        assertThat(problem(client.signedGet("/v1/earnings")).id()).isEqualTo("unknown-device");
    }

    @Test
    void hearsTheNewestOfTwoAgentsThatHaveOneKey() {
        var older = "0a".repeat(16);
        var newer = "0b".repeat(16);
        assertThat(register(older).statusCode()).isEqualTo(204);
        assertThat(client.as(older).signedGet("/v1/earnings").statusCode()).isEqualTo(200);

        assertThat(register(newer).statusCode()).isEqualTo(204);

        var refused = client.as(older).signedGet("/v1/earnings");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(problem(refused).id()).isEqualTo("superseded");
        assertThat(problem(register(older)).id()).isEqualTo("superseded");
        assertThat(client.as(newer).signedGet("/v1/earnings").statusCode()).isEqualTo(200);
        assertThat(register("0c".repeat(16)).statusCode()).isEqualTo(204);
        assertThat(problem(client.as(newer).signedGet("/v1/earnings")).id())
                .isEqualTo("superseded");
        assertThat(problem(register("no hex")).id()).isEqualTo("malformed");
    }

    @Test
    void remembersTheNewestAgentsOfADeviceOnly() {
        for (int i = 0; i < 70; i++) {
            assertThat(register("%032x".formatted(i)).statusCode()).isEqualTo(204);
        }
        assertThat(problem(client.as("%032x".formatted(10)).signedGet("/v1/earnings")).id())
                .isEqualTo("superseded");
        // Too long ago to be known; an agent of a time before the coordinator's backup is heard.
        assertThat(client.as("%032x".formatted(1)).signedGet("/v1/earnings").statusCode())
                .isEqualTo(200);
    }

    private HttpResponse<byte[]> register(String instance) {
        return client.put("/v1/device", new Registration("desk", Optional.of(instance)));
    }

    @Test
    void hidesALeaseFromEveryOtherDevice() {
        join();
        var lease = lease();
        var stranger =
                new SignedClient(
                        server.uri(), new SimulatedDevice(2, SimulatedDevice.Temper.HONEST));
        stranger.put("/v1/device", new Registration("stranger"));
        for (var request :
                List.of(
                        stranger.post(
                                "/v1/leases/" + lease.id() + "/heartbeat",
                                new Heartbeat(lease.token(), 1)),
                        stranger.post(
                                "/v1/leases/" + lease.id() + "/release",
                                new Release(lease.token())),
                        stranger.post(
                                "/v1/leases/" + lease.id() + "/commit",
                                new Commit(lease.token(), Sha256.of("x"), 3, STEPS, 1, 1)))) {
            assertThat(request.statusCode()).isEqualTo(404);
            assertThat(problem(request).id()).isEqualTo("no-such-lease");
        }
        var update =
                stranger.update("/v1/leases/" + lease.id() + "/update", lease.token(), new byte[3]);
        assertThat(update.statusCode()).isEqualTo(409);
    }

    @Test
    void givesTheSameReceiptForTheSameUpdate() {
        join();
        var lease = lease();
        var first = deliver(lease);
        var update = client.device.work(manifest, lease, STEPS);
        var again = client.update("/v1/leases/" + lease.id() + "/update", lease.token(), update);
        assertThat(again.body()).isEqualTo(first.body());
    }

    @Test
    void refusesBytesOtherThanTheCommittedOnesAndTakesTheRightOnesAfterwards() {
        join();
        var lease = lease();
        var update = client.device.work(manifest, lease, STEPS);
        client.post(
                "/v1/leases/" + lease.id() + "/commit",
                new Commit(lease.token(), Sha256.of(update), update.length, STEPS, 5, 4));
        var path = "/v1/leases/" + lease.id() + "/update";
        var damaged = update.clone();
        damaged[update.length - 1] ^= 1;
        var signature = client.signature("PUT", path, update);
        var refused = client.send("PUT", path, damaged, signature, lease.token());
        assertThat(problem(refused).id()).isEqualTo("other-content");
        var shorter = Arrays.copyOf(update, update.length - 1);
        var cut =
                client.send(
                        "PUT", path, shorter, client.signature("PUT", path, update), lease.token());
        assertThat(problem(cut).id()).isEqualTo("wrong-length");
        assertThat(client.update(path, lease.token(), update).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesBodiesThatAreTooLargeOrNotStrictJson() {
        join();
        var large = client.send("POST", "/v1/leases", new byte[70_000]);
        assertThat(large.statusCode()).isEqualTo(413);
        var extra = "{\"recipes\":[\"gpt\"],\"extra\":1}".getBytes(StandardCharsets.UTF_8);
        var unknownKey = client.send("POST", "/v1/leases", extra);
        assertThat(unknownKey.statusCode()).isEqualTo(400);
        assertThat(problem(unknownKey).id()).isEqualTo("malformed");
    }

    @Test
    void keepsHeldOutDataAndUnpublishedUpdatesToItself() {
        join();
        var lease = lease();
        var receipt = client.json(deliver(lease), Receipt.class);
        assertThat(client.get("/v1/blobs/" + manifest.data().heldOut().orElseThrow()).statusCode())
                .isEqualTo(404);
        assertThat(client.get("/v1/blobs/" + receipt.content().update()).statusCode())
                .isEqualTo(404);
        assertThat(client.get("/v1/blobs/" + lease.shard()).statusCode()).isEqualTo(200);
        assertThat(client.get("/v1/blobs/" + lease.manifest()).statusCode()).isEqualTo(200);
        assertThat(client.get("/v1/blobs/not-a-hash").statusCode()).isEqualTo(400);
        assertThat(client.get("/v1/nowhere").statusCode()).isEqualTo(404);
    }

    @Test
    void saysThatThePortOrTheFolderIsTaken(@TempDir Path other) {
        assertThat(CoordinatorServer.open(config(folder, 0)))
                .isInstanceOf(OpenOutcome.FolderInUse.class);
        assertThat(CoordinatorServer.open(config(other, server.uri().getPort())))
                .isEqualTo(new OpenOutcome.PortTaken(server.uri().getPort()));
    }

    @Test
    void saysThatTheFolderCannotBeWritten() throws IOException {
        var file = Files.createFile(folder.resolve("a-file"));
        assertThat(CoordinatorServer.open(config(file.resolve("below"), 0)))
                .isInstanceOf(OpenOutcome.FolderUnwritable.class);
    }
}
