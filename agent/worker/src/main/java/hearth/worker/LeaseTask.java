package hearth.worker;

import hearth.trainer.TrainingTask;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What a lease asks of a child: a task over copies of its inputs in one folder, so that the child
/// needs to see nothing else.
final class LeaseTask {
    private LeaseTask() {}

    /// @param folder exists and is empty; the difference will be `delta.safetensors` there
    static TrainingTask in(Path folder, Training.Order order) throws IOException {
        var parameters = Files.copy(order.parameters(), folder.resolve("parameters.safetensors"));
        var shard = Files.copy(order.shard(), folder.resolve("shard"));
        var frozen = Optional.<Path>empty();
        if (order.frozen().isPresent()) {
            var file = folder.resolve("frozen.safetensors");
            frozen = Optional.of(Files.copy(order.frozen().get(), file));
        }
        var plan = order.manifest().training();
        int steps = plan.innerSteps();
        return new TrainingTask(
                        order.manifest().recipe(),
                        parameters,
                        shard,
                        order.lease().seed(),
                        steps,
                        plan.warmupSteps(),
                        plan.batch(),
                        order.lease().learningRate().doubleValue(),
                        plan.weightDecay().doubleValue(),
                        plan.clip().doubleValue(),
                        folder.resolve("delta.safetensors"))
                .withFrozen(frozen)
                .withAccumulation(plan.accumulation().orElse(1))
                .withLearningRateFall(order.lease().learningRateFall(steps));
    }
}
