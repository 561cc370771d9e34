package hearth.coordinator.simulation;

import hearth.coordinator.compact.Timetable;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/// A whole network in one thread on a clock that jumps from event to event: workers who come and
/// go, crash, lie and lose messages, and a coordinator with the book that the setting asks for. The
/// same setting gives the same world.
public final class World implements AutoCloseable {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int SHOWN = 10;

    /// No worker has such a number.
    private static final long SWEEPS = (1L << 48) - 1;

    private static final long HOURS = SWEEPS - 1;

    private final WorldSetting setting;
    private final Timetable timetable;
    private final Network network;
    private final WorkerLife life;
    private final List<String> violations = new ArrayList<>();
    private final long end;
    private final long settling;
    private long checks;
    private long violated;

    public World(WorldSetting setting) {
        this(setting, new Grounds());
    }

    /// One of several that begin with the same.
    World(WorldSetting setting, Grounds grounds) {
        this(setting, (s, crowd, seeds) -> network(s, crowd, seeds, grounds));
    }

    /// Makes the coordinator of a world.
    interface Founding {
        /// @param seeds one after another: of what the coordinator decides, of the chain, of what
        /// is found in updates
        Network network(WorldSetting setting, Crowd crowd, SplittableRandom seeds);
    }

    World(WorldSetting setting, Founding founding) {
        this.setting = setting;
        var terms = Terms.of(setting);
        end = terms.end();
        settling = terms.settling();
        timetable = new Timetable(end);
        var random = new SplittableRandom(setting.seed());
        var seeds = random.split();
        var habits = new Habits(random.split(), terms.pace());
        var crowd = new Crowd(setting, habits);
        network = founding.network(setting, crowd, seeds);
        life = new WorkerLife(network, crowd, timetable, habits);
        life.begin();
    }

    private static Network network(
            WorldSetting setting, Crowd crowd, SplittableRandom seeds, Grounds grounds) {
        var terms = Terms.of(setting);
        return switch (setting.book()) {
            case SQL -> {
                var ground = grounds.of(terms, crowd);
                var policy = Terms.policy(setting);
                var decisions = seeds.split();
                var chance = seeds.split();
                var trouble = setting.isRough() ? Trouble.of(seeds.split()) : Trouble.none();
                var sql = new SqlNetwork(ground, crowd, policy, decisions, chance, trouble);
                yield setting.isRough()
                        ? new RoughNetwork(sql, trouble, terms.ids(), crowd.size)
                        : sql;
            }
            case COMPACT ->
                    new CompactNetwork(
                            terms,
                            crowd,
                            Terms.policy(setting),
                            seeds.split(),
                            MeasuredEvidence.of(terms, crowd, seeds.split()));
        };
    }

    /// Lets the time pass and says what became of it.
    ///
    /// @param progress is told each simulated hour
    public WorldReport run(Consumer<String> progress) {
        long began = System.nanoTime();
        long spent = THREADS.getCurrentThreadCpuTime();
        long sweep = Terms.policy(setting).sweep().toMillis();
        timetable.add(sweep, SWEEPS);
        timetable.add(settling, HOURS);
        long event = timetable.next(end);
        while (event != Timetable.NOTHING) {
            long now = timetable.time();
            network.jumpTo(now);
            if (event == SWEEPS) {
                network.sweep();
                timetable.add(now + sweep, SWEEPS);
            } else if (event == HOURS) {
                progress.accept(hour(now / Habits.HOUR));
                timetable.add(now + settling, HOURS);
            } else {
                life.happens(event, now);
            }
            event = timetable.next(end);
        }
        check(network.atRest());
        return report(
                (System.nanoTime() - began) / 1e9,
                (THREADS.getCurrentThreadCpuTime() - spent) / 1e9);
    }

    private String hour(long number) {
        var settled = network.settle();
        check(network.violations());
        return "hour %d: %d leases, %d violations%s"
                .formatted(
                        number,
                        network.leases(),
                        violated,
                        settled.isEmpty() ? "" : ", " + settled);
    }

    private void check(List<String> found) {
        checks++;
        violated += found.size();
        found.stream().limit(SHOWN - Math.min(SHOWN, violations.size())).forEach(violations::add);
    }

    private WorldReport report(double seconds, double cpuSeconds) {
        var sum = network.sum();
        return new WorldReport(
                setting.book().id(),
                Math.round(seconds * 100) / 100.0,
                Math.round(cpuSeconds * 100) / 100.0,
                setting.workers(),
                setting.days(),
                setting.seed(),
                sum.leases(),
                sum.results(),
                sum.accepted(),
                sum.undecided(),
                sum.rounds(),
                checks,
                violated,
                sum.doublePaid(),
                sum.lost(),
                sum.hostilePayShare(),
                sum.hostileWorkShare(),
                sum.honestPunishedFor().values().stream().mapToLong(n -> n).sum(),
                sum.honestPunishedFor(),
                sum.hostileRefused(),
                sum.releasedWei(),
                sum.chainWei(),
                Math.round(sum.leases() / seconds),
                Math.round(sum.leases() / cpuSeconds),
                usedMegabytes(),
                sum.faults(),
                sum.outcomes(),
                violations);
    }

    private static long usedMegabytes() {
        var runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    }

    @Override
    public void close() {
        network.close();
    }
}
