package hearth.app.bench;

import hearth.coordinator.PracticeJob;
import hearth.protocol.JobId;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Manifest;
import hearth.protocol.Safetensors;
import hearth.protocol.Sha256;
import hearth.trainer.TrainerRuntime;
import hearth.worker.ChildTraining;
import hearth.worker.Training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Optional;
import java.util.Random;

/// What this machine's trainer does in a second, measured with one lease of a practice job in the
/// real child.
///
/// @param stepsPerSecond of that job
/// @param flopPerSecond by the recipe's formula
public record MeasuredCompute(double stepsPerSecond, double flopPerSecond) {
    private static final float SPREAD = 0.02f;
    private static final double NANOS = 1e9;

    /// Trains one lease; takes some seconds.
    ///
    /// @throws IllegalStateException if the training fails
    public static MeasuredCompute of(PracticeJob job, TrainerRuntime runtime, Path folder) {
        var manifest = job.manifest();
        try (var training = new ChildTraining(runtime, folder.resolve("compute"))) {
            var outcome = training.train(order(job, folder), step -> {});
            if (!(outcome instanceof Training.Outcome.Done done)) {
                throw new IllegalStateException("the training ended with " + outcome);
            }
            double seconds = done.took().toNanos() / NANOS;
            return new MeasuredCompute(
                    done.steps() / seconds,
                    (double) manifest.flopPerLease()
                            / manifest.training().innerSteps()
                            * done.steps()
                            / seconds);
        }
    }

    private static Training.Order order(PracticeJob job, Path folder) {
        var manifest = job.manifest();
        try {
            Files.createDirectories(folder);
            var shard = Files.write(folder.resolve("shard"), job.shards().getFirst());
            return new Training.Order(
                    lease(job.id(), manifest),
                    manifest,
                    parameters(manifest, folder),
                    Optional.empty(),
                    shard);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path parameters(Manifest manifest, Path folder) {
        var random = new Random(1);
        var values = new HashMap<String, float[]>();
        for (var spec : manifest.parameters()) {
            var v = new float[Math.toIntExact(spec.elements())];
            for (int i = 0; i < v.length; i++) {
                v[i] = (float) random.nextGaussian() * SPREAD;
            }
            values.put(spec.name(), v);
        }
        var file = folder.resolve("parameters");
        Safetensors.writeFloats(file, manifest.parameters(), values);
        return file;
    }

    private static Lease lease(JobId job, Manifest manifest) {
        return new Lease(
                new LeaseId("compute"),
                job,
                0,
                1,
                manifest.id(),
                Sha256.of("parameters"),
                manifest.data().shards().getFirst(),
                1,
                manifest.training().learningRate(),
                Optional.empty(),
                manifest.payPerLease(),
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
