package hearth.trainer.pieces;

import hearth.trainer.engine.EngineStore;
import hearth.trainer.engine.ShippedEngine;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;

/// Makes the engine ready and hands over to JMH, whose arguments these are (`-h` lists them).
public final class PieceSpeed {
    private PieceSpeed() {}

    /// @throws RunnerException if a benchmark fails
    public static void main(String[] args) throws CommandLineOptionException, RunnerException {
        var classPath =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(Path::of)
                        .toList();
        var engines = Path.of(System.getProperty("java.io.tmpdir"), "hearth-test-engines");
        var engine = ShippedEngine.ready(EngineStore.at(engines), classPath);
        var options =
                new OptionsBuilder()
                        .parent(new CommandLineOptions(args))
                        .shouldFailOnError(true)
                        .jvmArgsAppend(
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-Dai.djl.offline=true",
                                "-Dai.djl.pytorch.graph_optimizer=false",
                                "-Dai.djl.pytorch.num_threads=1",
                                "-DOPT_OUT_TRACKING=true",
                                "-DPYTORCH_LIBRARY_PATH=" + engine.libraries(),
                                "-DPYTORCH_VERSION=" + engine.version(),
                                "-DPYTORCH_FLAVOR=" + engine.flavor(),
                                "-Dhearth.recipes=" + Path.of("target/recipes").toAbsolutePath());
        new Runner(options.build()).run();
    }
}
