package hearth.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.SandboxGrade;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Hostile jobs in the real sandbox: each is contained, each ends with the right message, and the
/// parent is as well afterwards as it was before. Needs bubblewrap.
@Isolated("counts the threads and files of this process")
class HostileSetTest {
    private static final String CHILD = "hearth.trainer.sandbox.HostileChild";
    private static final String CANARY = "CANARY-5f1c9a7e2b8d4460aa93c1d7";
    private static final long MEMORY = 768L << 20;

    /// Of jobs that are to be found hanging; what has an end may take as long as busy cores make
    /// it.
    private static final Duration SILENCE = Duration.ofSeconds(2);

    private static final String HUNG = "trainer-hung";

    /// Hostile children at a time: a start takes one core, and some of them only wait.
    private static final int AT_ONCE = 3;

    private static final TrainerRuntime RUNTIME = confined(Trainers.runtime());

    @TempDir Path folder;
    private Path canary = Path.of("");
    private Path shard = Path.of("");
    private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger contained = new AtomicInteger();

    record Job(String name, String attack, String outcome, String detail) {}

    @BeforeEach
    void prepare() throws IOException {
        assertThat(RUNTIME.confinement().assessment().grade())
                .as("install the package bubblewrap: %s", RUNTIME.confinement().assessment())
                .isEqualTo(SandboxGrade.A);
        canary = Files.writeString(folder.resolve("canary"), CANARY);
        shard = folder.resolve("shard");
        Trainers.genesis(Trainers.MLP, folder);
    }

    private static TrainerRuntime confined(TrainerRuntime runtime) {
        var limits = runtime.confinement().limits().withMemory(MEMORY);
        return runtime.withConfinement(runtime.confinement().withLimits(limits));
    }

    @Test
    void everyHostileProgramIsContained() throws IOException {
        var before = Health.now();
        try (var server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(1);
            var words =
                    Map.of(
                            "CANARY", canary.toString(),
                            "HOME", System.getProperty("user.home"),
                            "PARENT", Long.toString(ProcessHandle.current().pid()),
                            "TCP", Integer.toString(server.getLocalPort()));
            var jobs = jobs(words);
            atOnce(jobs, this::run);
            assertThat(org.assertj.core.api.Assertions.catchThrowable(server::accept))
                    .as("somebody came through")
                    .isInstanceOf(java.net.SocketTimeoutException.class);
            report("programs", jobs.size());
        }
        assertThat(wrong).isEmpty();
        before.assertUnharmed();
        assertThat(Files.readString(canary)).isEqualTo(CANARY);
        assertThat(honest()).isEqualTo("done");
    }

    @Test
    void malformedInputsAreRefusedByNameAndTheChildStaysWell() throws IOException {
        try (var trainer = TrainerProcess.start(RUNTIME, folder.resolve("work"))) {
            var good = Files.readAllBytes(folder.resolve("genesis"));
            var inputs = HostileInputs.of(good);
            inputs.forEach(
                    (name, bytes) -> {
                        write(folder.resolve("genesis"), bytes);
                        write(shard, records());
                        check(name, "trainer-refused-bad-parameters", "", outcome(trainer));
                    });
            write(folder.resolve("genesis"), good);
            for (var data : List.of(new byte[0], new byte[7], wrongLabel())) {
                write(shard, data);
                check("shard", "trainer-refused-bad-data", "", outcome(trainer));
            }
            write(shard, records());
            assertThat(outcome(trainer)).isEqualTo("done");
            report("inputs", inputs.size() + 3);
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void hostileTorchScriptIsContained() throws IOException {
        var programs = programs();
        var sources = RecipeArchive.sources(Path.of("src/main/recipes/mlp"));
        atOnce(
                programs,
                (program, own) -> {
                    write(own.resolve("shard"), records());
                    var recipes = Files.createDirectories(own.resolve("recipes"));
                    var changed = new TreeMap<>(sources);
                    changed.put("model.py", program.attack());
                    write(recipes.resolve("mlp.pt"), RecipeArchive.pack("mlp", changed));
                    var runtime = runtimeFor(program).withRecipes(recipes);
                    try (var trainer = TrainerProcess.start(runtime, own.resolve("work"))) {
                        check(program, outcome(trainer, own));
                    }
                });
        report("TorchScript", programs.size());
        assertThat(wrong).isEmpty();
        assertThat(Files.readString(canary)).isEqualTo(CANARY);
        assertThat(folder.resolve("stolen")).doesNotExist();
    }

    /// Only the scanner keeps such archives from libtorch; here they get past it.
    @Test
    void malformedArchivesAreContained() throws IOException {
        write(shard, records());
        var good = Files.readAllBytes(Path.of("target/recipes/mlp.pt"));
        var archives = HostileArchives.of(good);
        var recipes = Files.createDirectories(folder.resolve("recipes"));
        var bad = RUNTIME.withRecipes(recipes);
        var trainer = TrainerProcess.start(bad, folder.resolve("work"));
        try {
            for (var archive : archives.entrySet()) {
                write(recipes.resolve("mlp.pt"), archive.getValue());
                if (!trainer.isAlive()) {
                    trainer.close();
                    trainer = TrainerProcess.start(bad, folder.resolve("work"));
                }
                check(archive.getKey(), "trainer-refused-engine", "", outcome(trainer));
            }
        } finally {
            trainer.close();
        }
        report("archives", archives.size());
        assertThat(wrong).isEmpty();
        assertThat(Files.readString(canary)).isEqualTo(CANARY);
        assertThat(honest()).isEqualTo("done");
    }

    private List<Job> programs() throws IOException {
        var model = Files.readString(Path.of("src/main/recipes/mlp/model.py"));
        var jobs = new ArrayList<Job>();
        add(
                jobs,
                model,
                "from_file",
                "torch.from_file(\"" + canary + "\", False, 8, dtype=0).sum()",
                "trainer-refused-engine",
                "No such file");
        add(
                jobs,
                model,
                "from_file creates",
                "torch.from_file(\"" + folder.resolve("stolen") + "\", True, 8, dtype=0).sum()",
                "trainer-refused-engine",
                "No such file");
        add(
                jobs,
                model,
                "all memory",
                "torch.ones([68719476736]).sum()",
                "trainer-refused-out-of-memory",
                "allocate");
        add(
                jobs,
                model,
                "no numbers",
                "torch.full([1], float(\"nan\")).sum()",
                "trainer-refused-diverged",
                "");
        add(
                jobs,
                model,
                "beyond its tensors",
                "ops.aten._reshape_alias(torch.ones([4]), [9000000000], [1]).sum()",
                "trainer-crashed",
                "");
        jobs.add(
                new Job(
                        "no end",
                        model.replace("  for i in", "  while True:\n    x = x * 1.0\n  for i in"),
                        "trainer-hung",
                        ""));
        jobs.add(new Job("no program", "def scores(:", "trainer-refused-engine", ""));
        jobs.add(
                new Job(
                        "recursion without end",
                        model.replace(
                                "  for i in",
                                "  x = __torch__.model.classify(params, dtype, inputs)\n  for i in"),
                        "trainer-refused-engine",
                        ""));
        jobs.add(
                new Job(
                        "a million operations",
                        model.replace(
                                "  for i in", "  x = x + 1\n".repeat(1_000_000) + "  for i in"),
                        "trainer-hung|trainer-refused-engine",
                        ""));
        return jobs;
    }

    /// Adds a term to the scores.
    private static void add(
            List<Job> jobs, String model, String name, String term, String outcome, String detail) {
        var hostile =
                model.replace(
                        "    x = torch.linear(",
                        "    x = (" + term + ").to(dtype) + torch.linear(");
        jobs.add(new Job(name, hostile, outcome, detail));
    }

    private static List<Job> jobs(Map<String, String> words) throws IOException {
        try (var in =
                Objects.requireNonNull(HostileSetTest.class.getResourceAsStream("hostile.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(
                            line -> {
                                var parts = line.split(";", -1);
                                var attack = parts[1].strip();
                                for (var word : words.entrySet()) {
                                    attack = attack.replace(word.getKey(), word.getValue());
                                }
                                return new Job(
                                        parts[0].strip(),
                                        attack,
                                        parts[2].strip(),
                                        parts[3].strip());
                            })
                    .toList();
        }
    }

    private interface Attempt {
        /// @param own folder of this job
        void make(Job job, Path own) throws IOException;
    }

    /// Each job in a folder of its own, with the parameters of an honest one.
    private void atOnce(List<Job> jobs, Attempt attempt) {
        var next = new AtomicInteger();
        Runnable lane =
                () -> {
                    for (int i; (i = next.getAndIncrement()) < jobs.size(); ) {
                        try {
                            var own = Files.createDirectory(folder.resolve("job-" + i));
                            Files.copy(folder.resolve("genesis"), own.resolve("genesis"));
                            attempt.make(jobs.get(i), own);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                };
        try (var lanes = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = Stream.generate(() -> lanes.submit(lane)).limit(AT_ONCE).toList();
            for (var running : all) {
                running.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static TrainerRuntime runtimeFor(Job job) {
        return job.outcome().contains(HUNG) ? RUNTIME.withSilenceLimit(SILENCE) : RUNTIME;
    }

    private void run(Job job, Path own) {
        write(own.resolve("shard"), job.attack().getBytes(StandardCharsets.UTF_8));
        var runtime = runtimeFor(job);
        var sandbox = runtime.confinement().assessment().sandbox();
        try (var trainer = TrainerProcess.start(runtime, own.resolve("work"), sandbox, CHILD)) {
            check(job, outcome(trainer, own));
        } catch (TrainerException e) {
            check(job, text(e));
        }
    }

    private void check(Job job, String seen) {
        check(job.name(), job.outcome(), job.detail(), seen);
    }

    private void check(String name, String outcome, String detail, String seen) {
        boolean expected = Stream.of(outcome.split("\\|")).anyMatch(seen::startsWith);
        if (expected && seen.contains(detail) && !seen.contains(CANARY)) {
            contained.incrementAndGet();
        } else {
            var told = name + ": " + seen + " instead of " + outcome + " " + detail;
            wrong.add(told);
            System.out.println(told);
        }
    }

    private String outcome(TrainerProcess trainer) {
        return outcome(trainer, folder);
    }

    /// @param own folder with genesis and shard
    private static String outcome(TrainerProcess trainer, Path own) {
        var task = Trainers.task(Trainers.MLP, own, own.resolve("shard"), 4);
        try {
            trainer.train(task, progress -> {});
            return "done";
        } catch (TrainerException e) {
            return text(e);
        }
    }

    private static String text(TrainerException e) {
        var detail = e.failure() instanceof TrainerFailure.Refused refused ? refused.detail() : "";
        return e.failure().id() + " " + detail;
    }

    private String honest() {
        write(shard, records());
        try (var trainer = TrainerProcess.start(Trainers.runtime(), folder.resolve("work"))) {
            return outcome(trainer);
        }
    }

    private static byte[] records() {
        var records = new byte[785 * 64];
        for (int i = 0; i < records.length; i++) {
            records[i] = (byte) (i % 785 == 784 ? i % 10 : i * 31);
        }
        return records;
    }

    private static byte[] wrongLabel() {
        var records = records();
        records[784] = 77;
        return records;
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void report(String kind, int jobs) {
        System.out.printf("hostile %s: %d of %d contained%n", kind, contained.get(), jobs);
    }

    /// What hostile jobs could use up of the parent.
    private record Health(long heap, int threads, long descriptors) {
        static Health now() throws IOException {
            System.gc();
            var runtime = Runtime.getRuntime();
            try (var open = Files.list(Path.of("/proc/self/fd"))) {
                return new Health(
                        runtime.totalMemory() - runtime.freeMemory(),
                        Thread.activeCount(),
                        open.count());
            }
        }

        void assertUnharmed() throws IOException {
            var now = now();
            assertThat(now.heap()).isLessThan(heap + (64L << 20));
            assertThat(now.threads()).isLessThanOrEqualTo(threads + 2);
            assertThat(now.descriptors()).isLessThanOrEqualTo(descriptors + 4);
        }
    }
}
