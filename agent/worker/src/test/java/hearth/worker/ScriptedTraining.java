package hearth.worker;

import hearth.protocol.LeaseId;
import hearth.protocol.Safetensors;
import hearth.protocol.SandboxGrade;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// A training in memory. No two runs give the same difference, so that a test notices when an agent
/// trains again instead of sending what it has. It can be told to wait before each step, or to
/// fail.
final class ScriptedTraining implements Training {
    private static final AtomicInteger RUNS = new AtomicInteger();

    /// For a process that goes on where an earlier one was ended: its differences are new, too.
    static void goOnFrom(int run) {
        RUNS.set(run);
    }

    private final Path folder;
    private final Semaphore steps = new Semaphore(0);
    private final AtomicInteger failures = new AtomicInteger();
    private final Queue<Throwable> breakages = new ConcurrentLinkedQueue<>();
    private volatile boolean isCloseBroken;
    private volatile boolean free = true;
    private volatile Duration pace = Duration.ZERO;
    private volatile boolean stopped;
    private volatile boolean isBegun;
    private final Queue<Order> orders = new ConcurrentLinkedQueue<>();
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final List<String> cards;
    private volatile Optional<String> next;
    private volatile Optional<String> working = Optional.empty();

    private volatile Optional<Walls> sandbox = Optional.empty();

    ScriptedTraining(Path folder) {
        this(folder, List.of());
    }

    /// @param cards to choose among, best first
    ScriptedTraining(Path folder, List<String> cards) {
        this.folder = folder;
        this.cards = cards;
        this.next = cards.stream().findFirst();
    }

    /// On which card a training runs at this moment.
    Optional<String> working() {
        return working;
    }

    @Override
    public Set<String> cards() {
        return Set.copyOf(cards);
    }

    @Override
    public Optional<String> card() {
        return working.or(() -> next);
    }

    @Override
    public void use(Set<String> allowed) {
        if (next.filter(allowed::contains).isEmpty()) {
            next = cards.stream().filter(allowed::contains).findFirst().or(() -> next);
        }
    }

    /// From now on a step is done only when [#step] allows it.
    void hold() {
        free = false;
    }

    void step() {
        steps.release();
    }

    void steps(int count) {
        steps.release(count);
    }

    /// It is found to be worth that much.
    void walls(SandboxGrade grade) {
        sandbox = Optional.of(new Walls("scripted", grade));
    }

    /// Every lease has progress from before.
    void begun() {
        isBegun = true;
    }

    @Override
    public boolean isBegun(LeaseId lease) {
        return isBegun;
    }

    /// A step takes that long.
    void pace(Duration each) {
        pace = each;
    }

    void failNext(int times) {
        failures.set(times);
    }

    /// The next trainings end with these.
    void breakNext(Throwable... with) {
        breakages.addAll(List.of(with));
    }

    /// From now on [#close] breaks, too.
    void breakClose() {
        isCloseBroken = true;
    }

    boolean isStopped() {
        return stopped;
    }

    int started() {
        return started.get();
    }

    /// What it was given, in order.
    List<Order> orders() {
        return List.copyOf(orders);
    }

    int closed() {
        return closed.get();
    }

    @Override
    public Set<String> recipes() {
        return Set.of("gpt");
    }

    @Override
    public String engine() {
        return "scripted";
    }

    @Override
    public Optional<Walls> sandbox() {
        return sandbox;
    }

    @Override
    public synchronized Outcome train(Order order, Consumer<Step> onStep) {
        stopped = false;
        started.incrementAndGet();
        orders.add(order);
        switch (breakages.poll()) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalArgumentException(e);
        }
        if (failures.getAndUpdate(f -> Math.max(0, f - 1)) > 0) {
            return new Outcome.Failed("trainer-crashed", "139");
        }
        int run = RUNS.incrementAndGet();
        int steps = order.manifest().training().innerSteps();
        working = next;
        try {
            for (int i = 1; i <= steps; i++) {
                while (!free && !stopped && !this.steps.tryAcquire(2, TimeUnit.MILLISECONDS)) {
                    Thread.onSpinWait();
                }
                LockSupport.parkNanos(pace.toNanos());
                if (stopped) {
                    return i == 1 ? new Outcome.Stopped() : done(order, run, i - 1);
                }
                onStep.accept(new Step(i, 4f / i));
            }
            return done(order, run, steps);
        } catch (InterruptedException e) {
            return new Outcome.Stopped();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            working = Optional.empty();
        }
    }

    private Outcome done(Order order, int run, int steps) throws IOException {
        var values = new HashMap<String, float[]>();
        for (var spec : order.manifest().parameters()) {
            var v = new float[(int) spec.elements()];
            v[0] = run;
            v[v.length - 1] = -1;
            values.put(spec.name(), v);
        }
        Files.createDirectories(folder);
        var delta = folder.resolve("delta-" + run);
        Safetensors.writeFloats(delta, order.manifest().parameters(), values);
        return new Outcome.Done(
                delta,
                steps,
                4f,
                4f / steps,
                Duration.ofSeconds(90),
                List.of(),
                working.orElseGet(this::engine));
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        closed.incrementAndGet();
        stop();
        if (isCloseBroken) {
            throw new IllegalStateException("broken by the test");
        }
    }
}
