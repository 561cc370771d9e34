package hearth.trainer.bench;

import hearth.trainer.TrainerProcess;
import hearth.trainer.TrainerRuntime;
import hearth.trainer.TrainingTask;

import java.nio.file.Path;

/// Our side: the child process that trains leases, started and asked as the worker does.
final class OurTrainer implements Contestant {
    private final TrainerProcess process;
    private final TrainingTask task;
    private final long pid;
    private Overhead overhead = new Overhead(0, 0);

    /// @param preparing share of a turn's time in which batches are drawn and handed over
    /// @param startAndEndMillis around the steps: reading the start, writing the difference
    record Overhead(double preparing, double startAndEndMillis) {}

    OurTrainer(TrainerRuntime runtime, TrainingTask task, Path workFolder) {
        this.task = task;
        this.process = TrainerProcess.start(runtime, workFolder);
        this.pid = EngineProcess.within(process.pid(), runtime.engine().libraries());
    }

    @Override
    public Turn turn() {
        long begin = System.nanoTime();
        var result = process.train(task, progress -> {});
        long whole = System.nanoTime() - begin;
        var took = result.computing().plus(result.preparing());
        overhead =
                new Overhead(
                        (double) result.preparing().toNanos() / took.toNanos(),
                        (whole - took.toNanos()) / 1e6);
        return new Turn(took, result.firstLoss(), result.lastLoss());
    }

    /// Of the newest turn.
    Overhead overhead() {
        return overhead;
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public void close() {
        process.close();
    }
}
