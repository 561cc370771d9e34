package hearth.trainer;

import java.nio.file.Path;
import java.util.Map;

/// A parent that is there to be killed: starts a child that never ends, says so, and waits for it.
final class KilledParent {
    private KilledParent() {}

    /// @param args folder with genesis and shard, marker in the child's environment
    public static void main(String[] args) {
        var folder = Path.of(args[0]);
        var runtime = Trainers.runtime().withSettings(Map.of(KillTest.MARK, args[1]));
        var sandbox = runtime.confinement().assessment().sandbox();
        System.out.println("starting");
        try (var trainer =
                TrainerProcess.start(runtime, folder.resolve("work"), sandbox, KillTest.CHILD)) {
            System.out.println("started");
            var task = Trainers.task(Trainers.MLP, folder, folder.resolve("shard"), 4);
            trainer.train(task, progress -> {});
        }
    }
}
