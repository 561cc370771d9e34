package hearth.trainer.bench;

import hearth.trainer.TrainerProcess;
import hearth.trainer.TrainerRuntime;
import hearth.trainer.TrainingTask;

import java.nio.file.Path;

/// Our side: the child process that trains leases, started and asked as the worker does.
final class OurTrainer implements Contestant {
    private final TrainerProcess process;
    private final TrainingTask task;

    OurTrainer(TrainerRuntime runtime, TrainingTask task, Path workFolder) {
        this.task = task;
        this.process = TrainerProcess.start(runtime, workFolder);
    }

    @Override
    public Turn turn() {
        var result = process.train(task, progress -> {});
        return new Turn(result.computing(), result.firstLoss(), result.lastLoss());
    }

    @Override
    public long pid() {
        return EngineProcess.within(process.pid()).pid();
    }

    @Override
    public void close() {
        process.close();
    }
}
