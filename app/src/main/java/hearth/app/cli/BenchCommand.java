package hearth.app.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `hearth bench`: the group of the benchmarks.
@Command(
        name = "bench",
        description = "Measures Hearth on this machine.",
        mixinStandardHelpOptions = true,
        subcommands = {
            BenchTrainingCommand.class,
            BenchVerificationCommand.class,
            BenchPipelineCommand.class,
            BenchCodecCommand.class,
            BenchConvergenceCommand.class,
            BenchIdleCommand.class,
            BenchDesktopCommand.class,
            BenchYieldCommand.class,
            BenchMerkleCommand.class,
            BenchCoordinatorCommand.class,
            BenchAggregationCommand.class
        })
final class BenchCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to measure.");
    }
}
