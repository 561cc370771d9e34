package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.OfflineVerification.Verified;
import hearth.protocol.DeviceId;
import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Manifest;
import hearth.protocol.Messages.Commit;
import hearth.protocol.Messages.LeaseReply;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.Messages.Registration;
import hearth.protocol.Receipt;
import hearth.protocol.ReceiptChain;
import hearth.protocol.ServerId;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.FileBlobStore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// Devices of versions 2 and 3 in one network: the receipts of each are one chain, and each is told
/// them as it knows them.
@ParameterizedClass
@EnumSource
final class ReceiptsOfVersionsTest {
    private static final int STEPS = 30;

    private final Column column;
    @TempDir Path folder;
    private Stores stores;
    private CoordinatorServer server;
    private Manifest manifest;

    ReceiptsOfVersionsTest(Column column) {
        this.column = column;
    }

    /// As programs of version 2 read it, which take no field more.
    private record OldReceipt(OldContent content, String signature) {}

    private record OldContent(
            ServerId server,
            LeaseId lease,
            JobId job,
            int round,
            DeviceId device,
            Sha256 update,
            Wei pay,
            Optional<Integer> steps,
            Instant receivedAt) {}

    @BeforeEach
    void open() {
        stores = stores();
        server = HttpInterfaceTest.open(HttpInterfaceTest.config(folder, 0, stores));
        manifest = TestJobs.manifest(server.coordinator().blobs(), 12, 50, Wei.ofEmber("1"));
        server.coordinator().create(new JobId("words"), manifest);
    }

    /// Blobs lie in one place, whoever serves.
    private Stores stores() {
        return switch (column.stores()) {
            case Stores.Shared shared ->
                    new Stores.Shared(
                            shared.url(),
                            shared.login(),
                            _ -> new FileBlobStore(folder.resolve(CoordinatorServer.BLOBS)));
            case Stores embedded -> embedded;
        };
    }

    @AfterEach
    void close() {
        server.close();
    }

    private SignedClient device(int number, String version) {
        var device = new SimulatedDevice(number, SimulatedDevice.Temper.HONEST);
        var client = new SignedClient(server.uri(), device).speaking(version);
        client.put("/v1/device", new Registration("desk"));
        var binding = new PayoutBinding(Simulation.account(device), 4_000_000_000L, "00");
        assertThat(client.put("/v1/device/payout", binding).statusCode()).isEqualTo(204);
        return client;
    }

    private static Lease lease(SignedClient client) {
        for (int i = 0; i < 500; i++) {
            var answer = client.post("/v1/leases", new LeaseRequest(Set.of("gpt")));
            var reply = client.json(answer, LeaseReply.class);
            if (reply.lease().isPresent()) {
                return reply.lease().get();
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        throw new AssertionError("no lease");
    }

    /// The reply to an update, which is the same when it is sent again and asked for again.
    private byte[] work(SignedClient client) {
        var lease = lease(client);
        var update = client.device.work(manifest, lease, STEPS);
        var commit = new Commit(lease.token(), Sha256.of(update), update.length, STEPS, 5, 4);
        client.post("/v1/leases/" + lease.id() + "/commit", commit);
        var path = "/v1/leases/" + lease.id();
        var body = body(client.update(path + "/update", lease.token(), update));
        assertThat(body(client.update(path + "/update", lease.token(), update))).isEqualTo(body);
        assertThat(body(client.signedGet(path + "/receipt"))).isEqualTo(body);
        return body;
    }

    private static byte[] body(HttpResponse<byte[]> response) {
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    private static Receipt.Content content(byte[] body) {
        var receipt = Json.read(body, Receipt.class);
        assertThat(receipt.isAuthentic(receipt.content().server())).isTrue();
        return receipt.content();
    }

    private static void isWhole(List<byte[]> receipts) {
        var chain =
                ReceiptChain.of(receipts.stream().map(ReceiptsOfVersionsTest::content).toList());
        assertThat(chain.breaks()).isEmpty();
        assertThat(chain.first()).contains(1L);
        assertThat(chain.last()).isEqualTo(receipts.size());
    }

    private Verified verified() {
        return switch (column) {
            case SQLITE -> OfflineVerification.verify(folder);
            case POSTGRES -> OfflineVerification.verify((Stores.Shared) stores, folder);
        };
    }

    /// A rehearsal of an update: nobody has to update, and whoever does goes on where it was.
    @Test
    void devicesOfTwoVersionsWorkBesideEachOtherAndOneIsUpdatedMidway() {
        var old = device(1, "2");
        var young = device(2, "3");
        var updated = device(3, "2");
        var ofOld = new ArrayList<byte[]>();
        var ofYoung = new ArrayList<byte[]>();
        var ofUpdated = new ArrayList<byte[]>();
        for (int i = 0; i < 4; i++) {
            if (i == 2) {
                updated.speaking("3");
            }
            ofOld.add(work(old));
            ofYoung.add(work(young));
            ofUpdated.add(work(updated));
        }

        ofOld.forEach(body -> assertThat(Json.read(body, OldReceipt.class)).isNotNull());
        ofUpdated
                .subList(0, 2)
                .forEach(body -> assertThat(Json.read(body, OldReceipt.class)).isNotNull());
        isWhole(ofYoung);
        isWhole(ofUpdated);
        assertThat(ofOld).allMatch(body -> content(body).number().isEmpty());
        var first = content(ofOld.getFirst()).lease();
        var again = body(old.speaking("3").signedGet("/v1/leases/" + first + "/receipt"));
        assertThat(content(again).number())
                .as("an old one, asked for after the update")
                .contains(1L);

        server.close();
        assertThat(verified()).isInstanceOf(Verified.Same.class);
        server = HttpInterfaceTest.open(HttpInterfaceTest.config(folder, 0, stores));
    }

    /// A coordinator that was restarted, and another one of the same network.
    @Test
    void theChainGoesOnWhicheverCoordinatorServes() throws Exception {
        var client = device(1, "3");
        var receipts = new ArrayList<byte[]>(List.of(work(client)));
        server.close();
        server = HttpInterfaceTest.open(HttpInterfaceTest.config(folder, 0, stores));
        receipts.add(work(device(1, "3")));
        if (column == Column.POSTGRES) {
            var other = Files.createDirectory(folder.resolve("other"));
            Files.copy(folder.resolve("server.key"), other.resolve("server.key"));
            var first = server;
            try (var second = HttpInterfaceTest.open(HttpInterfaceTest.config(other, 0, stores))) {
                server = second;
                receipts.add(work(device(1, "3")));
            } finally {
                server = first;
            }
        }
        receipts.add(work(device(1, "3")));
        isWhole(receipts);
    }
}
