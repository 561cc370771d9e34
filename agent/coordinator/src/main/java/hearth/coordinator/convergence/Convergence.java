package hearth.coordinator.convergence;

import hearth.coordinator.PracticeJob;
import hearth.coordinator.aggregation.Aggregation;
import hearth.coordinator.aggregation.Geometry;
import hearth.coordinator.aggregation.Made;
import hearth.coordinator.aggregation.Numbers;
import hearth.coordinator.aggregation.OuterState;
import hearth.coordinator.aggregation.Piece;
import hearth.coordinator.aggregation.Update;
import hearth.coordinator.aggregation.Verdict;
import hearth.protocol.CodedTensors;
import hearth.protocol.ErrorFeedback;
import hearth.protocol.Manifest;
import hearth.protocol.RecipeConfig;
import hearth.protocol.Safetensors;
import hearth.protocol.Sha256;
import hearth.protocol.TensorSpec;
import hearth.trainer.EvaluationTask;
import hearth.trainer.Recipes;
import hearth.trainer.TrainerProcess;
import hearth.trainer.TrainingTask;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Trains a model on a job's data in several [Way]s from the same warm start, with as many workers
/// as a round has leases and an equal number of steps for each worker, at one learning rate that
/// falls evenly to a tenth, and measures the held-out loss at the end. Training, codecs and outer
/// step are those of the product. One thread.
public final class Convergence {
    private static final int EVALUATION_BATCH = 50;
    private static final int EVALUATION_BATCHES = 40;
    private static final int DIGITS = 4;
    /// Of the peak rate, at the end.
    private static final double LEAST_SHARE = 0.1;
    private static final SortedMap<String, String> METADATA = Collections.emptySortedMap();

    /// @param heldOutLoss nats at the end
    /// @param aboveSynchronous nats; absent where that way was not asked for
    /// @param bytesPerLease length of an update
    /// @param seconds inside the training program
    /// @param refusals by layer L1, where a quarter of the workers attack
    public record Row(
            Way way,
            BigDecimal heldOutLoss,
            Optional<BigDecimal> aboveSynchronous,
            long bytesPerLease,
            double seconds,
            Refusals refusals) {}

    /// @param attacks updates of those who attack
    /// @param refused of these
    /// @param honestRefused of the others
    public record Refusals(int attacks, int refused, int honestRefused) {
        private static final Refusals NONE = new Refusals(0, 0, 0);

        private Refusals plus(boolean isAttack, boolean isRefused) {
            return new Refusals(
                    attacks + (isAttack ? 1 : 0),
                    refused + (isAttack && isRefused ? 1 : 0),
                    honestRefused + (!isAttack && isRefused ? 1 : 0));
        }
    }

    private final Manifest manifest;
    private final Setting setting;
    private final RecipeConfig recipe;
    private final List<TensorSpec> specs;
    private final List<Path> shards;
    private final Path all;
    private final Path heldOut;
    private final Path folder;
    private final TrainerProcess trainer;
    private double seconds;
    private Refusals refusals = Refusals.NONE;

    /// @param folder that this run alone uses
    public Convergence(PracticeJob job, Setting setting, Path folder, TrainerProcess trainer) {
        this.manifest = job.manifest();
        this.setting = setting;
        this.recipe = setting.recipe(manifest);
        this.specs = Recipes.parameters(recipe);
        this.folder = folder;
        this.trainer = trainer;
        try {
            Files.createDirectories(folder);
            shards = new ArrayList<>();
            var joined = new ByteArrayOutputStream();
            for (var shard : job.shards()) {
                shards.add(Files.write(folder.resolve("shard-" + shards.size()), shard));
                joined.write(shard);
            }
            all = Files.write(folder.resolve("shards"), joined.toByteArray());
            heldOut = Files.write(folder.resolve("held-out"), job.heldOut());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One row for each way, in their order.
    ///
    /// @param onProgress lines for people
    public List<Row> run(List<Way> ways, Consumer<String> onProgress) {
        var start = warmStart();
        onProgress.accept("start " + loss(start.parameters()));
        var rows = new ArrayList<Row>();
        Optional<BigDecimal> synchronous = Optional.empty();
        for (var way : ways) {
            seconds = 0;
            refusals = Refusals.NONE;
            var end = way == Way.SYNCHRONOUS ? synchronous(start) : together(way, start);
            var loss = loss(end);
            if (way == Way.SYNCHRONOUS) {
                synchronous = Optional.of(loss);
            }
            rows.add(
                    new Row(
                            way,
                            loss,
                            synchronous.map(loss::subtract),
                            bytes(way),
                            seconds,
                            refusals));
            onProgress.accept(way + " " + loss);
        }
        return rows;
    }

    /// What every way begins with.
    ///
    /// @param secondMoments file that the warm start left
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    private record Start(float[] parameters, Path secondMoments) {}

    private Start warmStart() {
        var plan = manifest.training();
        var genesis = Update.flatten(specs, Recipes.genesis(recipe, plan.genesisSeed()));
        var moments = folder.resolve("warm-moments");
        var task =
                task(genesis, all, setting.seed(), setting.warmStartSteps(), 1, setting.rate())
                        .withSecondMomentsOutput(moments);
        return new Start(sum(genesis, difference(task)), moments);
    }

    private float[] synchronous(Start start) {
        int workers = setting.workers();
        var task =
                task(
                                start.parameters(),
                                all,
                                setting.seed() + 1,
                                setting.steps(),
                                workers,
                                setting.rate())
                        .withLearningRateFall(fall());
        return sum(start.parameters(), difference(task));
    }

    private float[] together(Way way, Start start) {
        int workers = setting.workers();
        var aggregation = aggregation(way);
        float[] now = start.parameters();
        var state = OuterState.beginning(Numbers.of(now));
        float[] before = now;
        var moments = start.secondMoments();
        List<Optional<byte[]>> residuals = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
            residuals.add(Optional.empty());
        }
        var fire = new Fire(workers, setting.seed());
        for (int round = 0; round < setting.rounds(); round++) {
            var base = way.isStale() ? before : now;
            var updates = new ArrayList<Update>();
            var honest = new ArrayList<float[]>();
            var ends = new ArrayList<Path>();
            for (int worker = 0; worker < workers; worker++) {
                if (way.isUnderFire() && fire.isAttacker(worker)) {
                    float[] forged = fire.forge(round, worker, honest);
                    updates.add(update(worker, sent(way, forged, residuals, worker)));
                    continue;
                }
                int number = round * workers + worker;
                var end = folder.resolve("moments-" + round % 2 + "-" + worker);
                var task = lease(way, base, moments, number, round).withSecondMomentsOutput(end);
                var sent = sent(way, difference(task), residuals, worker);
                updates.add(update(worker, sent));
                honest.add(sent);
                ends.add(end);
            }
            fire.remember(honest);
            before = now;
            var made = new Made.InMemory(specs);
            aggregation.apply(state, counted(way, fire, updates), made);
            now = made.parameters();
            state = made.state();
            moments = shared(way, ends);
        }
        return now;
    }

    private static Update update(int worker, float[] values) {
        return new Update(worker, worker, Sha256.of("" + worker), values);
    }

    /// What goes into the mean.
    private List<Update> counted(Way way, Fire fire, List<Update> updates) {
        return switch (way.defence()) {
            case NOT_NEEDED -> updates;
            case OURS -> good(fire, updates);
            // Of one update alone nothing is clipped.
            case NONE -> List.of(update(0, plainMean(updates)));
        };
    }

    /// By layer L1, in a round whose updates nobody saw before.
    private List<Update> good(Fire fire, List<Update> updates) {
        var verdicts = new Geometry(manifest.verification(), Set.of(), specs).judge(updates);
        var good = new ArrayList<Update>();
        for (var update : updates) {
            boolean isGood = verdicts.get(update.sequence()) instanceof Verdict.Good;
            refusals = refusals.plus(fire.isAttacker((int) update.sequence()), !isGood);
            if (isGood) {
                good.add(update);
            }
        }
        return good;
    }

    private float[] plainMean(List<Update> updates) {
        var mean = new float[Math.toIntExact(parameterCount())];
        for (var update : updates) {
            float[] values = update.values().all(Piece.of(specs));
            for (int i = 0; i < mean.length; i++) {
                mean[i] += values[i] / updates.size();
            }
        }
        return mean;
    }

    private Aggregation aggregation(Way way) {
        return way == Way.TK64
                ? new Aggregation(specs, 1, 0)
                : new Aggregation(specs, setting.outerRate(), setting.outerMomentum());
    }

    private TrainingTask lease(Way way, float[] base, Path moments, int number, int round) {
        var shard = shards.get(number % shards.size());
        double rate = setting.rate() - fall() * round * setting.innerSteps();
        long seed = 1000 * setting.seed() + number;
        var task =
                task(base, shard, seed, setting.innerSteps(), 1, rate).withLearningRateFall(fall());
        return switch (way.moments()) {
            case ZERO, KEPT -> task;
            case OF_ALL, OF_ONE -> task.withSecondMoments(moments).withWarmup(0);
        };
    }

    /// By which the rate falls at each step.
    private double fall() {
        return (1 - LEAST_SHARE) * setting.rate() / setting.steps();
    }

    /// @param workers whose batches are one
    /// @param rate of the first step
    private TrainingTask task(
            float[] base, Path data, long seed, int steps, int workers, double rate) {
        var plan = manifest.training();
        return new TrainingTask(
                recipe,
                write("parameters", base),
                data,
                seed,
                steps,
                plan.warmupSteps(),
                plan.batch() * workers,
                rate,
                plan.weightDecay().doubleValue(),
                plan.clip().doubleValue(),
                folder.resolve("difference"));
    }

    private float[] difference(TrainingTask task) {
        var result = trainer.train(task, progress -> {});
        seconds += result.computing().toMillis() / 1e3;
        return read(task.output());
    }

    /// What arrives of a difference.
    private float[] sent(
            Way way, float[] difference, List<Optional<byte[]>> residuals, int worker) {
        if (way.codec().isEmpty()) {
            return difference;
        }
        var codec = way.codec().get();
        byte[] file;
        if (codec.needsErrorFeedback()) {
            var step =
                    ErrorFeedback.encode(
                            codec, METADATA, specs, split(difference), residuals.get(worker));
            residuals.set(worker, Optional.of(step.residual()));
            file = step.update();
        } else {
            file = CodedTensors.encode(codec, METADATA, specs, split(difference));
        }
        return Update.flatten(specs, CodedTensors.decode(codec, METADATA, specs, file).values());
    }

    private Path shared(Way way, List<Path> ends) {
        return switch (way.moments()) {
            case ZERO, KEPT, OF_ONE -> ends.getFirst();
            case OF_ALL -> {
                var mean = new float[Math.toIntExact(parameterCount())];
                for (var end : ends) {
                    float[] values = read(end);
                    for (int i = 0; i < mean.length; i++) {
                        mean[i] += values[i] / ends.size();
                    }
                }
                yield write("moments", mean);
            }
        };
    }

    private long parameterCount() {
        return specs.stream().mapToLong(TensorSpec::elements).sum();
    }

    private long bytes(Way way) {
        return way.codec()
                .map(codec -> CodedTensors.exactLength(codec, METADATA, specs))
                .orElse(Float.BYTES * parameterCount());
    }

    private BigDecimal loss(float[] parameters) {
        var task =
                new EvaluationTask(
                        recipe,
                        write("parameters", parameters),
                        heldOut,
                        EVALUATION_BATCH,
                        EVALUATION_BATCHES);
        return BigDecimal.valueOf(trainer.evaluate(task).loss())
                .setScale(DIGITS, RoundingMode.HALF_UP);
    }

    private SortedMap<String, float[]> split(float[] flat) {
        return new Aggregation(specs, 0, 0).split(flat);
    }

    private Path write(String name, float[] flat) {
        var file = folder.resolve(name);
        Safetensors.writeFloats(file, specs, split(flat));
        return file;
    }

    private float[] read(Path file) {
        var parts = new TreeMap<String, float[]>();
        Safetensors.read(file).tensors().forEach((name, t) -> parts.put(name, t.floats()));
        return Update.flatten(specs, parts);
    }

    private static float[] sum(float[] a, float[] b) {
        var sum = Arrays.copyOf(a, a.length);
        for (int i = 0; i < sum.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }
}
