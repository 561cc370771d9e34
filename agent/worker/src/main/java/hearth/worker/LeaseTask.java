package hearth.worker;

import hearth.trainer.InferenceTask;
import hearth.trainer.TrainingTask;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What a lease asks of a child: a task over copies of its inputs in one folder, so that the child
/// needs to see nothing else.
final class LeaseTask {
    private LeaseTask() {}

    private record Copies(Path parameters, Path shard, Optional<Path> frozen) {
        static Copies in(Path folder, Training.Order order) throws IOException {
            var parameters = folder.resolve("parameters.safetensors");
            var frozen = order.frozen().map(_ -> folder.resolve("frozen.safetensors"));
            if (frozen.isPresent()) {
                Files.copy(order.frozen().get(), frozen.get());
            }
            return new Copies(
                    Files.copy(order.parameters(), parameters),
                    Files.copy(order.shard(), folder.resolve("shard")),
                    frozen);
        }
    }

    /// @param folder exists and is empty; the difference will be `delta.safetensors` there
    static TrainingTask in(Path folder, Training.Order order) throws IOException {
        var copies = Copies.in(folder, order);
        var plan = order.manifest().training();
        int steps = plan.innerSteps();
        return new TrainingTask(
                        order.manifest().recipe(),
                        copies.parameters(),
                        copies.shard(),
                        order.lease().seed(),
                        steps,
                        plan.warmupSteps(),
                        plan.batch(),
                        order.lease().learningRate().doubleValue(),
                        plan.weightDecay().doubleValue(),
                        plan.clip().doubleValue(),
                        folder.resolve("delta.safetensors"))
                .withFrozen(copies.frozen())
                .withAccumulation(plan.accumulation().orElse(1))
                .withLearningRateFall(order.lease().learningRateFall(steps));
    }

    /// Of a job that asks a model.
    ///
    /// @param folder exists and is empty; the answers will be `answers.safetensors` there
    static InferenceTask asking(Path folder, Training.Order order) throws IOException {
        var copies = Copies.in(folder, order);
        return new InferenceTask(
                order.manifest().recipe(),
                copies.parameters(),
                copies.frozen(),
                copies.shard(),
                order.manifest().inference().orElseThrow(),
                order.lease().span().orElseThrow(),
                folder.resolve("answers.safetensors"));
    }
}
