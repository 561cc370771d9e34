package hearth.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.SandboxGrade;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Hostile jobs in the real sandbox: each is contained, each ends with the right message, and the
/// parent is as well afterwards as it was before. Needs bubblewrap.
class HostileSetTest {
    private static final String CHILD = "hearth.trainer.sandbox.HostileChild";
    private static final String CANARY = "CANARY-5f1c9a7e2b8d4460aa93c1d7";
    private static final long MEMORY = 768L << 20;
    private static final Duration SILENCE = Duration.ofSeconds(2);

    @TempDir Path folder;
    private Path canary = Path.of("");
    private Path shard = Path.of("");
    private TrainerRuntime runtime = Trainers.runtime();
    private final List<String> wrong = new ArrayList<>();
    private int contained;

    record Job(String name, String attack, String outcome, String detail) {}

    @BeforeEach
    void prepare() throws IOException {
        assertThat(runtime.confinement().assessment().grade())
                .as("install the package bubblewrap: %s", runtime.confinement().assessment())
                .isEqualTo(SandboxGrade.A);
        canary = Files.writeString(folder.resolve("canary"), CANARY);
        shard = folder.resolve("shard");
        Trainers.genesis(Trainers.MLP, folder);
        var limits = runtime.confinement().limits().withMemory(MEMORY);
        runtime =
                runtime.withSilenceLimit(SILENCE)
                        .withConfinement(runtime.confinement().withLimits(limits));
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
            jobs.forEach(this::run);
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
        try (var trainer = TrainerProcess.start(runtime, folder.resolve("work"))) {
            var good = Files.readAllBytes(folder.resolve("genesis"));
            var inputs = malformed(good);
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
        write(shard, records());
        for (var program : programs) {
            var recipes = Files.createDirectories(folder.resolve("recipes"));
            var sources = RecipeArchive.sources(Path.of("src/main/recipes/mlp"));
            sources.put("model.py", program.attack());
            write(recipes.resolve("mlp.pt"), RecipeArchive.pack("mlp", sources));
            try (var trainer =
                    TrainerProcess.start(runtime.withRecipes(recipes), folder.resolve("work"))) {
                check(program.name(), program.outcome(), program.detail(), outcome(trainer));
            }
        }
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
        var bad = runtime.withRecipes(recipes);
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

    private void run(Job job) {
        write(shard, job.attack().getBytes(StandardCharsets.UTF_8));
        var sandbox = runtime.confinement().assessment().sandbox();
        try (var trainer = TrainerProcess.start(runtime, folder.resolve("work"), sandbox, CHILD)) {
            check(job.name(), job.outcome(), job.detail(), outcome(trainer));
        } catch (TrainerException e) {
            check(job.name(), job.outcome(), job.detail(), text(e));
        }
    }

    private void check(String name, String outcome, String detail, String seen) {
        boolean expected = Stream.of(outcome.split("\\|")).anyMatch(seen::startsWith);
        if (expected && seen.contains(detail) && !seen.contains(CANARY)) {
            contained++;
        } else {
            wrong.add(name + ": " + seen + " instead of " + outcome + " " + detail);
            System.out.println(wrong.getLast());
        }
    }

    private String outcome(TrainerProcess trainer) {
        try {
            trainer.train(Trainers.task(Trainers.MLP, folder, shard, 4), progress -> {});
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

    private static Map<String, byte[]> malformed(byte[] good) {
        var all = new TreeMap<String, byte[]>();
        all.put("empty", new byte[0]);
        all.put("cut in the header", Arrays.copyOf(good, 40));
        all.put("cut in the numbers", Arrays.copyOf(good, good.length - 4));
        all.put("too long", Arrays.copyOf(good, good.length + 4));
        all.put("a huge header", withLength(good, 1L << 40));
        all.put("a negative header", withLength(good, -1));
        all.put("a header of nothing", withLength(good, 0));
        all.put("not a number", withNumber(good, Float.NaN));
        all.put("infinity", withNumber(good, Float.NEGATIVE_INFINITY));
        all.put("another type", edited(good, "\"F32\"", "\"F64\""));
        all.put("an unknown type", edited(good, "\"F32\"", "\"X99\""));
        all.put("another shape", edited(good, "[64]", "[46]"));
        all.put("a shape beyond all numbers", edited(good, "[64]", "[9999999999999999999]"));
        all.put("overlap", edited(good, "[256,", "[252,"));
        all.put("a gap", edited(good, "[256,", "[260,"));
        all.put("another name", edited(good, "bias", "bios"));
        all.put("no JSON", edited(good, "{\"", "{{\""));
        return all;
    }

    private static byte[] withLength(byte[] good, long length) {
        var bytes = good.clone();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
        return bytes;
    }

    private static byte[] withNumber(byte[] good, float value) {
        var bytes = good.clone();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 4, value);
        return bytes;
    }

    private static byte[] edited(byte[] good, String old, String replacement) {
        var text = new String(good, StandardCharsets.ISO_8859_1);
        assertThat(text).contains(old);
        int at = text.indexOf(old);
        return (text.substring(0, at) + replacement + text.substring(at + old.length()))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void report(String kind, int jobs) {
        System.out.printf("hostile %s: %d of %d contained%n", kind, contained, jobs);
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
