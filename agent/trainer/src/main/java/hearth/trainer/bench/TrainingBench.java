package hearth.trainer.bench;

import hearth.trainer.Priority;
import hearth.trainer.TrainerRuntime;
import hearth.trainer.bench.TrainingSpeed.Case;
import hearth.trainer.bench.TrainingSpeed.Rest;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Compares our trainer with plain C++ on the same libtorch, case by case. Blocks its caller for
/// some minutes.
public final class TrainingBench {
    /// Fresh pairs of processes for each case.
    private static final int LAUNCHES = 3;

    private final TrainerRuntime runtime;
    private final Path folder;
    private final Optional<Path> headers;
    private final RandomGenerator random;
    private final Consumer<String> news;

    /// @param runtime of our child; the number of threads is that of each case
    /// @param folder for the compiled baseline, its headers and the cases' files
    /// @param headers include folder of libtorch; without it Debian's are fetched once
    /// @param random decides who goes first in a round
    /// @param news a line for people about what happens now
    public TrainingBench(
            TrainerRuntime runtime,
            Path folder,
            Optional<Path> headers,
            RandomGenerator random,
            Consumer<String> news) {
        this.runtime = runtime;
        this.folder = folder.toAbsolutePath();
        this.headers = headers;
        this.random = random;
        this.news = news;
    }

    /// @param warmUps turns of each process that do not count
    /// @param rounds of each of the three pairs of processes that a case gets
    /// @throws MissingPartException if the comparison cannot be made here
    /// @throws DisagreementException if the two sides did not compute the same
    public TrainingSpeed run(List<BenchCase> cases, int warmUps, int rounds) {
        var include = headers.map(Headers::in).orElseGet(() -> Headers.fetched(folder, news));
        var compiler = new BaselineProgram("g++", include, folder);
        double before = loadAverage();
        var measured = new ArrayList<Case>();
        for (var chosen : cases) {
            var result = compare(chosen, compiler, warmUps, rounds);
            news.accept(line(result));
            measured.add(result);
        }
        return new TrainingSpeed(
                measured,
                Runtime.getRuntime().availableProcessors(),
                LAUNCHES * rounds,
                before,
                loadAverage());
    }

    private Case compare(BenchCase chosen, BaselineProgram compiler, int warmUps, int rounds) {
        var problem = Problem.write(chosen, folder.resolve("case"));
        var child = runtime.withThreads(chosen.threads()).withPriority(Priority.NORMAL);
        var duel = new Duel(random);
        var rest = new ArrayList<Rest>();
        for (int launch = 0; launch < LAUNCHES; launch++) {
            try (var ours = new OurTrainer(child, problem.task(), folder.resolve("work"))) {
                var program = compiler.compile(child.engine().libraries());
                try (var baseline = new NativeBaseline(program, child, problem)) {
                    for (int w = 0; w < warmUps; w++) {
                        duel.warmUp(baseline, ours);
                    }
                    rest.add(fight(duel, baseline, ours, rounds, chosen.steps()));
                }
            }
        }
        return new Case(
                chosen.name(),
                chosen.recipe(),
                chosen.recipe().recipe(),
                chosen.batch(),
                chosen.threads(),
                duel.ratio().median(),
                duel.ratio(),
                duel.baselineMillis(chosen.steps()),
                duel.ourMillis(chosen.steps()),
                duel.largestDifference(),
                Rest.mean(rest));
    }

    private static Rest fight(
            Duel duel, NativeBaseline baseline, OurTrainer ours, int rounds, int stepsPerTurn) {
        var load = new OtherLoad(List.of(baseline.pid(), ours.pid()));
        long baselineFaults = EngineProcess.pageFaults(baseline.pid());
        long ourFaults = EngineProcess.pageFaults(ours.pid());
        duel.fight(baseline, ours, rounds);
        double steps = (double) rounds * stepsPerTurn;
        var phases = baseline.phases();
        return new Rest(
                phases.forward(),
                phases.backward(),
                phases.clipping(),
                phases.optimiser(),
                ours.overhead().preparing(),
                ours.overhead().startAndEndMillis(),
                (EngineProcess.pageFaults(baseline.pid()) - baselineFaults) / steps,
                (EngineProcess.pageFaults(ours.pid()) - ourFaults) / steps,
                load.cores());
    }

    /// One line for people.
    public static String line(Case c) {
        return String.format(
                Locale.ROOT,
                "%-12s batch %3d, %d threads: native %7.2f ms, ours %7.2f ms, ratio %.3f (%.3f –"
                        + " %.3f), others %.2f cores",
                c.name(),
                c.batch(),
                c.threads(),
                c.nativeMsPerStep().median(),
                c.oursMsPerStep().median(),
                c.ratioToNative(),
                c.ratio().q25(),
                c.ratio().q75(),
                c.rest().otherCores());
    }

    private static double loadAverage() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
