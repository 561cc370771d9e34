package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.DirectTransfer;
import hearth.protocol.Json;
import hearth.protocol.Lease;
import hearth.protocol.Manifest;
import hearth.protocol.Messages.Awaited;
import hearth.protocol.Messages.Commit;
import hearth.protocol.Messages.LeaseReply;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.Messages.Registration;
import hearth.protocol.Receipt;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.testing.PostgresServer;
import hearth.testing.S3Server;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// A coordinator whose blobs lie in a bucket, and devices that fetch and put them there.
final class DirectTransferTest {
    private static final String ACCOUNT = "0x00000000000000000000000000000000000000aa";

    @TempDir Path folder;
    private Optional<CoordinatorServer> server = Optional.empty();
    private CoordinatorConfig config;

    @BeforeEach
    void configure() {
        var s3 = S3Server.shared();
        var schema = PostgresServer.shared().schema();
        config = new Replica.Shared(schema, s3.endpoint(), s3.bucket()).config(folder, 0);
    }

    @AfterEach
    void close() {
        server.ifPresent(CoordinatorServer::close);
    }

    private SignedClient open(CoordinatorConfig with) {
        server = Optional.of(HttpInterfaceTest.open(with));
        var device = new SimulatedDevice(1, SimulatedDevice.Temper.HONEST);
        return new SignedClient(server.orElseThrow().uri(), device);
    }

    private byte[] published(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        var blobs = server.orElseThrow().coordinator().blobs();
        var hash = blobs.put(bytes);
        try (var database = config.stores().database(config.folder())) {
            database.change(session -> Blobs.publish(session, blobs, hash, length));
        }
        return bytes;
    }

    private static HttpRequest.Builder direct(HttpRequest.Builder request) {
        return request.header(DirectTransfer.HEADER, DirectTransfer.YES);
    }

    private static HttpResponse<byte[]> content(SignedClient client, byte[] bytes) {
        var path = "/v1/blobs/" + Sha256.of(bytes).hex();
        return client.send(direct(client.signed("GET", path, new byte[0])).GET().build());
    }

    @Test
    void sendsToTheStoreWhoGoesThereForWhatIsLarge() {
        var client = open(config);
        var large = published(100_000);
        var sent = content(client, large);
        assertThat(sent.statusCode()).isEqualTo(307);
        assertThat(sent.headers().firstValue("Cache-Control")).contains("no-store");
        var there = HttpRequest.newBuilder(place(sent)).header("Range", "bytes=99990-");
        var rest = client.send(there.build());
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(large, 99_990, 100_000));

        var small = published(1000);
        assertThat(content(client, small).body()).isEqualTo(small);
        var older = client.get("/v1/blobs/" + Sha256.of(large).hex());
        assertThat(older.statusCode()).isEqualTo(200);
        assertThat(older.body()).isEqualTo(large);
    }

    private static URI place(HttpResponse<byte[]> sent) {
        return URI.create(sent.headers().firstValue("Location").orElseThrow());
    }

    @Test
    void givesNoAddressOfWhatIsNotPublished() {
        var client = open(config);
        var secret = new byte[100_000];
        var hash = server.orElseThrow().coordinator().blobs().put(secret);
        assertThat(hash).isEqualTo(Sha256.of(secret));
        assertThat(content(client, secret).statusCode()).isEqualTo(404);
    }

    @Test
    void takesAnUpdateThatWasPutIntoTheStore() {
        var client = open(config);
        var lease = lease(client);
        var update = committed(client, lease);
        var path = "/v1/leases/" + lease.id() + "/update";
        assertThat(awaited(client, path, false).at()).isEmpty();
        var place = URI.create(awaited(client, path, true).at().orElseThrow());

        var forged = update.clone();
        forged[forged.length - 1] ^= 1;
        assertThat(put(client, place, update, forged).statusCode()).isEqualTo(400);
        assertThat(awaited(client, path, true).bytes()).isZero();

        assertThat(put(client, place, update, update).statusCode()).isEqualTo(200);
        assertThat(awaited(client, path, true))
                .isEqualTo(new Awaited(update.length, Optional.empty()));
        var taken = path + "?from=" + update.length;
        var signature = client.signature("PUT", taken, update);
        var answer = client.send("PUT", taken, new byte[0], signature, lease.token());
        var receipt = client.json(answer, Receipt.class);
        assertThat(receipt.content().update()).isEqualTo(Sha256.of(update));
        assertThat(server.orElseThrow().coordinator().blobs().get(Sha256.of(update)))
                .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(update));
    }

    @Test
    void servesFilesItselfWhateverTheDeviceSays() {
        config = HttpInterfaceTest.config(folder, 0);
        var client = open(config);
        var lease = lease(client);
        committed(client, lease);
        assertThat(awaited(client, "/v1/leases/" + lease.id() + "/update", true))
                .isEqualTo(new Awaited(0, Optional.empty()));
        var base = "/v1/blobs/" + lease.base().hex();
        var sent = client.send(direct(client.signed("GET", base, new byte[0])).GET().build());
        assertThat(sent.statusCode()).isEqualTo(200);
    }

    private Lease lease(SignedClient client) {
        var coordinator = server.orElseThrow().coordinator();
        var manifest = TestJobs.manifest(coordinator.blobs(), 12, 50, Wei.ofEmber("1"));
        coordinator.create(Simulation.JOB, manifest);
        client.put("/v1/device", new Registration("desk"));
        client.put("/v1/device/payout", new PayoutBinding(ACCOUNT, 4_000_000_000L, "00"));
        // Once the coordinator has prepared the job.
        for (int i = 0; i < 1000; i++) {
            var reply = client.post("/v1/leases", new LeaseRequest(Set.of("gpt")));
            var lease = client.json(reply, LeaseReply.class).lease();
            if (lease.isPresent()) {
                return lease.get();
            }
            LockSupport.parkNanos(Duration.ofMillis(30).toNanos());
        }
        throw new AssertionError("no lease");
    }

    private byte[] committed(SignedClient client, Lease lease) {
        var blobs = server.orElseThrow().coordinator().blobs();
        var manifest = Json.read(blobs.get(lease.manifest()).orElseThrow(), Manifest.class);
        var update = client.device.work(manifest, lease, 30);
        var commit = new Commit(lease.token(), Sha256.of(update), update.length, 30, 5, 4);
        var done = client.post("/v1/leases/" + lease.id() + "/commit", commit);
        assertThat(done.statusCode()).isLessThan(300);
        return update;
    }

    private static Awaited awaited(SignedClient client, String path, boolean direct) {
        var request = client.signed("GET", path, new byte[0]);
        return client.json(
                client.send((direct ? direct(request) : request).GET().build()), Awaited.class);
    }

    private static HttpResponse<byte[]> put(
            SignedClient client, URI place, byte[] promised, byte[] bytes) {
        var sum = DirectTransfer.checksum(Sha256.of(promised));
        return client.send(
                HttpRequest.newBuilder(place)
                        .header(DirectTransfer.CHECKSUM, sum)
                        .PUT(BodyPublishers.ofByteArray(bytes))
                        .build());
    }
}
