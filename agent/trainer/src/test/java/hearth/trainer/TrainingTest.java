package hearth.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

class TrainingTest {
    @TempDir Path folder;

    @Test
    void theGptLearnsText() throws IOException {
        var shard = Trainers.text(folder);
        Trainers.genesis(Trainers.GPT, folder);
        try (var trainer = TrainerProcess.start(Trainers.runtime(), folder.resolve("work"))) {
            var result =
                    trainer.train(Trainers.task(Trainers.GPT, folder, shard, 60), progress -> {});
            System.err.println(result);
            assertThat(result.steps()).isEqualTo(60);
            assertThat(result.lastLoss()).isLessThan(0.7f * result.firstLoss());
        }
    }
}
