package hearth.app.cli;

import hearth.app.install.CommandFailure;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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

    @Override
    public Integer call() {
        if (leaves < 1 || leaves > MOST) {
            throw new ParameterException(spec.commandLine(), "1 to " + MOST + " leaves.");
        }
        var speed = PayoutTreeSpeed.measure(leaves);
        Terminal.of(spec, json)
                .result(
                        speed,
                        """
                        %d leaves in %d ms, tree in %d ms, all proofs in %d ms (%d ms of CPU), at most %d MB of heap
                        root %s%s"""
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
                                                .orElse("")));
        return speed.sameAsOpenZeppelin().orElse(true) ? 0 : CommandFailure.FAILED;
    }
}
