package hearth.trainer.child;

import hearth.protocol.MalformedMessageException;
import hearth.protocol.RecipeConfig;
import hearth.trainer.Frames;
import hearth.trainer.Message;
import hearth.trainer.Recipe;
import hearth.trainer.Recipes;
import hearth.trainer.TrainerFailure.Reason;
import hearth.trainer.TrainerFailure.Refused;
import hearth.trainer.TrainingTask;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Takes messages, hands tasks to the one thread that may call the engine, and reports progress
/// while they run.
final class Desk {
    private static final System.Logger LOG = System.getLogger(Desk.class.getName());
    private static final long REPORT_MILLIS = 200;

    /// sysexits.h, EX_SOFTWARE: an error that leaves the engine in an unknown state.
    private static final int BROKEN_ENGINE = 70;

    private static final int MAX_DETAIL = 2000;

    /// Grad mode and graph optimiser are settings of a thread, so there is one for the engine.
    private final ExecutorService trainer =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().name("trainer").factory());

    private final ScheduledExecutorService reporter =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("reporter").factory());

    private final Frames frames;
    private final Programs programs;
    private volatile Control control = new Control();

    Desk(Frames frames, Programs programs) {
        this.frames = frames;
        this.programs = programs;
    }

    /// Returns when the parent has closed the pipe.
    void serve() throws IOException {
        trainer.execute(this::loadEngine);
        var _ =
                reporter.scheduleAtFixedRate(
                        this::report, REPORT_MILLIS, REPORT_MILLIS, TimeUnit.MILLISECONDS);
        for (var message = frames.read(); message.isPresent(); message = frames.read()) {
            take(message.get());
        }
    }

    private void take(Message message) {
        switch (message) {
            case Message.Stop() -> control.stop();
            case Message.Pause() -> control.pause();
            case Message.Resume() -> control.resume();
            case Message.Train(var task) ->
                    run(task.recipe(), (recipe, c) -> trained(recipe, task, c));
            case Message.Evaluate(var task) ->
                    run(
                            task.recipe(),
                            (recipe, c) -> {
                                var program = programs.load(task.recipe());
                                var measured = new Measuring(program, recipe, task).run(c);
                                return new Message.Evaluated(measured);
                            });
            case Message.Sample(var task) ->
                    run(
                            task.recipe(),
                            (recipe, c) -> {
                                var program = programs.load(task.recipe());
                                return new Message.Sampled(
                                        new Sampling(program, recipe, task).run(c));
                            });
            case Message.Answer(var task) ->
                    run(
                            task.recipe(),
                            (recipe, c) -> {
                                var program = programs.load(task.recipe());
                                return new Message.Answered(
                                        new Answering(program, recipe, task, c).run());
                            });
            case Message.Ready r -> throw notForUs(r);
            case Message.Progress p -> throw notForUs(p);
            case Message.Trained t -> throw notForUs(t);
            case Message.Evaluated e -> throw notForUs(e);
            case Message.Sampled s -> throw notForUs(s);
            case Message.Refusal r -> throw notForUs(r);
            case Message.Answered a -> throw notForUs(a);
        }
    }

    private Message trained(Recipe recipe, TrainingTask task, Control c) throws IOException {
        var stranger = task.program();
        var program =
                stranger.isPresent() ? programs.load(stranger.get()) : programs.load(task.recipe());
        var training = new Training(program, recipe, task, c, this::report);
        return new Message.Trained(training.run(programs.computer(task.recipe(), stranger)));
    }

    private interface Task {
        Message run(Recipe recipe, Control control) throws IOException;
    }

    private void run(RecipeConfig config, Task task) {
        var current = new Control();
        control = current;
        trainer.execute(
                () -> {
                    current.begin();
                    var answer = answer(config, task, current);
                    current.end();
                    send(answer);
                });
    }

    private static Message answer(RecipeConfig config, Task task, Control control) {
        try {
            return task.run(recipe(config), control);
        } catch (RefusedException e) {
            return refusal(e.reason(), e);
        } catch (IOException | UncheckedIOException e) {
            return refusal(Reason.BAD_DATA, e);
        } catch (RuntimeException e) {
            return refusal(OutOfMemory.isOne(e) ? Reason.OUT_OF_MEMORY : Reason.ENGINE, e);
        } catch (Error e) {
            throw broken(e);
        }
    }

    private static Recipe recipe(RecipeConfig config) {
        try {
            return Recipes.of(config);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new RefusedException(Reason.BAD_RECIPE, e);
        }
    }

    private static Message refusal(Reason reason, Exception e) {
        var text = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getName());
        var detail = text.substring(0, Math.min(text.length(), MAX_DETAIL));
        return new Message.Refusal(new Refused(reason, detail));
    }

    private void loadEngine() {
        try {
            Programs.loadEngine();
        } catch (Exception | Error e) {
            throw broken(e);
        }
        send(new Message.Ready());
    }

    private void report() {
        control.report(news -> send(new Message.Progress(news)));
    }

    private void send(Message message) {
        try {
            frames.write(message);
        } catch (IOException e) {
            // Nobody listens any more.
            Runtime.getRuntime().halt(0);
        }
    }

    private static IllegalStateException broken(Throwable e) {
        LOG.log(System.Logger.Level.ERROR, "the engine failed", e);
        Runtime.getRuntime().halt(BROKEN_ENGINE);
        return new IllegalStateException(e);
    }

    private static MalformedMessageException notForUs(Message message) {
        return new MalformedMessageException(
                message.getClass().getSimpleName() + " is not for a child", null);
    }
}
