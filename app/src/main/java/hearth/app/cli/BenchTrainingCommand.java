package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.practice.Engines;
import hearth.trainer.bench.BenchCase;
import hearth.trainer.bench.BenchCases;
import hearth.trainer.bench.DisagreementException;
import hearth.trainer.bench.MissingPartException;
import hearth.trainer.bench.TrainingBench;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// `hearth bench training`: our trainer against plain C++ on the same libtorch.
@Command(
        name = "training",
        description = {
            "Compare the trainer with plain C++ on the same libtorch, in turns. Takes a quarter of"
                    + " an hour; needs Linux, g++ and, once, apt to fetch libtorch's headers (2.4"
                    + " MB)."
        },
        mixinStandardHelpOptions = true)
final class BenchTrainingCommand implements Callable<Integer> {
    private static final int ROUNDS = 3;
    private static final int QUICK_ROUNDS = 2;
    private static final double QUICK_SECONDS = 0.25;

    /// A child trains for hours, so what its first seconds spend on compiling Java is not its
    /// speed.
    private static final double WARM_UP_SECONDS = 6;

    private static final double LONGEST_TURN_SECONDS = 60;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = "--quick", description = "Shorter turns, fewer rounds, about one minute.")
    private boolean quick;

    @Option(
            names = "--turn",
            paramLabel = "SECONDS",
            description = "Of one side at a time, about; default 1. A lease takes minutes.")
    private @Nullable Double turn;

    @Option(
            names = "--only",
            paramLabel = "CASE",
            description =
                    "Only cases whose name, batch and threads begin so, such as \"gpt 2\" or"
                            + " \"cnn 32 2\"; may be repeated.")
    private List<String> only = List.of("");

    @Option(
            names = "--headers",
            paramLabel = "DIR",
            description = "Include folder of libtorch 2.6 or 2.7; default is to fetch Debian's.")
    private @Nullable Path headers;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    private static String words(BenchCase c) {
        return "%s %d %d".formatted(c.name(), c.batch(), c.threads());
    }

    @Override
    public Integer call() {
        var terminal = Terminal.of(spec, json);
        var image = Image.current();
        var home = HearthHome.open();
        var data = image.practiceData();
        double seconds = turn != null ? turn : quick ? QUICK_SECONDS : 1;
        if (!(seconds > 0 && seconds <= LONGEST_TURN_SECONDS)) {
            throw new CommandFailure(
                    CommandFailure.USAGE, "A turn takes more than 0 and at most 60 seconds.");
        }
        var cases =
                BenchCases.of(
                                data.resolve("moby-dick.txt"),
                                data.resolve("fashion-train.bin"),
                                seconds)
                        .stream()
                        .filter(c -> only.stream().anyMatch(words(c)::startsWith))
                        .toList();
        if (cases.isEmpty()) {
            throw new CommandFailure(CommandFailure.USAGE, "No case begins so: " + only);
        }
        var bench =
                new TrainingBench(
                        Engines.runtime(image, home),
                        home.folder().resolve("bench"),
                        Optional.ofNullable(headers),
                        RandomGenerator.getDefault(),
                        terminal::progress);
        try {
            int warmUps = quick ? 1 : (int) Math.ceil(WARM_UP_SECONDS / seconds);
            var speed = bench.run(cases, warmUps, quick ? QUICK_ROUNDS : ROUNDS);
            terminal.result(
                    speed,
                    speed.cases().stream()
                            .map(TrainingBench::line)
                            .collect(Collectors.joining("\n")));
            return 0;
        } catch (MissingPartException e) {
            throw new CommandFailure(CommandFailure.MISSING, String.valueOf(e.getMessage()), e);
        } catch (DisagreementException e) {
            throw new CommandFailure(CommandFailure.FAILED, String.valueOf(e.getMessage()), e);
        }
    }
}
