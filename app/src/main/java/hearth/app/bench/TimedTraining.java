package hearth.app.bench;

import hearth.protocol.Safetensors;
import hearth.worker.Training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Stands in for the training child in the pipeline's benchmark: waits as long as the steps would
/// take and gives a difference of the right size, the same direction for all with noise of its own.
/// Notes when it was busy.
final class TimedTraining implements Training {
    private static final float SIZE = 0.01f;
    private static final long DIRECTION = 7;

    private final Path folder;
    private final Duration step;
    private final List<Turn> turns = new ArrayList<>();
    private volatile CountDownLatch stop = new CountDownLatch(1);

    /// Nanoseconds of [System#nanoTime] between which it was busy.
    record Turn(long from, long to) {}

    /// @param step time of one step
    TimedTraining(Path folder, Duration step) {
        this.folder = folder;
        this.step = step;
    }

    @Override
    public Set<String> recipes() {
        return Set.of("gpt");
    }

    @Override
    public String engine() {
        return "timed";
    }

    @Override
    public Optional<Walls> sandbox() {
        return Optional.empty();
    }

    /// So far.
    List<Turn> turns() {
        synchronized (turns) {
            return List.copyOf(turns);
        }
    }

    @Override
    public Outcome train(Order order, Consumer<Step> onStep) {
        var stopped = new CountDownLatch(1);
        stop = stopped;
        int steps = order.manifest().training().innerSteps();
        long begin = System.nanoTime();
        try {
            var delta = difference(order);
            for (int done = 1; done <= steps; done++) {
                long left = begin + done * step.toNanos() - System.nanoTime();
                if (stopped.await(left, TimeUnit.NANOSECONDS)) {
                    return new Outcome.Stopped();
                }
                onStep.accept(new Step(done, 1f));
            }
            synchronized (turns) {
                turns.add(new Turn(begin, System.nanoTime()));
            }
            return new Outcome.Done(delta, steps, 2f, 1f, step.multipliedBy(steps));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Stopped();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path difference(Order order) throws IOException {
        var common = new Random(DIRECTION);
        var own = new Random(order.lease().seed());
        var values = new HashMap<String, float[]>();
        for (var spec : order.manifest().parameters()) {
            var v = new float[Math.toIntExact(spec.elements())];
            for (int i = 0; i < v.length; i++) {
                v[i] = SIZE * (common.nextFloat() + own.nextFloat() - 1);
            }
            values.put(spec.name(), v);
        }
        Files.createDirectories(folder);
        var file = folder.resolve("difference.safetensors");
        Safetensors.writeFloats(file, order.manifest().parameters(), values);
        return file;
    }

    @Override
    public void stop() {
        stop.countDown();
    }

    @Override
    public void close() {
        stop();
    }
}
