package hearth.app.bench;

import hearth.coordinator.CoordinatorConfig;
import hearth.coordinator.CoordinatorServer;
import hearth.coordinator.Evaluator;
import hearth.coordinator.OpenOutcome;
import hearth.coordinator.Policy;
import hearth.coordinator.PracticeJob;
import hearth.coordinator.TrafficLimits;
import hearth.coordinator.aggregation.LossScore;
import hearth.coordinator.aggregation.Numbers;
import hearth.coordinator.aggregation.Peers;
import hearth.protocol.BlockCodec;
import hearth.protocol.FloatsWriter;
import hearth.protocol.JobId;
import hearth.protocol.Lease;
import hearth.protocol.Manifest;
import hearth.protocol.RecipeConfig;
import hearth.protocol.Sha256;
import hearth.protocol.TensorSpec;
import hearth.protocol.Wei;
import hearth.storage.BlobStore;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// A real coordinator for a benchmark. Of the pipeline's jobs of a given size, the models are not
/// evaluated and any direction counts; all else is as always.
final class BenchCoordinator implements AutoCloseable {
    private static final int SHARDS = 64;
    private static final int SHARD_BYTES = 4096;
    private static final int TENSORS = 8;
    private static final int ROUNDS = 1000;

    private final CoordinatorServer server;

    /// What the jobs look like.
    ///
    /// @param parameters of each model
    /// @param leasesPerRound that make one of its rounds
    record Jobs(int count, int parameters, int steps, int leasesPerRound) {}

    /// @param sweep how often rounds are looked at, in the time of the benchmark
    BenchCoordinator(Path folder, Jobs jobs, Duration sweep) {
        this(folder, Policy.practice().sweeping(sweep), new Unmeasured(folder));
        for (int i = 0; i < jobs.count(); i++) {
            server.coordinator().create(new JobId("bench-" + i), manifest(i, jobs));
        }
    }

    /// With a job of the practice network, and with models that are evaluated as always.
    BenchCoordinator(Path folder, Policy policy, PracticeJob job, Evaluator evaluator) {
        this(folder, policy, evaluator);
        job.shards().forEach(server.coordinator().blobs()::put);
        var _ = server.coordinator().blobs().put(job.heldOut());
        server.coordinator().create(job.id(), job.manifest());
    }

    private BenchCoordinator(Path folder, Policy policy, Evaluator evaluator) {
        var config =
                new CoordinatorConfig(
                                folder,
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                Optional.empty(),
                                policy,
                                Clock.systemUTC(),
                                new CoordinatorConfig.Ports(
                                        (id, device, binding) -> Optional.of(binding.payout()),
                                        Optional.empty(),
                                        evaluator))
                        .limiting(TrafficLimits.wide());
        server =
                switch (CoordinatorServer.open(config)) {
                    case OpenOutcome.Opened opened -> opened.server();
                    case OpenOutcome.FolderInUse _,
                            OpenOutcome.OtherServer _,
                            OpenOutcome.OtherContract _,
                            OpenOutcome.StoreUnavailable _,
                            OpenOutcome.FolderUnwritable _,
                            OpenOutcome.PortTaken _ ->
                            throw new IllegalStateException(
                                    "no coordinator in a folder of its own");
                };
    }

    CoordinatorServer server() {
        return server;
    }

    private Manifest manifest(int number, Jobs jobs) {
        var blobs = server.coordinator().blobs();
        var shards = IntStream.range(0, SHARDS).mapToObj(i -> blobs.put(shard(number, i))).toList();
        var specs =
                IntStream.range(0, TENSORS)
                        .mapToObj(
                                i ->
                                        new TensorSpec(
                                                "layer" + i + ".weight",
                                                List.of((long) jobs.parameters() / TENSORS)))
                        .toList();
        return new Manifest(
                Manifest.UNSIZED,
                "Bench " + number,
                "hearth bench",
                new RecipeConfig("gpt", new TreeMap<>()),
                specs,
                Optional.empty(),
                new Manifest.TrainingPlan(
                        jobs.steps(),
                        0,
                        1,
                        new BigDecimal("0.001"),
                        BigDecimal.ZERO,
                        BigDecimal.ONE,
                        new BigDecimal("0.7"),
                        new BigDecimal("0.9"),
                        jobs.leasesPerRound(),
                        ROUNDS,
                        0,
                        number,
                        BlockCodec.DQ4.id()),
                new Manifest.DataPlan(
                        "bench", "none", "none", shards, blobs.put(shard(number, -1))),
                new Manifest.Verification(
                        BigDecimal.ZERO,
                        new BigDecimal("1000"),
                        new BigDecimal("-1"),
                        new BigDecimal("2")),
                1_000_000_000_000L,
                Wei.of(1000),
                Wei.ofEmber("1"));
    }

    private static byte[] shard(int job, int number) {
        var bytes = new byte[SHARD_BYTES];
        bytes[0] = (byte) job;
        bytes[1] = (byte) number;
        return bytes;
    }

    @Override
    public void close() {
        server.close();
    }

    /// Begins with zeros and measures nothing.
    private record Unmeasured(Path folder) implements Evaluator {
        /// Nothing is trained, so no recipe has to fit.
        @Override
        public void check(Manifest manifest, BlobStore blobs) {}

        @Override
        public Sha256 base(Manifest manifest, BlobStore blobs) {
            var file = folder.resolve("base-" + manifest.training().genesisSeed());
            try (var zeros = new FloatsWriter(file, manifest.parameters())) {
                for (var spec : manifest.parameters()) {
                    zeros.put(spec, 0, new float[Math.toIntExact(spec.elements())]);
                }
            }
            return blobs.put(file);
        }

        @Override
        public Measured evaluate(Manifest manifest, Sha256 checkpoint, BlobStore blobs) {
            return new Measured(BigDecimal.ZERO, Optional.empty(), Optional.empty());
        }

        /// The bench's manifests name no limits of a loss.
        @Override
        public LossScore score(
                Manifest manifest,
                Lease lease,
                Numbers update,
                Optional<Peers> peers,
                double share,
                long secret,
                BlobStore blobs) {
            throw new UnsupportedOperationException("nothing is measured");
        }

        @Override
        public byte[] repeat(Manifest manifest, Lease lease, int steps, BlobStore blobs) {
            throw new UnsupportedOperationException("nothing is repeated");
        }

        @Override
        public void close() {}
    }
}
