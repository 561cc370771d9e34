package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.practice.Engines;
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
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// `hearth bench training`: our trainer against plain C++ on the same libtorch.
@Command(
        name = "training",
        description = {
            "Compare the trainer with plain C++ on the same libtorch, in turns. Takes about four"
                    + " minutes; needs Linux, g++ and, once, apt to fetch libtorch's headers (2.4"
                    + " MB)."
        },
        mixinStandardHelpOptions = true)
final class BenchTrainingCommand implements Callable<Integer> {
    private static final int ROUNDS = 3;
    private static final int QUICK_ROUNDS = 2;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = "--quick", description = "Shorter turns, fewer rounds, about one minute.")
    private boolean quick;

    @Option(
            names = "--headers",
            paramLabel = "DIR",
            description = "Include folder of libtorch 2.6 or 2.7; default is to fetch Debian's.")
    private @Nullable Path headers;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        var terminal = Terminal.of(spec, json);
        var image = Image.current();
        var home = HearthHome.open();
        var data = image.practiceData();
        var cases =
                BenchCases.of(
                        data.resolve("moby-dick.txt"), data.resolve("fashion-train.bin"), quick);
        var bench =
                new TrainingBench(
                        Engines.runtime(image, home),
                        home.folder().resolve("bench"),
                        Optional.ofNullable(headers),
                        RandomGenerator.getDefault(),
                        terminal::progress);
        try {
            var speed = bench.run(cases, quick ? QUICK_ROUNDS : ROUNDS);
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
