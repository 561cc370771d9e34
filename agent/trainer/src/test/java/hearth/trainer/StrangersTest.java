package hearth.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import hearth.protocol.SandboxGrade;
import hearth.protocol.Sha256;
import hearth.trainer.sandbox.NoWalls;
import hearth.trainer.strangers.ProgramList;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/// Programs of strangers at the door and behind it. Needs bubblewrap.
class StrangersTest {
    private static final Path RECIPE = Path.of("src/main/recipes/mlp");
    private static final String HIDDEN_LAYER = "torch.relu(x)";

    @TempDir Path folder;
    private Path shard = Path.of("");
    private String model = "";
    private final TrainerRuntime runtime = Trainers.runtime();

    @BeforeEach
    void prepare() throws IOException {
        assertThat(runtime.confinement().assessment().grade())
                .as("install the package bubblewrap: %s", runtime.confinement().assessment())
                .isEqualTo(SandboxGrade.A);
        Trainers.genesis(Trainers.MLP, folder);
        var records = new byte[785 * 64];
        for (int i = 0; i < records.length; i++) {
            records[i] = (byte) (i % 785 == 784 ? i % 10 : i * 31);
        }
        shard = Files.write(folder.resolve("shard"), records);
        model = Files.readString(RECIPE.resolve("model.py"));
    }

    private Path program(String source) throws IOException {
        var sources = RecipeArchive.sources(RECIPE);
        sources.put("model.py", source);
        return Files.write(folder.resolve("program.pt"), RecipeArchive.pack("mlp", sources));
    }

    private TrainingTask task() {
        return Trainers.task(Trainers.MLP, folder, shard, 4);
    }

    private TrainerRuntime allowing(Path program) throws IOException {
        return runtime.allowing(new ProgramList(Set.of(Sha256.of(Files.readAllBytes(program)))));
    }

    private TrainerProcess start(TrainerRuntime other) {
        return TrainerProcess.start(other, folder.resolve("work"));
    }

    private static TrainerFailure failure(TrainerProcess trainer, TrainingTask task) {
        return catchThrowableOfType(
                        TrainerException.class, () -> trainer.train(task, progress -> {}))
                .failure();
    }

    private static void assertRefused(TrainerFailure failure, String why) {
        assertThat(failure.id()).isEqualTo("trainer-refused-bad-program");
        assertThat(((TrainerFailure.Refused) failure).detail()).contains(why);
    }

    @Test
    void nobodysProgramRunsUntilTheOperatorAllowsItAndTheChildStaysWell() throws IOException {
        var program = program(model.replace(HIDDEN_LAYER, "torch.tanh(x)"));
        try (var trainer = start(runtime)) {
            assertRefused(failure(trainer, task().withProgram(program)), "has not allowed it");
            assertThat(trainer.train(task(), progress -> {}).steps()).isEqualTo(4);
            assertThat(trainer.isAlive()).isTrue();
        }
    }

    @Test
    void anAllowedProgramTrainsInAChildOfItsOwn() throws IOException {
        var program = program(model.replace(HIDDEN_LAYER, "torch.tanh(x)"));
        byte[] ours;
        try (var trainer = start(allowing(program))) {
            trainer.train(task(), progress -> {});
            ours = Files.readAllBytes(folder.resolve("delta"));
            assertThatThrownBy(() -> trainer.train(task().withProgram(program), progress -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a child of its own");
            assertThat(trainer.isAlive()).isTrue();
        }
        try (var trainer = start(allowing(program))) {
            var result = trainer.train(task().withProgram(program), progress -> {});
            assertThat(result.steps()).isEqualTo(4);
            assertThat(trainer.isAlive()).isFalse();
            assertThat(folder.resolve("delta")).exists();
            assertThat(Files.readAllBytes(folder.resolve("delta"))).isNotEqualTo(ours);
        }
    }

    @Test
    void anAllowedProgramIsStillScannedAndOneThatWasChangedIsAnother() throws IOException {
        var evil = program(model.replace(HIDDEN_LAYER, "torch.from_file(\"x\", False, 8)"));
        try (var trainer = start(allowing(evil))) {
            assertRefused(
                    failure(trainer, task().withProgram(evil)),
                    "model.py line 9: torch.from_file is not allowed");
        }
        var good = program(model);
        var allowing = allowing(good);
        var changed = program(model + "\n");
        try (var trainer = start(allowing)) {
            assertRefused(failure(trainer, task().withProgram(changed)), "has not allowed it");
        }
    }

    @Test
    void noProgramRunsInAWeakerSandboxWhateverTheOperatorAllows() throws IOException {
        var program = program(model);
        var open = allowing(program).withConfinement(NoWalls.of(runtime.confinement()));
        try (var trainer = start(open)) {
            assertThat(failure(trainer, task().withProgram(program)))
                    .isEqualTo(new TrainerFailure.Unsafe(SandboxGrade.C));
        }
    }

    @Test
    void whatPassesTheScannerAndIsHostileIsContained() throws IOException {
        var bomb =
                program(
                        model.replace(
                                HIDDEN_LAYER, "torch.relu(x) + torch.ones([68719476736]).sum()"));
        var bombTask = task().withProgram(bomb);
        try (var trainer = start(allowing(bomb))) {
            assertThat(failure(trainer, bombTask).id()).isEqualTo("trainer-refused-out-of-memory");
            assertThat(trainer.isAlive()).isFalse();
        }
        var loop =
                program(model.replace("  for i in", "  while True:\n    x = x * 1.0\n  for i in"));
        var limit = Duration.ofSeconds(2);
        try (var trainer = start(allowing(loop).withSilenceLimit(limit))) {
            assertThat(failure(trainer, task().withProgram(loop)))
                    .isEqualTo(new TrainerFailure.Hung(limit));
        }
    }
}
