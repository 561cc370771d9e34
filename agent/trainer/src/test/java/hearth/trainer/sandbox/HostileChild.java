package hearth.trainer.sandbox;

import hearth.trainer.Frames;
import hearth.trainer.Message;
import hearth.trainer.TrainerFailure;
import hearth.trainer.TrainingProgress;
import hearth.trainer.TrainingTask;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Stands in for the honest child and does what its job says: the first line of the shard is the
/// attack. What it manages to do it reports as a result, what is refused as a refusal.
final class HostileChild {
    private final FileOutputStream out;
    private final Frames frames;
    private final TrainingTask task;

    private HostileChild(FileOutputStream out, Frames frames, TrainingTask task) {
        this.out = out;
        this.frames = frames;
        this.task = task;
    }

    public static void main(String[] args) throws Exception {
        var out = new FileOutputStream(FileDescriptor.out);
        var frames = new Frames(System.in, out);
        frames.write(new Message.Ready());
        if (frames.read().orElseThrow() instanceof Message.Train(var task)) {
            var words = Files.readString(task.shard()).strip().split(" ", -1);
            new HostileChild(out, frames, task)
                    .run(words[0], List.of(words).subList(1, words.length));
        }
        // The parent ends it.
        Thread.currentThread().join();
    }

    private void run(String attack, List<String> arguments) throws Exception {
        switch (attack) {
            case "messages" -> {
                for (int step = 0; ; step = 1) {
                    progress(step);
                }
            }
            case "same-step" -> {
                while (true) {
                    progress(1);
                    Thread.sleep(100);
                }
            }
            case "steps" -> {
                for (var step : arguments) {
                    progress(Integer.parseInt(step));
                }
            }
            case "result-steps" -> trained(Integer.parseInt(arguments.getFirst()));
            case "bytes" -> {
                out.write(HexFormat.of().parseHex(arguments.getFirst()));
                out.flush();
            }
            case "order" -> frames.write(new Message.Train(task));
            case "ready" -> frames.write(new Message.Ready());
            case "exit" -> Runtime.getRuntime().halt(Integer.parseInt(arguments.getFirst()));
            case "result" -> {
                HostileResult.write(arguments.getFirst(), task);
                trained(task.steps());
            }
            default -> attempt(attack, arguments);
        }
    }

    private void attempt(String attack, List<String> arguments) throws IOException {
        try {
            byte[] loot = new Attacks().run(attack, arguments);
            Files.write(task.output(), Arrays.copyOf(loot, Math.max(1, loot.length)));
            trained(task.steps());
        } catch (Exception | Error e) {
            if (attack.equals("heap-bomb")) {
                Runtime.getRuntime().halt(3);
            }
            var refused = new TrainerFailure.Refused(TrainerFailure.Reason.ENGINE, e.toString());
            frames.write(new Message.Refusal(refused));
        }
    }

    private void progress(int steps) throws IOException {
        frames.write(new Message.Progress(new TrainingProgress(steps, 1)));
    }

    private void trained(int steps) throws IOException {
        frames.write(new Message.Trained(HostileResult.of(steps)));
    }
}
