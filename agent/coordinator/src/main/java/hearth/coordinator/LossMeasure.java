package hearth.coordinator;

import hearth.coordinator.aggregation.LossCheck;
import hearth.coordinator.aggregation.LossScore;
import hearth.coordinator.aggregation.Numbers;
import hearth.coordinator.aggregation.Peers;
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
import java.util.stream.Stream;

/// Layer L2 for one result: what a part of its update does to the loss of what its lease trains on,
/// beyond what the round's other updates do to it, and to the loss of held-out data. Where there
/// are too few others, other shards take their place. A secret draws the examples of each. What
/// some of them show clearly is not measured again on the rest (`docs/decisions`, 18).
///
/// @param folder for the three models
/// @param share of a whole lease's steps that was done
/// @param befores losses of held-out data that are the same for a whole round; kept by the caller
/// @param measure the training child
record LossMeasure(
        Manifest manifest,
        Optional<Path> frozen,
        Path folder,
        double share,
        long secret,
        Map<Before, List<Double>> befores,
        Function<EvaluationTask, Evaluation> measure) {
    /// Shards with which a lease's own is compared.
    private static final int MOST_OTHERS = 4;

    /// Of unseen data only the mean is wanted, so more examples go through at once.
    private static final int WIDER = 2;

    /// Rounds of which the losses before are kept, of some examples and of the rest.
    private static final int MOST_BEFORES = 32;

    /// What would be refused though chance may have made it so is measured on twice as much unseen
    /// data, and so on up to this many times as much.
    private static final int MOST_AGAIN = 16;

    /// A half of fewer says nothing.
    private static final int FEWEST_FOR_HALVES = 8;

    private static final String BEFORE = "before";
    private static final String AFTER = "after";
    private static final String COMMON = "common";

    /// What the losses of held-out data at the beginning of a round depend on.
    record Before(Sha256 manifest, Sha256 base, int sequences, long secret) {}

    /// @param peers others of the round; absent where there are too few
    record Changes(Numbers base, Numbers update, Optional<Peers> peers) {}

    /// Some other shards of the job, which a lease's work knows no better than any text or image.
    static List<Sha256> others(List<Sha256> shards, Lease lease, long secret) {
        var others = new ArrayList<>(shards);
        others.removeIf(lease.shard()::equals);
        Collections.rotate(others, Math.floorMod(secret, Math.max(1, others.size())));
        return others.subList(0, Math.min(MOST_OTHERS, others.size()));
    }

    /// The files of a lease that is measured, and what it is compared with.
    ///
    /// @param lease whose update it is
    /// @param peers others of the round
    private record Scene(Lease lease, Optional<Peers> peers, Path own, Path others, Path unseen) {}

    /// Falls of the lease's own sequences, and of others where there are no peers.
    private record Own(List<Double> own, List<Double> others) {
        Own and(Own more) {
            return new Own(joined(own, more.own), joined(others, more.others));
        }
    }

    /// Half of the own sequences first, and a quarter of the unseen data; the rest of either only
    /// where that leaves a doubt, and more unseen data before anything is refused for it.
    LossScore score(Lease lease, Changes changes, Path own, Path others, Path unseen) {
        var limits = manifest.verification().loss().orElseThrow();
        double part = limits.part().doubleValue();
        write(changes.base(), Numbers.zeros(), part, folder.resolve(BEFORE));
        write(changes.base(), changes.update(), part, folder.resolve(AFTER));
        write(
                changes.base(),
                changes.peers().map(Peers::common).orElseGet(Numbers::zeros),
                part,
                folder.resolve(COMMON));
        var scene = new Scene(lease, changes.peers(), own, others, unseen);
        var check = new LossCheck(limits);
        int sequences = check.sequences(share);
        boolean isWhole = sequences < FEWEST_FOR_HALVES;
        boolean decides = check.asksForAFall(share);
        int quarter = isWhole ? sequences : Math.ceilDiv(sequences, 4);
        var falls = unseen(scene, secret, quarter);
        if (decides
                && !isWhole
                && !check.hasClearlyFallen(mean(falls), error(falls), changes.peers())) {
            falls = joined(falls, unseen(scene, ~secret, sequences - quarter));
        }
        for (int times = 1;
                decides
                        && times < MOST_AGAIN
                        && check.mayHaveFallen(mean(falls), error(falls), changes.peers());
                times *= 2) {
            falls = joined(falls, unseen(scene, secret + times, sequences * times));
        }
        int half = isWhole ? sequences : Math.ceilDiv(sequences, 2);
        var seen = own(scene, secret, half);
        var score = new LossScore(mean(falls), seen.own(), seen.others());
        if (isWhole || check.isClearlyItsOwn(score.gap())) {
            return score;
        }
        var all = seen.and(own(scene, ~secret, sequences - half));
        return new LossScore(mean(falls), all.own(), all.others());
    }

    /// @param draw what draws the examples
    private List<Double> unseen(Scene scene, long draw, int some) {
        int batch = WIDER * manifest.verification().loss().orElseThrow().examples();
        var anywhere = new EvaluationTask.Draw(draw, Integer.MAX_VALUE, draw);
        var key = new Before(manifest.id(), scene.lease().base(), some, draw);
        var before = befores.get(key);
        if (before == null) {
            before = losses(folder.resolve(BEFORE), scene.unseen(), batch, some, anywhere);
            if (befores.size() >= MOST_BEFORES) {
                befores.clear();
            }
            befores.put(key, before);
        }
        return falls(before, losses(folder.resolve(AFTER), scene.unseen(), batch, some, anywhere));
    }

    private Own own(Scene scene, long draw, int some) {
        var plan = manifest.training();
        long trained = (long) plan.innerSteps() * plan.batch();
        int batch = manifest.verification().loss().orElseThrow().examples();
        var after = folder.resolve(AFTER);
        var drawn = new EvaluationTask.Draw(scene.lease().seed(), trained, draw);
        var own =
                falls(
                        losses(folder.resolve(COMMON), scene.own(), batch, some, drawn),
                        losses(after, scene.own(), batch, some, drawn));
        if (scene.peers().isPresent()) {
            return new Own(own, List.of());
        }
        var anywhere = new EvaluationTask.Draw(draw, Integer.MAX_VALUE, draw);
        return new Own(
                own,
                falls(
                        losses(folder.resolve(BEFORE), scene.others(), batch, some, anywhere),
                        losses(after, scene.others(), batch, some, anywhere)));
    }

    private static List<Double> joined(List<Double> some, List<Double> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(v -> v).average().orElseThrow();
    }

    /// Standard error of the mean.
    private static double error(List<Double> values) {
        double mean = mean(values);
        double square = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        return Math.sqrt(square / (values.size() - 1) / values.size());
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
