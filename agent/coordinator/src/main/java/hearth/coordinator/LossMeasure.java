package hearth.coordinator;

import hearth.coordinator.aggregation.LossScore;
import hearth.coordinator.aggregation.Numbers;
import hearth.coordinator.aggregation.Piece;
import hearth.protocol.FloatsWriter;
import hearth.protocol.Lease;
import hearth.protocol.Manifest;
import hearth.protocol.Sha256;
import hearth.trainer.Evaluation;
import hearth.trainer.EvaluationTask;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Layer L2 for one result: what a part of its update does to the loss of what its lease trains on,
/// of other shards, and of held-out data. A secret draws the examples of each.
///
/// @param folder for the two models
/// @param sequences of each kind
/// @param measure the training child
record LossMeasure(
        Manifest manifest,
        Optional<Path> frozen,
        Path folder,
        int sequences,
        long secret,
        Function<EvaluationTask, Evaluation> measure) {
    /// Shards with which a lease's own is compared.
    private static final int MOST_OTHERS = 4;

    /// Of unseen data only the mean is wanted, so more examples go through at once.
    private static final int WIDER = 4;

    /// Some other shards of the job, which a lease's work knows no better than any text or image.
    static List<Sha256> others(List<Sha256> shards, Lease lease, long secret) {
        var others = new ArrayList<>(shards);
        others.removeIf(lease.shard()::equals);
        Collections.rotate(others, Math.floorMod(secret, Math.max(1, others.size())));
        return others.subList(0, Math.min(MOST_OTHERS, others.size()));
    }

    private record Models(Path before, Path after) {}

    LossScore score(Lease lease, Numbers base, Numbers update, Path own, Path others, Path unseen) {
        var limits = manifest.verification().loss().orElseThrow();
        double part = limits.part().doubleValue();
        var models = new Models(folder.resolve("before"), folder.resolve("after"));
        try (var before = new FloatsWriter(models.before(), manifest.parameters());
                var after = new FloatsWriter(models.after(), manifest.parameters())) {
            for (var piece : Piece.of(manifest.parameters())) {
                float[] values = base.read(piece);
                before.put(piece.spec(), piece.from(), values);
                float[] change = update.read(piece);
                for (int i = 0; i < values.length; i++) {
                    values[i] += (float) (part * change[i]);
                }
                after.put(piece.spec(), piece.from(), values);
            }
        }
        var plan = manifest.training();
        long trained = (long) plan.innerSteps() * plan.batch();
        int batch = limits.examples();
        var drawn = new EvaluationTask.Draw(lease.seed(), trained, secret);
        var anywhere = new EvaluationTask.Draw(secret, Integer.MAX_VALUE, secret);
        var seldom = falls(models, unseen, WIDER * batch, Math.ceilDiv(sequences, 2), anywhere);
        return new LossScore(
                seldom.stream().mapToDouble(v -> v).average().orElseThrow(),
                falls(models, own, batch, sequences, drawn),
                falls(models, others, batch, sequences, anywhere));
    }

    /// Of each batch, by how much its loss falls.
    private List<Double> falls(
            Models models, Path data, int batch, int batches, EvaluationTask.Draw draw) {
        var before = losses(models.before(), data, batch, batches, draw);
        var after = losses(models.after(), data, batch, batches, draw);
        var falls = new ArrayList<Double>();
        for (int i = 0; i < before.size(); i++) {
            falls.add(before.get(i) - after.get(i));
        }
        return falls;
    }

    private List<Double> losses(
            Path parameters, Path data, int batch, int batches, EvaluationTask.Draw draw) {
        var task =
                new EvaluationTask(
                        manifest.recipe(),
                        parameters,
                        frozen,
                        data,
                        batch,
                        batches,
                        Optional.of(draw));
        return measure.apply(task).batches();
    }
}
