package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.JobId;
import hearth.protocol.Lease;
import hearth.protocol.Manifest;
import hearth.protocol.Manifest.DataPlan;
import hearth.protocol.Messages.Commit;
import hearth.protocol.Messages.LeaseReply;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.Messages.Registration;
import hearth.protocol.Privacy;
import hearth.protocol.SandboxGrade;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// A job says who may see its data, and nobody else is given work of it or a byte of its shards.
@ParameterizedClass
@EnumSource(Column.class)
final class PrivacyTest {
    private static final String OWNER = "0x00000000000000000000000000000000000000aa";
    private static final String STRANGER = "0x00000000000000000000000000000000000000BB";
    private static final JobId JOB = new JobId("secrets");

    private final CoordinatorServer server;
    private final Stores stores;
    private final Path folder;

    PrivacyTest(Column column, @TempDir Path folder) {
        this.folder = folder;
        stores = column.stores();
        server = HttpInterfaceTest.open(HttpInterfaceTest.config(folder, 0, stores));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Manifest create(Privacy tier) {
        var blobs = server.coordinator().blobs();
        var of = TestJobs.manifest(blobs, 8, 50, Wei.ofEmber("1"));
        var shards =
                IntStream.range(0, 8)
                        .mapToObj(i -> blobs.put(("secret " + i).getBytes(StandardCharsets.UTF_8)))
                        .toList();
        var data =
                new DataPlan("secrets", "here", "none", shards, of.data().heldOut().orElseThrow());
        var manifest =
                new Manifest(
                        of.version(),
                        of.title(),
                        of.owner(),
                        of.recipe(),
                        of.parameters(),
                        of.frozen(),
                        of.training(),
                        data,
                        of.verification(),
                        of.flopPerLease(),
                        of.weiPerTeraflop(),
                        of.budget(),
                        Optional.empty(),
                        Optional.of(tier),
                        Optional.empty());
        server.coordinator().create(JOB, manifest);
        server.coordinator().evaluate();
        return manifest;
    }

    private SignedClient device(int number, String account) {
        var client = new SignedClient(server.uri(), new SimulatedDevice(number, Temper.HONEST));
        client.put("/v1/device", new Registration("device"));
        client.put("/v1/device/payout", new PayoutBinding(account, 4_000_000_000L, "00"));
        return client;
    }

    private static Optional<Lease> ask(SignedClient device, String... knows) {
        var reply = device.post("/v1/leases", new LeaseRequest(Set.of(knows)));
        return device.json(reply, LeaseReply.class).lease();
    }

    private static Optional<Lease> ask(SignedClient device) {
        return ask(device, "gpt", Privacy.NEED);
    }

    private static int shown(SignedClient to, Sha256 content) {
        return to.signedGet("/v1/blobs/" + content).statusCode();
    }

    /// What a device would be known for, and the sandbox of its newest work.
    private void known(SignedClient device, int sinceFailure, SandboxGrade grade) {
        var manifest = TestJobs.manifest(server.coordinator().blobs(), 2, 5, Wei.ofEmber("1"));
        var open = new JobId("open" + device.device.key.deviceId().value().substring(0, 8));
        server.coordinator().create(open, manifest);
        server.coordinator().evaluate();
        var lease = ask(device).orElseThrow();
        assertThat(lease.job()).isEqualTo(open);
        var update = SimulatedDevice.update(manifest, lease, lease.seed(), Temper.HONEST, 1);
        var commit =
                new Commit(
                        lease.token(),
                        Sha256.of(update),
                        update.length,
                        30,
                        1f,
                        0.9f,
                        Optional.of(grade),
                        Optional.empty());
        assertThat(device.post("/v1/leases/" + lease.id() + "/commit", commit).statusCode())
                .isEqualTo(204);
        try (var database = stores.database(folder)) {
            database.change(
                    session -> {
                        session.update("UPDATE job SET state = 'PAUSED' WHERE id = ?", open);
                        session.update(
                                "INSERT INTO standing (device, recipe, class, since_failure,"
                                        + " accepted, refused) VALUES (?, 'gpt', 'cpu', ?, ?, 0)",
                                device.device.key.deviceId(),
                                sinceFailure,
                                sinceFailure);
                    });
        }
    }

    @Test
    void onlyProvenDevicesInAWholeSandboxWorkAndSeeTheirShardWhileTheyDo() {
        var proven = device(1, STRANGER);
        var young = device(2, "0x00000000000000000000000000000000000000cc");
        var halfBoxed = device(3, "0x00000000000000000000000000000000000000dd");
        known(proven, 10, SandboxGrade.A);
        known(young, 9, SandboxGrade.A);
        known(halfBoxed, 50, SandboxGrade.B);
        var manifest = create(Privacy.PROVEN);

        assertThat(ask(young)).isEmpty();
        assertThat(ask(halfBoxed)).isEmpty();
        assertThat(ask(proven, "gpt")).isEmpty();
        var lease = ask(proven).orElseThrow();
        assertThat(lease.job()).isEqualTo(JOB);

        assertThat(proven.get("/v1/blobs/" + lease.shard()).statusCode()).isEqualTo(404);
        assertThat(shown(young, lease.shard())).isEqualTo(404);
        var reply = proven.signedGet("/v1/blobs/" + lease.shard());
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Cache-Control")).hasValue("private, no-store");
        assertThat(Sha256.of(reply.body())).isEqualTo(lease.shard());
        manifest.data().shards().stream()
                .filter(shard -> !shard.equals(lease.shard()))
                .forEach(other -> assertThat(shown(proven, other)).isEqualTo(404));
        assertThat(shown(proven, manifest.data().heldOut().orElseThrow())).isEqualTo(404);

        assertThat(shown(young, manifest.id())).isEqualTo(200);
        assertThat(shown(young, lease.base())).isEqualTo(200);
    }

    @Test
    void aJobForItsOwnersDevicesIsNothingForAnybodyElse() {
        var stranger = device(1, STRANGER);
        var own = device(2, OWNER.toUpperCase(Locale.ROOT).replace("0X", "0x"));
        known(stranger, 500, SandboxGrade.A);
        create(Privacy.OWN);
        assertThat(ask(own)).isEmpty();

        var key = new SignedClient(server.uri(), new SimulatedDevice(9, Temper.HONEST));
        key.put("/v1/owner", new PayoutBinding(OWNER, 4_000_000_000L, "00"));
        try (var database = stores.database(folder)) {
            database.change(
                    session ->
                            session.update(
                                    "UPDATE job SET owner = ? WHERE id = ?",
                                    key.device.key.deviceId(),
                                    JOB));
        }
        assertThat(ask(stranger)).isEmpty();
        var lease = ask(own).orElseThrow();

        assertThat(shown(own, lease.shard())).isEqualTo(200);
        assertThat(shown(stranger, lease.shard())).isEqualTo(404);
        assertThat(shown(key, lease.shard())).isEqualTo(404);
    }
}
