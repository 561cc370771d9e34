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
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Layer L2 for one result: what a part of its update does to the loss of what its lease trains on,
/// beyond what the round's other updates do to it, and to the loss of held-out data. Where there
/// are too few others, other shards take their place. A secret draws the examples of each.
///
/// @param folder for the three models
/// @param sequences of each kind
/// @param befores losses of held-out data that are the same for a whole round; kept by the caller
/// @param measure the training child
record LossMeasure(
        Manifest manifest,
        Optional<Path> frozen,
        Path folder,
        int sequences,
        long secret,
        Map<Before, List<Double>> befores,
        Function<EvaluationTask, Evaluation> measure) {
    /// Shards with which a lease's own is compared.
    private static final int MOST_OTHERS = 4;

    /// Of unseen data only the mean is wanted, so more examples go through at once.
    private static final int WIDER = 4;

    /// Rounds of which the losses before are kept.
    private static final int MOST_BEFORES = 16;

    /// What the losses of held-out data at the beginning of a round depend on.
    record Before(Sha256 manifest, Sha256 base, int sequences, long secret) {}

    /// @param common what the others of the round changed; absent where there are too few
    record Changes(Numbers base, Numbers update, Optional<Numbers> common) {}

    /// Some other shards of the job, which a lease's work knows no better than any text or image.
    static List<Sha256> others(List<Sha256> shards, Lease lease, long secret) {
        var others = new ArrayList<>(shards);
        others.removeIf(lease.shard()::equals);
        Collections.rotate(others, Math.floorMod(secret, Math.max(1, others.size())));
        return others.subList(0, Math.min(MOST_OTHERS, others.size()));
    }

    LossScore score(Lease lease, Changes changes, Path own, Path others, Path unseen) {
        var limits = manifest.verification().loss().orElseThrow();
        var before = folder.resolve("before");
        var after = folder.resolve("after");
        var common = folder.resolve("common");
        double part = limits.part().doubleValue();
        write(changes.base(), Numbers.zeros(), part, before);
        write(changes.base(), changes.update(), part, after);
        write(changes.base(), changes.common().orElseGet(Numbers::zeros), part, common);
        var plan = manifest.training();
        long trained = (long) plan.innerSteps() * plan.batch();
        int batch = limits.examples();
        var drawn = new EvaluationTask.Draw(lease.seed(), trained, secret);
        var anywhere = new EvaluationTask.Draw(secret, Integer.MAX_VALUE, secret);
        int wide = Math.ceilDiv(sequences, 2);
        var key = new Before(manifest.id(), lease.base(), wide, secret);
        var seldom = befores.get(key);
        if (seldom == null) {
            seldom = losses(before, unseen, WIDER * batch, wide, anywhere);
            if (befores.size() >= MOST_BEFORES) {
                befores.clear();
            }
            befores.put(key, seldom);
        }
        var falls = falls(seldom, losses(after, unseen, WIDER * batch, wide, anywhere));
        double fall = falls.stream().mapToDouble(v -> v).average().orElseThrow();
        var more =
                falls(
                        losses(common, own, batch, sequences, drawn),
                        losses(after, own, batch, sequences, drawn));
        return new LossScore(
                fall,
                more,
                changes.common().isPresent()
                        ? List.of()
                        : falls(
                                losses(before, others, batch, sequences, anywhere),
                                losses(after, others, batch, sequences, anywhere)));
    }

    private void write(Numbers base, Numbers change, double part, Path file) {
        try (var out = new FloatsWriter(file, manifest.parameters())) {
            for (var piece : Piece.of(manifest.parameters())) {
                float[] values = base.read(piece);
                float[] more = change.read(piece);
                for (int i = 0; i < values.length; i++) {
                    values[i] += (float) (part * more[i]);
                }
                out.put(piece.spec(), piece.from(), values);
            }
        }
    }

    private static List<Double> falls(List<Double> before, List<Double> after) {
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
