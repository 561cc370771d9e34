package hearth.coordinator;

import hearth.coordinator.aggregation.LossScore;
import hearth.coordinator.aggregation.Numbers;
import hearth.coordinator.aggregation.Peers;
import hearth.protocol.Answers;
import hearth.protocol.CodedTensors;
import hearth.protocol.Inference;
import hearth.protocol.Lease;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Manifest;
import hearth.protocol.Safetensors;
import hearth.protocol.Sha256;
import hearth.storage.BlobStore;
import hearth.trainer.Evaluation;
import hearth.trainer.EvaluationTask;
import hearth.trainer.InferenceTask;
import hearth.trainer.Recipes;
import hearth.trainer.SampleTask;
import hearth.trainer.TrainerException;
import hearth.trainer.TrainerFailure;
import hearth.trainer.TrainerProcess;
import hearth.trainer.TrainerRuntime;
import hearth.trainer.TrainingTask;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Measures checkpoints and warms jobs up in a training child of its own, which is started when it
/// is first needed and again after it broke. Close may come from another thread and ends a running
/// task.
public final class TrainerEvaluator implements Evaluator {
    private static final int BATCH = 50;
    private static final int MOST_BATCHES = 20;
    private static final int SAMPLE_BYTES = 160;
    private static final int LOSS_DIGITS = 6;

    private static final double SAMPLE_TEMPERATURE = 0.7;
    private static final byte[] PROMPT = "The whale ".getBytes(StandardCharsets.US_ASCII);

    private final TrainerRuntime runtime;
    private final Path work;
    private final Map<LossMeasure.Before, List<Double>> befores = new LinkedHashMap<>();
    private volatile @Nullable TrainerProcess child;
    private volatile boolean closed;

    /// @param work folder that this evaluator alone uses
    public TrainerEvaluator(TrainerRuntime runtime, Path work) {
        this.runtime = runtime;
        this.work = work.toAbsolutePath();
    }

    @Override
    public void check(Manifest manifest, BlobStore blobs) {
        var fit = new RecipeFit(manifest);
        if (manifest.inference().isPresent()) {
            checkQuestions(manifest, manifest.inference().get(), blobs);
        } else {
            manifest.data().shards().forEach(shard -> checkData(manifest, shard, blobs));
            checkData(manifest, manifest.data().heldOut().orElseThrow(), blobs);
        }
        if (manifest.frozen().isEmpty()) {
            fit.check(Optional.empty());
            return;
        }
        inFolder(
                folder -> {
                    fit.check(frozen(manifest, blobs, folder));
                    return manifest;
                });
    }

    private static void checkQuestions(Manifest manifest, Inference asked, BlobStore blobs) {
        var shards = manifest.data().shards();
        for (int s = 0; s < shards.size(); s++) {
            int inputs = asked.inputsOf(s, shards.size());
            Recipes.checkInputs(asked, inputs, blobs.view(shards.get(s)).orElseThrow());
        }
        try {
            Checkpoints.load(blobs, manifest, asked.model());
        } catch (MalformedMessageException e) {
            throw new IllegalArgumentException("the model is not one of its recipe", e);
        }
    }

    private static void checkData(Manifest manifest, Sha256 data, BlobStore blobs) {
        if (Recipes.examplesOf(manifest.recipe(), blobs.get(data).orElseThrow()) < 1) {
            throw new IllegalArgumentException("a piece of the data is too short for one example");
        }
    }

    @Override
    public Sha256 base(Manifest manifest, BlobStore blobs) {
        var plan = manifest.training();
        if (manifest.inference().isPresent()) {
            return manifest.inference().get().model();
        }
        return inFolder(
                folder -> {
                    var parameters = folder.resolve("genesis.safetensors");
                    Recipes.writeGenesis(parameters, manifest.recipe(), plan.genesisSeed());
                    if (plan.warmStartSteps() == 0) {
                        return blobs.put(parameters);
                    }
                    var data = folder.resolve("shards");
                    join(manifest.data().shards(), manifest, blobs, data);
                    var delta = folder.resolve("delta.safetensors");
                    var task =
                            new TrainingTask(
                                            manifest.recipe(),
                                            parameters,
                                            data,
                                            plan.genesisSeed(),
                                            plan.warmStartSteps(),
                                            plan.warmupSteps(),
                                            plan.batch(),
                                            plan.learningRate().doubleValue(),
                                            plan.weightDecay().doubleValue(),
                                            plan.clip().doubleValue(),
                                            delta)
                                    .withFrozen(frozen(manifest, blobs, folder))
                                    .withAccumulation(plan.accumulation().orElse(1));
                    ask(c -> c.train(task, progress -> {}));
                    var base = folder.resolve("base.safetensors");
                    Checkpoints.sum(
                            manifest,
                            numbers(manifest, parameters),
                            numbers(manifest, delta),
                            base);
                    return blobs.put(base);
                });
    }

    @Override
    public Measured evaluate(Manifest manifest, Sha256 checkpoint, BlobStore blobs) {
        return inFolder(
                folder -> {
                    var parameters = folder.resolve("checkpoint.safetensors");
                    blobs.copyTo(checkpoint, parameters);
                    var frozen = frozen(manifest, blobs, folder);
                    var data = folder.resolve("held-out");
                    blobs.copyTo(manifest.data().heldOut().orElseThrow(), data);
                    var task =
                            new EvaluationTask(
                                    manifest.recipe(),
                                    parameters,
                                    frozen,
                                    data,
                                    BATCH,
                                    MOST_BATCHES);
                    Evaluation evaluation = ask(c -> c.evaluate(task));
                    return new Measured(
                            decimal(evaluation.loss()),
                            evaluation.accuracy().isPresent()
                                    ? Optional.of(decimal(evaluation.accuracy().getAsDouble()))
                                    : Optional.empty(),
                            sample(manifest, parameters, frozen));
                });
    }

    @Override
    public LossScore score(
            Manifest manifest,
            Lease lease,
            Numbers update,
            Optional<Peers> peers,
            double share,
            long secret,
            BlobStore blobs) {
        return inFolder(
                folder -> {
                    var shards = manifest.data().shards();
                    var own = folder.resolve("own");
                    blobs.copyTo(lease.shard(), own);
                    var others = folder.resolve("others");
                    if (peers.isEmpty()) {
                        join(LossMeasure.others(shards, lease, secret), manifest, blobs, others);
                    }
                    var unseen = folder.resolve("unseen");
                    blobs.copyTo(manifest.data().heldOut().orElseThrow(), unseen);
                    var base = Checkpoints.load(blobs, manifest, lease.base());
                    return new LossMeasure(
                                    manifest,
                                    frozen(manifest, blobs, folder),
                                    folder,
                                    share,
                                    secret,
                                    befores,
                                    task -> ask(c -> c.evaluate(task)))
                            .score(
                                    lease,
                                    new LossMeasure.Changes(base, update, peers),
                                    own,
                                    others,
                                    unseen);
                });
    }

    @Override
    public byte[] repeat(Manifest manifest, Lease lease, int steps, BlobStore blobs) {
        return inFolder(
                folder -> {
                    var parameters = folder.resolve("parameters.safetensors");
                    blobs.copyTo(lease.base(), parameters);
                    var data = folder.resolve("shard");
                    blobs.copyTo(lease.shard(), data);
                    if (manifest.inference().isPresent()) {
                        return answers(manifest, lease, steps, parameters, data, blobs, folder);
                    }
                    var plan = manifest.training();
                    var task =
                            new TrainingTask(
                                            manifest.recipe(),
                                            parameters,
                                            data,
                                            lease.seed(),
                                            steps,
                                            plan.warmupSteps(),
                                            plan.batch(),
                                            lease.learningRate().doubleValue(),
                                            plan.weightDecay().doubleValue(),
                                            plan.clip().doubleValue(),
                                            folder.resolve("delta.safetensors"))
                                    .withFrozen(frozen(manifest, blobs, folder))
                                    .withAccumulation(plan.accumulation().orElse(1))
                                    .withLearningRateFall(
                                            lease.learningRateFall(plan.innerSteps()));
                    ask(c -> c.train(task, progress -> {}));
                    var codec = Manifests.codec(manifest);
                    var specs = manifest.parameters();
                    var delta = Safetensors.read(task.output());
                    var update = folder.resolve("update");
                    CodedTensors.write(
                            update,
                            codec,
                            lease.updateMetadata(codec.id()),
                            specs,
                            spec -> delta.tensor(spec.name()).asFloats());
                    return Files.readAllBytes(update);
                });
    }

    private byte[] answers(
            Manifest manifest,
            Lease lease,
            int inputs,
            Path parameters,
            Path data,
            BlobStore blobs,
            Path folder) {
        var asked = manifest.inference().orElseThrow();
        var task =
                new InferenceTask(
                        manifest.recipe(),
                        parameters,
                        frozen(manifest, blobs, folder),
                        data,
                        asked,
                        lease.span().orElseThrow().first(inputs),
                        folder.resolve("answers"));
        ask(c -> c.answer(task, progress -> {}));
        return Answers.read(asked, inputs, task.output()).encode(lease);
    }

    /// What the model writes after a fixed beginning; the same checkpoint always writes the same.
    private Optional<String> sample(Manifest manifest, Path parameters, Optional<Path> frozen) {
        if (!Recipes.writesText(manifest.recipe())) {
            return Optional.empty();
        }
        var task =
                new SampleTask(
                        manifest.recipe(),
                        parameters,
                        frozen,
                        PROMPT,
                        SAMPLE_BYTES,
                        manifest.training().genesisSeed(),
                        SAMPLE_TEMPERATURE);
        byte[] text = ask(c -> c.sample(task));
        return Optional.of(
                new String(PROMPT, StandardCharsets.UTF_8)
                        + new String(text, StandardCharsets.UTF_8));
    }

    private static Optional<Path> frozen(Manifest manifest, BlobStore blobs, Path folder) {
        var file = folder.resolve("frozen.safetensors");
        manifest.frozen().ifPresent(hash -> blobs.copyTo(hash, file));
        return manifest.frozen().map(_ -> file);
    }

    private static BigDecimal decimal(double value) {
        return BigDecimal.valueOf(value).setScale(LOSS_DIGITS, RoundingMode.HALF_UP);
    }

    /// @param shards if there are none, the held-out data takes their place
    private static void join(List<Sha256> shards, Manifest manifest, BlobStore blobs, Path target) {
        try (var out = Files.newOutputStream(target)) {
            var pieces =
                    shards.isEmpty() ? List.of(manifest.data().heldOut().orElseThrow()) : shards;
            for (var shard : pieces) {
                out.write(blobs.get(shard).orElseThrow());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Numbers numbers(Manifest manifest, Path file) throws IOException {
        try (var in = FileChannel.open(file)) {
            var bytes = in.map(FileChannel.MapMode.READ_ONLY, 0, in.size());
            return Checkpoints.numbers(manifest.parameters(), bytes);
        }
    }

    /// One question to the child; a broken child is replaced once, because it may have been killed.
    private <T> T ask(Function<TrainerProcess, T> question) {
        try {
            return question.apply(child());
        } catch (TrainerException e) {
            if (closed || e.failure() instanceof TrainerFailure.Refused) {
                throw e;
            }
            drop();
            return question.apply(child());
        }
    }

    /// @throws TrainerException if this is closed, so that nothing starts that nobody would end
    private TrainerProcess child() {
        if (closed) {
            throw new TrainerException(new TrainerFailure.Closed());
        }
        var running = child;
        return running != null && running.isAlive()
                ? running
                : TrainerProcess.start(runtime, work, this::spawned);
    }

    /// Its engine is still loading, and a close may have come before.
    private void spawned(TrainerProcess started) {
        child = started;
        if (closed) {
            started.close();
        }
    }

    private void drop() {
        var broken = child;
        if (broken != null) {
            broken.close();
        }
        child = null;
    }

    private interface Work<T> {
        T in(Path folder) throws IOException;
    }

    private <T> T inFolder(Work<T> task) {
        try {
            Files.createDirectories(work);
            var folder = Files.createTempDirectory(work, "task");
            try {
                return task.in(folder);
            } finally {
                clear(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void clear(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        drop();
    }
}
