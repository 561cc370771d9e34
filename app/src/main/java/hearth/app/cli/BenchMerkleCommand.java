package hearth.app.cli;

import hearth.app.install.CommandFailure;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/// `hearth bench merkle`: the tree of a settlement, and whether OpenZeppelin's library has the
/// same.
@Command(
        name = "merkle",
        description = "Measure the tree of a settlement with all its proofs.",
        mixinStandardHelpOptions = true)
final class BenchMerkleCommand implements Callable<Integer> {
    private static final int MOST = 10_000_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(
            names = "--leaves",
            defaultValue = "1000000",
            description = "Accounts that are paid; ${DEFAULT-VALUE}.")
    private int leaves;

    @Option(
            names = "--beside",
            paramLabel = "FOLDER",
            description =
                    "wallet/contracts with its packages from npm: run OpenZeppelin's library too.")
    private @Nullable Path beside;

    @Option(
            names = "--beside-leaves",
            defaultValue = "10000",
            description = "Accounts for that comparison; ${DEFAULT-VALUE}.")
    private int besideLeaves;

    @Override
    public Integer call() {
        if (Math.min(leaves, besideLeaves) < 1 || Math.max(leaves, besideLeaves) > MOST) {
            throw new ParameterException(spec.commandLine(), "1 to " + MOST + " leaves.");
        }
        var alone = PayoutTreeSpeed.measure(leaves);
        var speed =
                beside == null
                        ? alone
                        : alone.beside(OpenZeppelinSpeed.measure(beside, besideLeaves));
        Terminal.of(spec, json)
                .result(
                        speed,
                        """
                        %d leaves in %d ms, tree in %d ms, all proofs in %d ms (%d ms of CPU), at most %d MB of heap
                        root %s%s%s"""
                                .formatted(
                                        speed.leaves(),
                                        speed.leafMs(),
                                        speed.treeMs(),
                                        speed.proofsMs(),
                                        speed.cpuMs(),
                                        speed.heapPeakMb(),
                                        speed.root(),
                                        speed.sameAsOpenZeppelin()
                                                .map(
                                                        same ->
                                                                same
                                                                        ? ", as OpenZeppelin's"
                                                                        : ", NOT as OpenZeppelin's")
                                                .orElse(""),
                                        speed.openZeppelin()
                                                .map(
                                                        oz ->
                                                                "\n%d leaves: OpenZeppelin's library %d ms, here with all proofs %d ms: %s times"
                                                                        .formatted(
                                                                                oz.leaves(),
                                                                                oz.theirMs(),
                                                                                oz.ourMs(),
                                                                                oz.ratio()))
                                                .orElse("")));
        boolean same =
                speed.sameAsOpenZeppelin().orElse(true)
                        && speed.openZeppelin().map(OpenZeppelinSpeed::sameRoot).orElse(true);
        return same ? 0 : CommandFailure.FAILED;
    }
}
