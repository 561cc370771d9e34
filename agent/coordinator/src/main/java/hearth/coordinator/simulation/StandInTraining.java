package hearth.coordinator.simulation;

import hearth.coordinator.Evaluator;
import hearth.coordinator.aggregation.LossCheck;
import hearth.coordinator.aggregation.LossScore;
import hearth.coordinator.aggregation.Numbers;
import hearth.coordinator.aggregation.Peers;
import hearth.coordinator.aggregation.Piece;
import hearth.protocol.CodedTensors;
import hearth.protocol.Lease;
import hearth.protocol.Manifest;
import hearth.protocol.Safetensors;
import hearth.protocol.Sha256;
import hearth.protocol.Tensor;
import hearth.storage.BlobStore;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Stands in for training, on both sides: an update is the round's direction plus what its own data
/// adds plus a little that is the machine's, and losses fall along the first two. Codec, lengths,
/// geometry, comparison and sums are the real ones, over a model of 512 numbers. Nothing is learned
/// and nothing measured here says anything about learning.
public final class StandInTraining implements Evaluator {
    private static final double SIZE = 0.01;

    /// Of an update, different from machine to machine.
    private static final double MACHINE = 0.0004;

    private static final double LOSS_NOISE = 0.025;

    /// What a device sends for a lease.
    ///
    /// @param machine what it is known apart by
    public static byte[] update(Manifest manifest, Lease lease, Temper temper, long machine) {
        return update(manifest, lease, temper, machine, 1);
    }

    /// @param share of the lease's steps that it stands for
    static byte[] update(
            Manifest manifest, Lease lease, Temper temper, long machine, double share) {
        long seed = temper == Temper.ELSEWHERE ? ~lease.seed() : lease.seed();
        var direction = direction(lease);
        var own = new SplittableRandom(seed);
        var other = new SplittableRandom(seed ^ machine);
        var values = new float[StandInJob.VALUES];
        for (int i = 0; i < StandInJob.VALUES; i++) {
            double along = SIZE * direction.nextGaussian();
            double noise = SIZE * own.nextGaussian();
            double machines = other.nextGaussian();
            values[i] =
                    (float) share
                            * (float)
                                    switch (temper) {
                                        case HONEST, ELSEWHERE ->
                                                along + noise + MACHINE * machines;
                                        case NOISE -> 1.4 * SIZE * machines;
                                        case LAZY -> along + 0.6 * noise + 0.8 * SIZE * machines;
                                        case OPPOSITE -> noise - along;
                                        case HUGE -> 100 * (along + noise);
                                        case ZERO -> 0;
                                    };
        }
        return CodedTensors.encode(
                StandInJob.CODEC,
                lease.updateMetadata(StandInJob.CODEC.id()),
                manifest.parameters(),
                new TreeMap<>(Map.of(StandInJob.TENSOR, values)));
    }

    private static SplittableRandom direction(Lease lease) {
        return new SplittableRandom(lease.round() * 31L + lease.job().value().hashCode());
    }

    @Override
    public void check(Manifest manifest, BlobStore blobs) {}

    @Override
    public Sha256 base(Manifest manifest, BlobStore blobs) {
        var zeros =
                Tensor.ofFloats(
                        new float[StandInJob.VALUES], manifest.parameters().getFirst().shape());
        return blobs.put(
                Safetensors.encode(
                        new Safetensors.Content(
                                new TreeMap<>(), new TreeMap<>(Map.of(StandInJob.TENSOR, zeros)))));
    }

    @Override
    public Measured evaluate(Manifest manifest, Sha256 checkpoint, BlobStore blobs) {
        return new Measured(BigDecimal.ONE, Optional.empty(), Optional.empty());
    }

    /// A lease's own data likes its own noise, and all data likes the round's direction.
    @Override
    public LossScore score(
            Manifest manifest,
            Lease lease,
            Numbers update,
            Optional<Peers> peers,
            double share,
            long secret,
            BlobStore blobs) {
        var direction = direction(lease);
        var own = new SplittableRandom(lease.seed());
        double general = 0;
        double special = 0;
        for (float value : update.all(Piece.of(manifest.parameters()))) {
            general += value * SIZE * direction.nextGaussian();
            special += value * SIZE * own.nextGaussian();
        }
        var random = new SplittableRandom(secret);
        int sequences =
                new LossCheck(manifest.verification().loss().orElseThrow()).sequences(share);
        var others = falls(general, sequences, random);
        return new LossScore(
                others.stream().mapToDouble(v -> v).average().orElseThrow(),
                falls(general + special, sequences, random),
                others);
    }

    private static List<Double> falls(double mean, int sequences, SplittableRandom random) {
        return IntStream.range(0, sequences)
                .mapToObj(i -> mean + LOSS_NOISE * random.nextGaussian())
                .toList();
    }

    @Override
    public byte[] repeat(Manifest manifest, Lease lease, int steps, BlobStore blobs) {
        return update(manifest, lease, Temper.HONEST, 0, (double) steps / StandInJob.STEPS);
    }

    @Override
    public void close() {}
}
