package hearth.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import hearth.protocol.RecipeConfig;
import hearth.trainer.TrainerFailure.Reason;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

class OutOfMemoryTest {
    /// Half a terabyte of activations.
    private static final int HUGE = 1 << 21;

    @TempDir private Path folder;

    @Test
    void aChildSaysThatMemoryIsNotEnoughAndStaysWell() throws IOException {
        var wide =
                new RecipeConfig(
                        "mlp",
                        new TreeMap<>(Map.of("inputs", 3L, "hidden1", 65_536L, "classes", 2L)));
        Trainers.genesis(wide, folder);
        var shard = Files.write(folder.resolve("shard"), new byte[4 * 64]);
        try (var trainer = TrainerProcess.start(Trainers.runtime(), folder.resolve("work"))) {
            var failure =
                    catchThrowableOfType(
                                    TrainerException.class,
                                    () -> trainer.train(task(wide, shard, HUGE), progress -> {}))
                            .failure();

            assertThat(failure)
                    .isInstanceOfSatisfying(
                            TrainerFailure.Refused.class,
                            refused ->
                                    assertThat(refused.reason())
                                            .as(refused.detail())
                                            .isEqualTo(Reason.OUT_OF_MEMORY));
            assertThat(trainer.train(task(wide, shard, 2), progress -> {}).steps()).isEqualTo(1);
        }
    }

    private TrainingTask task(RecipeConfig recipe, Path shard, int batch) {
        return new TrainingTask(
                recipe,
                folder.resolve("genesis"),
                shard,
                7,
                1,
                0,
                batch,
                1e-3,
                0.1,
                1,
                folder.resolve("delta"));
    }
}
