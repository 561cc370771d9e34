package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.BlockCodec;
import hearth.protocol.Json;
import hearth.protocol.Lease;
import hearth.protocol.Messages.Commit;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.Database;
import hearth.storage.Session;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Of all that liars send nothing stays for ever.
@ParameterizedClass
@EnumSource(Column.class)
final class WhatIsKeptTest {
    private final Column column;
    @TempDir private Path folder;

    WhatIsKeptTest(Column column) {
        this.column = column;
    }

    private static List<Sha256> hashes(Session session, String query) {
        return session.all(query, row -> row.hash("hash"));
    }

    /// What the log, the books and whoever still computes need.
    private static Set<String> named(Simulation network, Database database) {
        var blobs = network.coordinator.blobs();
        var named = new ArrayList<Sha256>();
        var manifest = network.manifest;
        named.add(manifest.id());
        named.addAll(manifest.data().shards());
        manifest.data().heldOut().ifPresent(named::add);
        database
                .read(
                        session -> {
                            named.addAll(
                                    hashes(
                                            session,
                                            "SELECT leaves AS hash FROM epoch WHERE leaves IS NOT"
                                                    + " NULL UNION SELECT hash FROM checkpoint WHERE"
                                                    + " number = 0 UNION SELECT update_hash FROM"
                                                    + " result WHERE role = 'TRAIN' AND state IN"
                                                    + " ('FINAL_OK', 'STATIC_OK')"));
                            named.addAll(
                                    hashes(
                                            session,
                                            "SELECT record AS hash FROM round WHERE state ="
                                                    + " 'PUBLISHED'"));
                            return hashes(
                                    session,
                                    "SELECT record AS hash FROM round JOIN kept_state ON"
                                            + " kept_state.job = round.job AND kept_state.round ="
                                            + " round.number");
                        })
                .stream()
                .map(hash -> Json.read(blobs.get(hash).orElseThrow(), RoundRecord.class))
                .forEach(
                        record ->
                                named.addAll(
                                        List.of(
                                                record.checkpoint(),
                                                record.momentum(),
                                                record.residual())));
        for (var hash :
                database.read(
                        s ->
                                hashes(
                                        s,
                                        "SELECT record AS hash FROM round WHERE"
                                                + " state = 'PUBLISHED'"))) {
            var record = Json.read(blobs.get(hash).orElseThrow(), RoundRecord.class);
            named.add(record.broadcast());
            record.accepted().forEach(accepted -> named.add(accepted.update()));
        }
        var names = new TreeSet<String>();
        named.forEach(hash -> names.add(hash.hex()));
        return names;
    }

    private Set<String> stored(Database database) throws IOException {
        var stored = new TreeSet<String>();
        try (var files = Files.walk(folder.resolve(CoordinatorServer.BLOBS))) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("[0-9a-f]{64}"))
                    .forEach(stored::add);
        }
        database.read(s -> hashes(s, "SELECT hash FROM small_blob"))
                .forEach(hash -> stored.add(hash.hex()));
        return stored;
    }

    private static void tidy(Simulation network) {
        boolean more = true;
        while (more) {
            more = network.coordinator.tidy();
        }
    }

    private Simulation network(Stores stores) {
        return network(stores, 0.25);
    }

    private Simulation network(Stores stores, double ownerShare) {
        var network =
                new Simulation(
                        3,
                        stores,
                        folder,
                        TestJobs.sharing(ownerShare),
                        Wei.ofEmber("1"),
                        12,
                        400,
                        BlockCodec.DQ4,
                        TestJobs.allLayers());
        int number = 1;
        for (var temper :
                new Temper[] {
                    Temper.HONEST,
                    Temper.HONEST,
                    Temper.HONEST,
                    Temper.HONEST,
                    Temper.LAZY,
                    Temper.RANDOM,
                    Temper.MALFORMED
                }) {
            network.join(new SimulatedDevice(number++, temper));
        }
        return network;
    }

    /// What is removed for different reasons.
    private static boolean hasEverything(Simulation network) {
        return network.count("audit WHERE state = 'DONE'") > 0
                && network.count(
                                "result JOIN blob ON blob.hash = result.update_hash WHERE"
                                        + " result.state = 'FINAL_BAD' AND result.aggregated = 0")
                        > 0;
    }

    @Test
    void afterAWorldWithLiarsTheStoreHoldsWhatTheLogNames() throws IOException {
        var stores = column.stores();
        try (var network = network(stores)) {
            for (int i = 0; i < 3; i++) {
                network.round();
                network.pass(Duration.ofSeconds(5));
            }
            network.interrupting();
            for (int i = 0; i < 240 && (i < column.steps(240) || !hasEverything(network)); i++) {
                network.step();
            }
            network.finish(3);
            assertThat(hasEverything(network)).isTrue();
            network.pass(Removal.APPEALABLE);
            try (var database = stores.database(folder)) {
                tidy(network);
                assertThat(network.count("blob WHERE purpose = 'GONE'")).isPositive();
                assertThat(stored(database)).isEqualTo(named(network, database));
            }
            network.check();
            assertThat(network.verify()).isInstanceOf(OfflineVerification.Verified.Same.class);
        }
    }

    /// @param holding what the device has already; it would be given that again
    private static Lease lease(Simulation network, SimulatedDevice device, Lease... holding) {
        var has = Arrays.stream(holding).map(Lease::id).collect(Collectors.toSet());
        return network.coordinator
                .lease(device.key.deviceId(), new LeaseRequest(Set.of("gpt"), has))
                .lease()
                .orElseThrow();
    }

    /// In two pieces, so that the bytes are in the store before they are judged.
    private static Answer<Reveals.Taken> send(
            Simulation network, SimulatedDevice device, Lease lease, byte[] bytes, boolean atOnce) {
        var id = device.key.deviceId();
        var steps = network.manifest.training().innerSteps();
        network.coordinator.commit(
                id,
                lease.id(),
                new Commit(lease.token(), Sha256.of(bytes), bytes.length, steps, 5, 4));
        int half = atOnce ? 0 : bytes.length / 2;
        if (!atOnce) {
            network.coordinator.reveal(
                    id, lease.id(), lease.token(), 0, new ByteArrayInputStream(bytes, 0, half));
        }
        return network.coordinator.reveal(
                id,
                lease.id(),
                lease.token(),
                half,
                new ByteArrayInputStream(bytes, half, bytes.length - half));
    }

    @Test
    void whoSendsTheBytesOfSomethingElseRemovesNothing() {
        var liar = new SimulatedDevice(70, Temper.HONEST);
        try (var network = network(column.stores(), 1)) {
            network.join(liar);
            var blobs = network.coordinator.blobs();
            var manifest = network.manifest;
            var first = lease(network, liar);
            var second = lease(network, liar, first);
            var steps = manifest.training().innerSteps();
            var update = liar.work(manifest, second, steps);
            assertThat(send(network, liar, first, update, false))
                    .isEqualTo(Answer.refused(Refusal.UPDATE_REFUSED));
            assertThat(send(network, liar, second, update, true))
                    .as("bytes that were sent before are nobody's update")
                    .isEqualTo(Answer.refused(Refusal.UPDATE_REFUSED));
            assertThat(
                            network.coordinator
                                    .results(liar.key.deviceId(), 0)
                                    .results()
                                    .getLast()
                                    .evidence())
                    .hasValue("the same bytes were sent before");
            var victim = new SimulatedDevice(71, Temper.HONEST);
            network.join(victim);
            var theirs = lease(network, victim);
            var good = victim.work(manifest, theirs, steps);
            assertThat(send(network, victim, theirs, good, true)).isInstanceOf(Answer.Done.class);
            var third = lease(network, liar);
            assertThat(send(network, liar, third, good, true))
                    .isEqualTo(Answer.refused(Refusal.UPDATE_REFUSED));
            assertThat(blobs.contains(Sha256.of(update))).isTrue();
            tidy(network);
            assertThat(blobs.contains(Sha256.of(update))).isFalse();
            assertThat(blobs.contains(Sha256.of(good))).isTrue();
            network.check();
        }
    }

    @Test
    void whatWasCutOffIsRemovedByTheNextTurnAndNamedByNobodyMeanwhile() {
        var stores = column.stores();
        var liar = new SimulatedDevice(70, Temper.MALFORMED);
        try (var network = network(stores)) {
            network.join(liar);
            var lease = lease(network, liar);
            var update =
                    liar.work(network.manifest, lease, network.manifest.training().innerSteps());
            var _ = send(network, liar, lease, update, false);
            var hash = Sha256.of(update);
            try (var database = stores.database(folder)) {
                database.change(
                        s -> s.update("UPDATE blob SET goes_at = 0 WHERE goes_at IS NOT NULL"));
                assertThatThrownBy(
                                () ->
                                        database.change(
                                                s ->
                                                        Blobs.record(
                                                                s,
                                                                network.coordinator.blobs(),
                                                                hash,
                                                                update.length)))
                        .hasMessageContaining("being removed");
            }
            assertThat(network.coordinator.blobs().contains(hash)).isTrue();
            assertThat(network.verify()).isInstanceOf(OfflineVerification.Verified.Same.class);
            tidy(network);
            assertThat(network.coordinator.blobs().contains(hash)).isFalse();
            assertThat(network.verify()).isInstanceOf(OfflineVerification.Verified.Same.class);
        }
    }
}
