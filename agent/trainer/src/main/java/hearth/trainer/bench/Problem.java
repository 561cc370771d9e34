package hearth.trainer.bench;

import hearth.protocol.Safetensors;
import hearth.trainer.Recipe;
import hearth.trainer.Recipes;
import hearth.trainer.TrainingTask;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.SortedMap;
import java.util.stream.Collectors;

/// A case on the disk, in the two forms that the two sides read: a training task for our child, and
/// for the baseline the same start, batches and rates as plain arrays.
final class Problem {
    private static final long GENESIS_SEED = 1;
    private static final long BATCH_SEED = 7;
    private static final double RATE = 1e-3;
    private static final double WEIGHT_DECAY = 0.1;
    private static final double CLIP = 1;

    private final BenchCase chosen;
    private final Recipe recipe;
    private final Path folder;

    private Problem(BenchCase chosen, Path folder) {
        this.chosen = chosen;
        this.recipe = Recipes.of(chosen.recipe());
        this.folder = folder;
    }

    static Problem write(BenchCase chosen, Path folder) {
        var problem = new Problem(chosen, folder);
        try {
            Files.createDirectories(folder);
            problem.writeStart();
            problem.writeBatches();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return problem;
    }

    TrainingTask task() {
        return new TrainingTask(
                chosen.recipe(),
                folder.resolve("genesis"),
                chosen.shard(),
                BATCH_SEED,
                chosen.steps(),
                0,
                chosen.batch(),
                RATE,
                WEIGHT_DECAY,
                CLIP,
                folder.resolve("difference"));
    }

    /// As baseline.cpp documents them.
    String[] baselineArguments() {
        return new String[] {
            folder.toString(),
            chosen.recipe().recipe(),
            Long.toString(chosen.recipe().shape().getOrDefault("heads", 0L)),
            Integer.toString(chosen.batch()),
            Integer.toString(recipe.exampleBytes()),
            Integer.toString(chosen.threads()),
            // The child gets both as float32.
            Double.toString((float) WEIGHT_DECAY),
            Double.toString((float) CLIP)
        };
    }

    private void writeStart() throws IOException {
        var specs = recipe.parameters();
        SortedMap<String, float[]> start = Recipes.genesis(chosen.recipe(), GENESIS_SEED);
        Safetensors.writeFloats(folder.resolve("genesis"), specs, start);
        var shapes = new StringBuilder();
        long elements = 0;
        for (var spec : specs) {
            shapes.append(
                    spec.shape().stream().map(d -> d.toString()).collect(Collectors.joining(" ")));
            shapes.append('\n');
            elements += spec.elements();
        }
        Files.writeString(folder.resolve("shapes"), shapes);
        var all = floats(elements);
        for (var spec : specs) {
            for (float value : Objects.requireNonNull(start.get(spec.name()))) {
                all.putFloat(value);
            }
        }
        write("parameters", all);
    }

    private void writeBatches() throws IOException {
        var shard = ByteBuffer.wrap(Files.readAllBytes(chosen.shard()));
        recipe.check(shard);
        var batches =
                ByteBuffer.allocate(
                        Math.multiplyExact(chosen.steps(), chosen.batch() * recipe.exampleBytes()));
        var rates = floats(chosen.steps());
        for (int step = 0; step < chosen.steps(); step++) {
            recipe.draw(shard, BATCH_SEED, step, chosen.batch(), batches);
            rates.putFloat((float) RATE);
        }
        write("batches", batches);
        write("rates", rates);
    }

    private static ByteBuffer floats(long count) {
        return ByteBuffer.allocate(Math.toIntExact(count * Float.BYTES))
                .order(ByteOrder.nativeOrder());
    }

    private void write(String name, ByteBuffer content) throws IOException {
        try (var out =
                FileChannel.open(
                        folder.resolve(name),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            content.flip();
            while (content.hasRemaining()) {
                out.write(content);
            }
        }
    }
}
