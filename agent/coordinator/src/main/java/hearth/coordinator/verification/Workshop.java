package hearth.coordinator.verification;

import hearth.coordinator.Evaluator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/// Some training engines that share work: each does one thing at a time. The order in which things
/// are done decides nothing, because each is a function of what it is given.
final class Workshop {
    private final BlockingQueue<Evaluator> idle;

    Workshop(List<Evaluator> engines) {
        idle = new ArrayBlockingQueue<>(engines.size(), false, engines);
    }

    /// @return what each gave, in their order
    <T> List<T> all(List<Function<Evaluator, T>> tasks) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<T>>();
            for (var task : tasks) {
                running.add(threads.submit((Callable<T>) () -> one(task)));
            }
            var done = new ArrayList<T>();
            for (var future : running) {
                done.add(future.get());
            }
            return done;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a training engine failed", e.getCause());
        }
    }

    <T> T one(Function<Evaluator, T> task) {
        try {
            var engine = idle.take();
            try {
                return task.apply(engine);
            } finally {
                idle.add(engine);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
