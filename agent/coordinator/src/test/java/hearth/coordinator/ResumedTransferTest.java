package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Json;
import hearth.protocol.Lease;
import hearth.protocol.Manifest;
import hearth.protocol.Messages.Commit;
import hearth.protocol.Messages.LeaseReply;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.Messages.Problem;
import hearth.protocol.Messages.Received;
import hearth.protocol.Messages.Registration;
import hearth.protocol.Messages.Release;
import hearth.protocol.Receipt;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// Downloads and uploads that go on where a line broke.
final class ResumedTransferTest {
    @TempDir Path folder;
    private CoordinatorServer server;
    private SignedClient client;
    private Manifest manifest;
    private Lease lease;
    private byte[] update;
    private String path;

    @BeforeEach
    void open() {
        server = HttpInterfaceTest.open(folder, 0);
        client =
                new SignedClient(
                        server.uri(), new SimulatedDevice(1, SimulatedDevice.Temper.HONEST));
        manifest = TestJobs.manifest(server.coordinator().blobs(), 12, 50, Wei.ofEmber("1"));
        server.coordinator().create(HttpInterfaceTest.JOB, manifest);
        client.put("/v1/device", new Registration("desk"));
        client.put(
                "/v1/device/payout",
                new PayoutBinding(
                        "0x00000000000000000000000000000000000000aa", 4_000_000_000L, "00"));
        lease = lease();
        update = client.device.work(manifest, lease, 30);
        path = "/v1/leases/" + lease.id() + "/update";
        client.post(
                "/v1/leases/" + lease.id() + "/commit",
                new Commit(lease.token(), Sha256.of(update), update.length, 30, 5, 4));
    }

    /// Once the coordinator has prepared the job.
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

    @AfterEach
    void close() {
        server.close();
    }

    private HttpResponse<byte[]> send(int from, int to) {
        var whole = path + "?from=" + from;
        return client.send(
                "PUT",
                whole,
                Arrays.copyOfRange(update, from, to),
                client.signature("PUT", whole, update),
                lease.token());
    }

    private long received() {
        return client.json(client.signedGet(path), Received.class).bytes();
    }

    private static String problem(HttpResponse<byte[]> response) {
        return Json.read(response.body(), Problem.class).id();
    }

    @Test
    void takesAnUpdateInPiecesAlsoOverARestart() {
        assertThat(received()).isZero();
        var first = send(0, 100);
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(Json.read(first.body(), Received.class).bytes()).isEqualTo(100);
        server.close();
        server = HttpInterfaceTest.open(folder, 0);
        client = new SignedClient(server.uri(), client.device);

        assertThat(received()).isEqualTo(100);
        var receipt = client.json(send(100, update.length), Receipt.class);

        assertThat(receipt.content().update()).isEqualTo(Sha256.of(update));
        assertThat(received()).isEqualTo(update.length);
        assertThat(client.json(send(update.length, update.length), Receipt.class))
                .isEqualTo(receipt);
        assertThat(folder.resolve("blobs/incoming")).isEmptyDirectory();
    }

    @Test
    void saysWhereToGoOnWhenAPieceDoesNotFit() {
        send(0, 100);

        assertThat(problem(send(101, 200))).isEqualTo("upload-again");
        assertThat(received()).isEqualTo(100);
        assertThat(send(0, 50).statusCode()).isEqualTo(202);
        assertThat(received()).isEqualTo(50);
    }

    @Test
    void startsAgainWhenWhatIsStagedWasDamaged() throws Exception {
        send(0, 100);
        var staged = folder.resolve("blobs/incoming/" + Sha256.of(update) + ".staged");
        var bytes = Files.readAllBytes(staged);
        bytes[50] ^= 1;
        Files.write(staged, bytes);

        assertThat(problem(send(100, update.length))).isEqualTo("upload-again");
        assertThat(received()).isZero();
        assertThat(send(0, update.length).statusCode()).isEqualTo(200);
    }

    @Test
    void takesNoByteMoreThanPromised() {
        send(0, update.length - 1);
        var longer = Arrays.copyOf(update, update.length + 10);
        var whole = path + "?from=" + (update.length - 1);
        var tooLong =
                client.send(
                        "PUT",
                        whole,
                        Arrays.copyOfRange(longer, update.length - 1, longer.length),
                        client.signature("PUT", whole, update),
                        lease.token());

        assertThat(problem(tooLong)).isEqualTo("wrong-length");
        assertThat(received()).isZero();
    }

    @Test
    void forgetsTheBytesOfALeaseThatEnded() {
        send(0, 100);
        client.post("/v1/leases/" + lease.id() + "/release", new Release(lease.token()));

        server.coordinator().advance();

        assertThat(folder.resolve("blobs/incoming")).isEmptyDirectory();
        assertThat(problem(client.signedGet(path))).isEqualTo("lease-ended");
    }

    @Test
    void sendsContentFromAnyByteOn() {
        var whole = client.get("/v1/blobs/" + lease.base());
        assertThat(whole.headers().firstValue("ETag")).contains("\"" + lease.base() + "\"");
        assertThat(whole.headers().firstValueAsLong("Content-Length"))
                .hasValue(whole.body().length);

        var rest = range(whole.uri(), "bytes=1000-");

        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.body())
                .isEqualTo(Arrays.copyOfRange(whole.body(), 1000, whole.body().length));
        assertThat(rest.headers().firstValue("Content-Range"))
                .contains("bytes 1000-" + (whole.body().length - 1) + "/" + whole.body().length);
    }

    @Test
    void sendsTheWholeForARangeItDoesNotKnow() {
        var uri = client.get("/v1/blobs/" + lease.base()).uri();

        for (var range : new String[] {"bytes=99999999-", "bytes=1-2", "bytes=-5", "lines=1-"}) {
            assertThat(range(uri, range).statusCode()).isEqualTo(200);
        }
    }

    private HttpResponse<byte[]> range(URI uri, String range) {
        return client.send(HttpRequest.newBuilder(uri).header("Range", range).build());
    }
}
