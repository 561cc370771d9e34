package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.practice.PracticeSite;
import hearth.coordinator.OfflineVerification;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `hearth verify`: computes again, from the accepted updates, every checkpoint and every
/// settlement root of a coordinator's folder, without asking anybody.
@Command(
        name = "verify",
        description =
                "Recompute the checkpoint chain and the settlement roots offline and compare them.",
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    record Verdict(
            boolean same,
            long checkpointsChecked,
            long rootsChecked,
            Optional<String> firstDifference) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Data folder; default is this user's own.")
    private @Nullable Path home;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        var folder =
                folder(home == null ? HearthHome.open() : new HearthHome(home.toAbsolutePath()));
        var verdict =
                switch (OfflineVerification.verify(folder)) {
                    case OfflineVerification.Verified.Same same ->
                            new Verdict(true, same.checkpoints(), same.roots(), Optional.empty());
                    case OfflineVerification.Verified.Different different ->
                            new Verdict(
                                    false,
                                    different.checkpoints(),
                                    different.roots(),
                                    Optional.of(different.firstDifference()));
                    case OfflineVerification.Verified.Nothing nothing ->
                            throw new CommandFailure(
                                    CommandFailure.FAILED,
                                    "There is nothing to verify in " + folder + ".");
                };
        Terminal.of(spec, json)
                .result(
                        verdict,
                        verdict.firstDifference()
                                .map(d -> "Different: " + d)
                                .orElse(
                                        "Same: %d checkpoints and %d roots recomputed."
                                                .formatted(
                                                        verdict.checkpointsChecked(),
                                                        verdict.rootsChecked())));
        return verdict.same() ? 0 : CommandFailure.FAILED;
    }

    private static Path folder(HearthHome home) {
        for (var folder :
                new Path[] {
                    PracticeSite.coordinatorFolder(home), home.folder().resolve("coordinator")
                }) {
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        throw new CommandFailure(
                CommandFailure.FAILED,
                "There is no coordinator in " + home.folder() + " to verify.");
    }
}
