package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.practice.PracticeSite;
import hearth.coordinator.CoordinatorSite;
import hearth.coordinator.OfflineVerification;
import hearth.coordinator.PublicVerification;
import hearth.coordinator.Stores;
import hearth.storage.StorageException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;

/// `hearth verify`: computes again, from the accepted updates, every checkpoint and every
/// settlement root: of a coordinator's folder without asking anybody, of the database and bucket
/// that several share while they work, or of any coordinator from what it publishes.
@Command(
        name = "verify",
        description =
                "Recompute the checkpoint chain and the settlement roots and compare them: offline"
                        + " from a coordinator's folder, with --database and --blobs from what"
                        + " coordinators share while they work, or with --coordinator from what"
                        + " anybody may download.",
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    private static final Set<String> SCHEMES = Set.of("http", "https");

    /// @param rootsOnChain those that the chain has, too; absent where no chain was asked
    /// @param checkpointsWaiting published rounds that cannot be computed yet, because their
    /// updates are not public before nobody is asked to repeat them; of a folder there are none
    /// @param jobsHidden jobs whose owner keeps their data or answers; a folder hides none
    record Verdict(
            boolean same,
            long checkpointsChecked,
            long rootsChecked,
            OptionalLong rootsOnChain,
            OptionalLong checkpointsWaiting,
            OptionalLong jobsHidden,
            Optional<String> firstDifference) {
        String inWords() {
            if (firstDifference.isPresent()) {
                return "Different: " + firstDifference.get();
            }
            var words = new StringBuilder();
            words.append("Same: ")
                    .append(checkpointsChecked)
                    .append(" checkpoints and ")
                    .append(rootsChecked)
                    .append(" roots recomputed.");
            if (rootsOnChain.isPresent()) {
                words.append(" On the chain, too: ")
                        .append(rootsOnChain.getAsLong())
                        .append(" of these roots.");
            }
            if (checkpointsWaiting.orElse(0) > 0) {
                words.append(" Not public yet: updates of ")
                        .append(checkpointsWaiting.getAsLong())
                        .append(" more rounds.");
            }
            if (jobsHidden.orElse(0) > 0) {
                words.append(" Not looked at: ")
                        .append(jobsHidden.getAsLong())
                        .append(" jobs that are not public.");
            }
            return words.toString();
        }
    }

    /// Whose word is verified.
    private static final class Whose {
        @Option(
                names = "--home",
                paramLabel = "DIR",
                description = "Data folder; default is this user's own.")
        private @Nullable Path home;

        @Option(
                names = "--coordinator",
                paramLabel = "URL",
                description = "A coordinator, by what it publishes.")
        private @Nullable URI coordinator;
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @ArgGroup private @Nullable Whose whose;

    @Option(
            names = "--network",
            paramLabel = "NAME",
            description =
                    "With --coordinator: compare the roots with the chain of this network. One that"
                            + " was deployed, the file of its profile, or practice.")
    private @Nullable String network;

    @Mixin private StoreOptions stores = new StoreOptions();

    @Option(
            names = "--invariants",
            description =
                    "With --database: only ask what must hold in every state of the books, and name"
                            + " all that does not.")
    private boolean invariants;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        var terminal = Terminal.of(spec, json);
        var asked = Optional.ofNullable(whose);
        if (network != null && asked.map(w -> w.coordinator).isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--network goes with --coordinator only.");
        }
        var shared = shared(asked.isPresent());
        if (shared.isPresent()) {
            return shared(shared.get(), terminal);
        }
        var verdict =
                asked.flatMap(w -> Optional.ofNullable(w.coordinator))
                        .map(address -> published(address, terminal))
                        .orElseGet(() -> offline(asked.flatMap(w -> Optional.ofNullable(w.home))));
        terminal.result(verdict, verdict.inWords());
        return verdict.same() ? 0 : CommandFailure.FAILED;
    }

    private Optional<Stores.Shared> shared(boolean namesAnother) {
        return switch (stores.stores(Clock.systemUTC(), System.getenv())) {
            case Stores.Embedded _ -> {
                if (invariants) {
                    throw new ParameterException(
                            spec.commandLine(), "--invariants goes with --database only.");
                }
                yield Optional.empty();
            }
            case Stores.Shared shared -> {
                if (namesAnother) {
                    throw new ParameterException(
                            spec.commandLine(),
                            "--database stands instead of --home and --coordinator.");
                }
                yield Optional.of(shared);
            }
        };
    }

    /// What is broken of the invariants, in words.
    record Broken(boolean same, List<String> violations) {
        String inWords() {
            return same
                    ? "Everything holds that must hold in every state of the books."
                    : "Broken: " + String.join("\nBroken: ", violations);
        }
    }

    private int shared(Stores.Shared shared, Terminal terminal) {
        try {
            if (invariants) {
                var violations = OfflineVerification.violations(shared);
                var broken = new Broken(violations.isEmpty(), violations);
                terminal.result(broken, broken.inWords());
                return broken.same() ? 0 : CommandFailure.FAILED;
            }
            var verdict = recomputed(shared);
            terminal.result(verdict, verdict.inWords());
            return verdict.same() ? 0 : CommandFailure.FAILED;
        } catch (StorageException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "The database and the blobs cannot be verified now: %s."
                            .formatted(Optional.ofNullable(e.getMessage()).orElse("no answer")),
                    e);
        }
    }

    private static Verdict recomputed(Stores.Shared shared) {
        try {
            try (var scratch = Scratch.temporary("hearth-verify")) {
                return verdict(
                        OfflineVerification.verify(shared, scratch.folder()), scratch.folder());
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED, "There is no room for what has to be read.", e);
        }
    }

    private static Verdict offline(Optional<Path> home) {
        var folder =
                folder(
                        home.map(Path::toAbsolutePath)
                                .map(HearthHome::new)
                                .orElseGet(HearthHome::open));
        return verdict(OfflineVerification.verify(folder), folder);
    }

    private static Verdict verdict(OfflineVerification.Verified verified, Path folder) {
        return switch (verified) {
            case OfflineVerification.Verified.Same same ->
                    ofFolder(same.checkpoints(), same.roots(), Optional.empty());
            case OfflineVerification.Verified.Different different ->
                    ofFolder(
                            different.checkpoints(),
                            different.roots(),
                            Optional.of(different.firstDifference()));
            case OfflineVerification.Verified.Nothing nothing ->
                    throw new CommandFailure(
                            CommandFailure.FAILED, "There is nothing to verify in " + folder + ".");
        };
    }

    private static Verdict ofFolder(int checkpoints, int roots, Optional<String> difference) {
        return new Verdict(
                difference.isEmpty(),
                checkpoints,
                roots,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                difference);
    }

    private Verdict published(URI address, Terminal terminal) {
        if (address.getScheme() == null
                || !SCHEMES.contains(address.getScheme())
                || address.getHost() == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--coordinator: write an address such as https://coordinator.example.");
        }
        try (var site = new CoordinatorSite(address);
                var chain = chain()) {
            var found =
                    PublicVerification.verify(site, Optional.ofNullable(chain), terminal::progress);
            return new Verdict(
                    found.firstDifference().isEmpty(),
                    found.checkpoints(),
                    found.roots(),
                    chain == null ? OptionalLong.empty() : OptionalLong.of(found.onChain()),
                    OptionalLong.of(found.waiting()),
                    OptionalLong.of(found.hidden()),
                    found.firstDifference());
        } catch (IOException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "%s cannot be verified now: %s."
                            .formatted(
                                    address,
                                    Optional.ofNullable(e.getMessage()).orElse("nobody answers")));
        }
    }

    private @Nullable NetworkRoots chain() {
        if (network == null) {
            return null;
        }
        return NetworkRoots.of(HearthHome.open(), network);
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
