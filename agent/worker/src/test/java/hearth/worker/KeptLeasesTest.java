package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Json;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Sha256;
import hearth.protocol.TensorSpec;
import hearth.worker.KeptLeases.Found;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;

class KeptLeasesTest {
    private static final byte[] BASE = "base".getBytes(StandardCharsets.UTF_8);
    private static final byte[] UPDATE = "update".getBytes(StandardCharsets.UTF_8);
    private final Lease lease = Examples.lease("one", Instant.parse("2026-11-21T09:00:00Z"));
    @TempDir Path home;

    @BeforeEach
    void keepALease() throws IOException {
        for (var bytes : new byte[][] {Examples.manifestBytes(), BASE, Examples.SHARD}) {
            keep("cache", bytes);
        }
        keep("updates", UPDATE);
        try (var journal = JournalFile.open(home.resolve("journal.db"), InstantSource.system())) {
            enter(journal, lease, Json.text(Map.of("hash", Sha256.of(UPDATE), "steps", 3)));
        }
    }

    @Test
    void findsEverythingOfALeaseThatWasDone() {
        assertThat(KeptLeases.find(home, lease.id()))
                .isInstanceOfSatisfying(
                        Found.Whole.class,
                        whole -> {
                            var order = whole.sent().order();
                            assertThat(order.lease()).isEqualTo(lease);
                            assertThat(order.manifest()).isEqualTo(Examples.manifest());
                            assertThat(order.parameters()).hasBinaryContent(BASE);
                            assertThat(order.shard()).hasBinaryContent(Examples.SHARD);
                            assertThat(whole.sent().update()).hasBinaryContent(UPDATE);
                            assertThat(whole.sent().steps()).isEqualTo(3);
                        });
    }

    @Test
    void namesThePartThatWasThrownAwayOrDamaged() throws IOException {
        Files.writeString(file("updates", UPDATE), "damaged");
        assertThat(KeptLeases.find(home, lease.id())).isEqualTo(new Found.Incomplete("update"));
        Files.delete(file("cache", Examples.SHARD));
        assertThat(KeptLeases.find(home, lease.id())).isEqualTo(new Found.Incomplete("shard"));
    }

    @Test
    void knowsNothingOfOtherLeasesAndFolders() {
        assertThat(KeptLeases.find(home, new LeaseId("two"))).isEqualTo(new Found.Unknown());
        assertThat(KeptLeases.find(home.resolve("absent"), lease.id()))
                .isEqualTo(new Found.Unknown());
    }

    @Test
    void theDistanceIsRelativeToWhatWasSent() {
        var specs = List.of(new TensorSpec("a", List.of(2L)), new TensorSpec("b", List.of(1L)));
        var sent = Map.of("a", new float[] {3, 0}, "b", new float[] {4});
        var other = Map.of("a", new float[] {3, 1}, "b", new float[] {4});
        assertThat(distance(specs, sent, sent)).isZero();
        assertThat(distance(specs, other, sent)).isEqualTo(0.2);
    }

    private static double distance(
            List<TensorSpec> specs, Map<String, float[]> repeated, Map<String, float[]> sent) {
        return Rerun.distance(
                specs,
                spec -> Objects.requireNonNull(repeated.get(spec.name())),
                spec -> Objects.requireNonNull(sent.get(spec.name())));
    }

    private void keep(String part, byte[] bytes) throws IOException {
        Files.createDirectories(home.resolve(part));
        Files.write(file(part, bytes), bytes);
    }

    private Path file(String part, byte[] bytes) {
        return home.resolve(part).resolve(Sha256.of(bytes).hex());
    }

    private static void enter(JournalFile journal, Lease lease, String update) {
        journal.write(
                "INSERT INTO lease (id, state, lease, updated, begun_ms, ended_ms)"
                        + " VALUES (?, 'Revealing', ?, ?, 1, 2)",
                s -> {
                    s.setString(1, lease.id().value());
                    s.setString(2, Json.text(lease));
                    s.setString(3, update);
                });
    }
}
