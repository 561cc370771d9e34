package hearth.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.trainer.sandbox.JobFolder;
import hearth.trainer.sandbox.Unconfined;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// What the owner of the computer notices of a running training.
@Isolated("measures times")
class ControlTest {
    private static final long KIBI = 1 << 10;
    private static final long MEBI = 1 << 20;
    private static final int WARM = 900;

    @TempDir Path folder;

    /// A step that had begun ends; the next one does not begin. The median of several stops at
    /// random moments takes about half a step.
    @Test
    void aStopTakesAStepAtMost() throws IOException {
        var task = longSteps();
        var stops = new ArrayList<Duration>();
        var steps = new ArrayList<Duration>();
        try (var trainer = TrainerProcess.start(Trainers.runtime(), folder.resolve("work"))) {
            for (int i = 0; i < 5; i++) {
                var asked = new long[1];
                var told = new ArrayList<TrainingProgress>();
                var result =
                        trainer.train(
                                task,
                                progress -> {
                                    told.add(progress);
                                    if (progress.steps() > 1 && asked[0] == 0) {
                                        asked[0] = System.nanoTime();
                                        trainer.stop();
                                    }
                                });
                stops.add(Duration.ofNanos(System.nanoTime() - asked[0]));
                steps.add(result.computing().dividedBy(result.steps()));
                assertThat(told.getLast().isLast()).isTrue();
                assertThat(told.getLast().steps()).isEqualTo(result.steps());
            }
        }
        stops.sort(null);
        steps.sort(null);
        var step = steps.get(2);
        assertThat(step).isGreaterThan(Duration.ofMillis(60));
        // Writing the difference and two pipes come on top.
        assertThat(stops.get(2)).as("steps take %s", step).isLessThan(step.plusMillis(30));
        assertThat(stops.getLast()).isLessThan(step.multipliedBy(2).plusMillis(200));
    }

    /// News comes every 200 ms, so steps that were done before the pause may be told after it.
    @Test
    void aPauseTakesAStepAtMostAndAResumeGoesOnAtOnce() throws IOException {
        var task = longSteps();
        var told = new ArrayList<Told>();
        try (var trainer = TrainerProcess.start(Trainers.runtime(), folder.resolve("work"))) {
            var result =
                    trainer.train(
                            task,
                            progress -> {
                                told.add(new Told(progress.steps(), System.nanoTime()));
                                if (told.size() == 3) {
                                    trainer.pause();
                                } else if (told.size() == 9) {
                                    trainer.resume();
                                } else if (told.size() > 9
                                        && progress.steps() > told.get(8).steps() + 3) {
                                    trainer.stop();
                                }
                            });
            var step = result.computing().dividedBy(result.steps());
            int before = told.get(2).steps();
            int held = told.get(8).steps();
            long unheard = Duration.ofMillis(200).dividedBy(step) + 1;
            assertThat(held - before).isBetween(0, (int) unheard + 1);
            // On busy cores the step that was being done may end between two of these.
            assertThat(told.subList(5, 9)).extracting(Told::steps).allMatch(s -> s >= held - 1);
            var next = told.stream().filter(t -> t.steps() > held).findFirst().orElseThrow();
            assertThat(Duration.ofNanos(next.at() - told.get(8).at()))
                    .isLessThan(step.multipliedBy(2).plusMillis(400));
        }
    }

    private record Told(int steps, long at) {}

    @Test
    void memoryStaysFlatOverTwoThousandSteps() throws IOException {
        Trainers.genesis(Trainers.CNN, folder);
        var shard = Trainers.images(folder, "fashion-train");
        var task =
                Trainers.task(Trainers.CNN, folder, shard, 2_000)
                        .withProgress(folder.resolve("progress"));
        var resident = new ConcurrentSkipListMap<Long, Long>();
        var steps = new AtomicInteger();
        try (var trainer = TrainerProcess.start(Trainers.runtime(), folder.resolve("work"));
                var watch = Executors.newSingleThreadScheduledExecutor()) {
            var _ =
                    watch.scheduleAtFixedRate(
                            () -> {
                                if (steps.get() >= WARM) {
                                    resident.put(System.nanoTime(), residentBytes(trainer.pid()));
                                }
                            },
                            0,
                            20,
                            TimeUnit.MILLISECONDS);
            trainer.train(task, progress -> steps.set(progress.steps()));
            watch.shutdownNow();
        }
        assertThat(resident).hasSizeGreaterThan(50);
        // A leak grows with every step, so in both halves. What the virtual machine or the
        // allocator
        // takes at once it takes once, and half of all pairs of moments lie on one side of it.
        long middle = (resident.firstKey() + resident.lastKey()) / 2;
        double nanosOfAStep = (double) (resident.lastKey() - resident.firstKey()) / (2_000 - WARM);
        double slope = Math.min(slope(resident.headMap(middle)), slope(resident.tailMap(middle)));
        assertThat(slope * nanosOfAStep).as("bytes a step: %s", resident).isLessThan(2 * KIBI);
        assertThat(resident.lastEntry().getValue() - resident.firstEntry().getValue())
                .as("%s", resident)
                .isLessThan(8 * MEBI);
    }

    /// Median of the slopes between all pairs (Theil and Sen), thinned to some 100 moments.
    private static double slope(SortedMap<Long, Long> values) {
        var moments = List.copyOf(values.entrySet());
        int stride = Math.max(1, moments.size() / 100);
        var slopes = new ArrayList<Double>();
        for (int i = 0; i < moments.size(); i += stride) {
            for (int j = i + stride; j < moments.size(); j += stride) {
                var from = moments.get(i);
                var to = moments.get(j);
                slopes.add(
                        (double) (to.getValue() - from.getValue()) / (to.getKey() - from.getKey()));
            }
        }
        Collections.sort(slopes);
        return slopes.get(slopes.size() / 2);
    }

    @Test
    void aChildIsNicerThanItsParent() throws IOException {
        try (var trainer = TrainerProcess.start(Trainers.runtime(), folder.resolve("low"))) {
            int ours = niceness(ProcessHandle.current().pid());
            assertThat(niceness(trainer.pid())).isEqualTo(Math.min(19, ours + 10));
        }
    }

    @Test
    void anIdleChildRunsWhenNothingElseDoes() throws IOException {
        var runtime = Trainers.runtime().withPriority(Priority.IDLE);
        try (var trainer = TrainerProcess.start(runtime, folder.resolve("idle"))) {
            int idle = 5;
            assertThat(statistics(trainer.pid()).get(38)).isEqualTo(Integer.toString(idle));
        }
    }

    @Test
    void aChildComputesWithAsManyThreadsAsItsRuntimeSays() throws IOException {
        try (var job = JobFolder.create(folder, false)) {
            assertThat(Trainers.runtime(3).program(new Unconfined(), job, "Main"))
                    .contains("-Dai.djl.pytorch.num_threads=3");
        }
    }

    private TrainingTask longSteps() throws IOException {
        Trainers.genesis(Trainers.GPT, folder);
        var task = Trainers.task(Trainers.GPT, folder, Trainers.text(folder), 100_000);
        return new TrainingTask(
                task.recipe(),
                task.parameters(),
                task.shard(),
                task.seed(),
                task.steps(),
                task.warmupSteps(),
                64,
                task.learningRate(),
                task.weightDecay(),
                task.clip(),
                task.output());
    }

    private static long residentBytes(long pid) {
        try {
            var pages = Files.readString(Path.of("/proc", Long.toString(pid), "statm"));
            return Long.parseLong(pages.split(" ", -1)[1]) * 4096;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int niceness(long pid) throws IOException {
        return Integer.parseInt(statistics(pid).get(16));
    }

    /// The fields of proc_pid_stat(5) from the third on, by their numbers less three.
    private static List<String> statistics(long pid) throws IOException {
        var line =
                Files.readString(
                        Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.UTF_8);
        return List.of(line.substring(line.lastIndexOf(')') + 2).trim().split(" ", -1));
    }
}
