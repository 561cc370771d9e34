package hearth.worker.estimate;

import hearth.hardware.Machine;
import hearth.hardware.Observation;
import hearth.hardware.ProcessUse;
import hearth.hardware.Reading;
import hearth.hardware.desktop.Presence;
import hearth.protocol.Safetensors;
import hearth.trainer.Recipes;
import hearth.trainer.TrainerException;
import hearth.trainer.TrainerFailure;
import hearth.trainer.TrainerProcess;
import hearth.trainer.TrainerRuntime;
import hearth.trainer.TrainingResult;
import hearth.trainer.TrainingTask;
import hearth.worker.electricity.Draw;
import hearth.worker.electricity.ElectricityMeter;
import hearth.worker.electricity.ElectricityMeter.Effort;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Trains each kind of work for some seconds in the real child on one device, and looks at speed,
/// memory and electricity meanwhile. Blocks its caller; one at a time.
public final class SpeedCheck implements AutoCloseable {
    private static final int ENDLESS = 1_000_000;
    private static final long SEED = 1;
    private static final double RATE = 1e-4;
    private static final double NANOS = 1e9;
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final TrainerRuntime runtime;
    private final Machine machine;
    private final Path folder;
    private final LongSupplier nanos;
    private final long begun;
    private final ElectricityMeter meter = new ElectricityMeter(Map.of());
    private final Optional<BigDecimal> told;
    private @Nullable TrainerProcess child;
    private double flopPerSecond;

    /// @param runtime on the device that is checked
    /// @param machine to read the sensors of
    /// @param told what the owner's plug meter showed
    /// @param folder for files of the check
    /// @param nanos a clock that only goes forward
    public SpeedCheck(
            TrainerRuntime runtime,
            Machine machine,
            Optional<BigDecimal> told,
            Path folder,
            LongSupplier nanos) {
        this.runtime = runtime;
        this.machine = machine;
        this.told = told;
        this.folder = folder;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    /// Takes one reading of the machine at rest; two or more of them, a second apart, tell its idle
    /// draw.
    public Reading rest() {
        var seen = observation();
        var _ = meter.next(seen, Effort.NONE, told);
        return seen.reading();
    }

    /// @param time for which it trains; one step at least
    public Checked run(CheckCase chosen, Duration time) {
        double seconds = flopPerSecond == 0 ? 0 : chosen.flopPerStep() / flopPerSecond;
        if (seconds > time.toMillis() / 1000.0) {
            return new Checked.TooSlow(seconds);
        }
        try {
            Files.createDirectories(folder);
            var ran = train(chosen, time);
            flopPerSecond = Math.max(flopPerSecond, ran.stepsPerSecond() * chosen.flopPerStep());
            return ran;
        } catch (TrainerException e) {
            endChild();
            return isMemory(e.failure())
                    ? new Checked.DoesNotFit()
                    : new Checked.Failed(e.failure().id());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// libtorch says it in its message only, in one way on each device.
    private static boolean isMemory(TrainerFailure failure) {
        return failure instanceof TrainerFailure.Refused(var _, var detail)
                && (detail.contains("out of memory") || detail.contains("not enough memory"));
    }

    private Checked.Ran train(CheckCase chosen, Duration time) throws IOException {
        var task = task(chosen);
        var running = child();
        var before = machine.read();
        var watch = new Watch(running, time);
        var result = running.train(task, p -> watch.progressed(p.steps()));
        return new Checked.Ran(
                watch.stepsPerSecond(result), watch.draws(), memory(before, watch.newest, running));
    }

    private TrainerProcess child() {
        var running = child;
        if (running == null || !running.isAlive()) {
            running = TrainerProcess.start(runtime, folder.resolve("child"));
            child = running;
        }
        return running;
    }

    private TrainingTask task(CheckCase chosen) throws IOException {
        var start = folder.resolve("start.safetensors");
        Safetensors.writeFloats(
                start, Recipes.parameters(chosen.config()), Recipes.genesis(chosen.config(), SEED));
        var frozen = Optional.<Path>empty();
        if (chosen.base().isPresent()) {
            var base = chosen.base().get();
            var file = folder.resolve("frozen.safetensors");
            Safetensors.writeFloats(file, Recipes.parameters(base), Recipes.genesis(base, SEED));
            frozen = Optional.of(file);
        }
        return new TrainingTask(
                        chosen.config(),
                        start,
                        chosen.shard(),
                        SEED,
                        ENDLESS,
                        0,
                        chosen.batch(),
                        RATE,
                        0.1,
                        1.0,
                        folder.resolve("difference.safetensors"))
                .withFrozen(frozen);
    }

    private Optional<Long> memory(Reading before, Reading after, TrainerProcess running) {
        if (!isOnGraphics()) {
            return ProcessUse.of(running.pid()).map(ProcessUse::residentBytes);
        }
        return used(after).flatMap(now -> used(before).map(then -> now - then)).filter(b -> b > 0);
    }

    private Optional<Long> used(Reading reading) {
        return reading.graphics().stream()
                .filter(c -> runtime.engine().card().map(c.id()::equals).orElse(true))
                .flatMap(c -> c.vramUsedBytes().stream())
                .findFirst();
    }

    private boolean isOnGraphics() {
        return switch (runtime.engine().device()) {
            case CPU -> false;
            case CUDA, MPS -> true;
        };
    }

    private Observation observation() {
        return new Observation(
                Duration.ofNanos(nanos.getAsLong() - begun),
                machine.read(),
                Presence.undetectable("not-looked"));
    }

    private void endChild() {
        var running = child;
        child = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public void close() {
        endChild();
    }

    /// Follows one training and ends it in time. Its first steps warm the engine up and do not
    /// count.
    private final class Watch {
        private final TrainerProcess running;
        private final long time;
        private final Map<String, Double> joules = new HashMap<>();
        private final Map<String, Draw.Source> sources = new HashMap<>();
        private double metered;
        private Reading newest = machine.read();
        private long start;
        private long warm;
        private int warmSteps;
        private long last;
        private int steps;
        private long looked;
        private Duration used;

        Watch(TrainerProcess running, Duration time) {
            this.running = running;
            this.time = time.toNanos();
            this.start = nanos.getAsLong();
            this.looked = start;
            this.used = processorTime();
        }

        void progressed(int done) {
            if (done == 0) {
                return;
            }
            long now = nanos.getAsLong();
            if (warmSteps == 0) {
                warm = now;
                warmSteps = done;
                start = now;
            }
            last = now;
            steps = done;
            if (now - looked >= LOOK.toNanos()) {
                look(now);
            }
            if (now - start >= time) {
                running.stop();
            }
        }

        private void look(long now) {
            var spent = processorTime();
            double cores = (double) spent.minus(used).toNanos() / (now - looked);
            used = spent;
            looked = now;
            var seen = observation();
            newest = seen.reading();
            var share = Optional.of(Math.clamp(cores / newest.cores(), 0, 1));
            var effort = new Effort(true, isOnGraphics(), runtime.engine().card(), share);
            var uses = meter.next(seen, effort, told);
            for (var use : uses) {
                joules.merge(use.draw().device(), use.joules(), Double::sum);
                sources.put(use.draw().device(), use.draw().source());
            }
            metered += uses.isEmpty() ? 0 : uses.getFirst().time().toNanos() / NANOS;
        }

        private Duration processorTime() {
            return ProcessHandle.of(running.pid())
                    .flatMap(p -> p.info().totalCpuDuration())
                    .orElse(Duration.ZERO);
        }

        /// Of the steps after the first ones; of all, inside the program, where there were no
        /// others.
        double stepsPerSecond(TrainingResult result) {
            return steps > warmSteps
                    ? (steps - warmSteps) / ((last - warm) / NANOS)
                    : result.steps() / (result.computing().toNanos() / NANOS);
        }

        /// A training too short for two readings leaves what the newest one says.
        List<Draw> draws() {
            if (metered == 0) {
                return meter.draws();
            }
            return joules.entrySet().stream()
                    .map(
                            e ->
                                    new Draw(
                                            e.getKey(),
                                            e.getValue() / metered,
                                            sources.getOrDefault(e.getKey(), Draw.Source.MODELLED)))
                    .toList();
        }
    }
}
