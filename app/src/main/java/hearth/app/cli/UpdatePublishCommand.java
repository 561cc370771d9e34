package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.update.publish.KeyFile;
import hearth.app.update.publish.Repository;
import hearth.app.update.trust.Channel;
import hearth.app.update.trust.Metadata;
import hearth.app.update.trust.Metadata.Root;
import hearth.app.update.trust.Metadata.Targets;
import hearth.app.update.trust.Platform;
import hearth.app.update.trust.Release;
import hearth.app.update.trust.Role;
import hearth.app.update.trust.Signed;
import hearth.app.update.trust.UpdateRefused;
import hearth.app.update.trust.Version;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;

/// `hearth update publish`: the operator's side. Drafts travel between the holders of keys as
/// files, so no key ever needs to be where another one is.
@Command(
        name = "publish",
        description = "For operators: keys, roots and releases of an update repository.",
        mixinStandardHelpOptions = true,
        subcommands = {
            UpdatePublishCommand.Key.class,
            UpdatePublishCommand.DraftRoot.class,
            UpdatePublishCommand.DraftTargets.class,
            UpdatePublishCommand.Sign.class,
            UpdatePublishCommand.Issue.class
        })
final class UpdatePublishCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandFailure.USAGE;
    }

    private static Repository repository(Path folder) {
        return new Repository(folder, Clock.systemUTC(), Repository.Terms.usual());
    }

    private static List<SigningKey> keys(List<Path> files) {
        return files.stream().map(f -> new KeyFile(f).read()).toList();
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CommandFailure(
                    CommandFailure.MISSING, "There is no readable file " + file + ".", e);
        }
    }

    private static void write(Path file, Signed<?> signed) {
        try {
            Files.write(file, signed.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CommandFailure refused(UpdateRefused why) {
        return new CommandFailure(
                CommandFailure.REFUSED,
                "Clients would refuse that (" + why.reason().id() + "). Nothing was published.",
                why);
    }

    /// `hearth update publish key`.
    @Command(
            name = "key",
            description = "Make a signing key in a new file and print its public half.",
            mixinStandardHelpOptions = true)
    static final class Key implements Callable<Integer> {
        record Made(String publicKey) {}

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private CommandSpec spec;

        @Parameters(paramLabel = "FILE", description = "To be made, for its owner alone.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private Path file;

        @Option(names = "--json", description = "Print one JSON object.")
        private boolean json;

        @Override
        public Integer call() {
            var key = new KeyFile(file).make(new SecureRandom());
            Terminal.of(spec, json).result(new Made(key.publicHex()), key.publicHex());
            return 0;
        }
    }

    /// What is drafted from, and where to.
    static final class Draft {
        @Parameters(index = "0", paramLabel = "REPOSITORY", description = "Folder that is served.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private Path folder;

        @Parameters(index = "1", paramLabel = "DRAFT", description = "File to write.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private Path file;
    }

    /// `hearth update publish root`.
    @Command(
            name = "root",
            description = "Draft the first root, or the next one: who may sign what.",
            mixinStandardHelpOptions = true)
    static final class DraftRoot implements Callable<Integer> {
        @Mixin private Draft draft = new Draft();

        @Option(names = "--root", required = true, split = ",", description = "Public keys.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private List<String> root;

        @Option(names = "--root-threshold", defaultValue = "3", description = "Default: 3.")
        private int rootThreshold;

        @Option(names = "--targets", required = true, split = ",", description = "Public keys.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private List<String> targets;

        @Option(names = "--targets-threshold", defaultValue = "2", description = "Default: 2.")
        private int targetsThreshold;

        @Option(names = "--snapshot", required = true, split = ",", description = "Public keys.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private List<String> snapshot;

        @Option(names = "--timestamp", required = true, split = ",", description = "Public keys.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private List<String> timestamp;

        @Override
        public Integer call() {
            try {
                var next =
                        repository(draft.folder)
                                .draftRoot(
                                        new Role(root, rootThreshold),
                                        new Role(targets, targetsThreshold),
                                        new Role(snapshot, 1),
                                        new Role(timestamp, 1));
                write(draft.file, Signed.draft(next));
                return 0;
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(
                        CommandFailure.USAGE,
                        "Keys are 64 hex digits, each once, and not fewer than must sign.",
                        e);
            }
        }
    }

    /// `hearth update publish targets`.
    @Command(
            name = "targets",
            description = "Draft the list of releases: as it is, with one more, or without some.",
            mixinStandardHelpOptions = true)
    static final class DraftTargets implements Callable<Integer> {
        @Mixin private Draft draft = new Draft();

        @Option(names = "--file", description = "Archive of a release: an image as .tar.gz.")
        private @Nullable Path file;

        @Option(names = "--release", description = "Its version, such as 1.2.0 or 1.3.0-beta.1.")
        private @Nullable Version version;

        @Option(names = "--platform", description = "Such as linux-x86_64. Default: this one.")
        private String platform = Platform.current();

        @Option(names = "--channel", defaultValue = "stable", description = "stable or beta.")
        private Channel channel = Channel.STABLE;

        @Option(names = "--rollout", defaultValue = "100", description = "Of a hundred computers.")
        private int rollout;

        @Option(
                names = "--unpacked-mib",
                defaultValue = "1024",
                description = "Size that the unpacked files stay below. Default: 1024.")
        private long unpackedMib;

        @Option(names = "--withdraw", split = ",", description = "Versions nobody shall install.")
        private List<Version> withdrawn = List.of();

        @Override
        public Integer call() {
            var repository = repository(draft.folder);
            List<Release> added = List.of();
            if (file != null && version != null) {
                added = List.of(release(file, version));
                repository.store(file, added.getFirst());
            } else if (file != null || version != null) {
                throw new CommandFailure(
                        CommandFailure.USAGE, "--file and --release belong together.");
            }
            write(draft.file, Signed.draft(repository.draftTargets(added, withdrawn)));
            return 0;
        }

        private Release release(Path archive, Version wanted) {
            try {
                return new Release(
                        "hearth-" + wanted + "-" + platform + ".tar.gz",
                        Files.size(archive),
                        Sha256.ofFile(archive),
                        unpackedMib << 20,
                        wanted,
                        platform,
                        channel,
                        rollout);
            } catch (IOException e) {
                throw new CommandFailure(
                        CommandFailure.MISSING, "There is no readable file " + archive + ".", e);
            }
        }
    }

    /// `hearth update publish sign`.
    @Command(
            name = "sign",
            description = "Add a signature to a draft of a root or of targets.",
            mixinStandardHelpOptions = true)
    static final class Sign implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "DRAFT", description = "Is written anew.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private Path draft;

        @Option(names = "--key", required = true, description = "File of a key.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private List<Path> keys;

        @Override
        public Integer call() {
            byte[] bytes = read(draft);
            try {
                write(draft, signed(Signed.read(bytes, Root.class)));
            } catch (UpdateRefused notARoot) {
                write(draft, signed(targets(bytes)));
            }
            return 0;
        }

        private Signed<Targets> targets(byte[] bytes) {
            try {
                return Signed.read(bytes, Targets.class);
            } catch (UpdateRefused neither) {
                throw new CommandFailure(
                        CommandFailure.FAILED,
                        "No draft of a root or of targets: " + draft + ".",
                        neither);
            }
        }

        private <M extends Metadata> Signed<M> signed(Signed<M> before) {
            var signed = before;
            for (var key : keys(keys)) {
                signed = signed.by(key);
            }
            return signed;
        }
    }

    /// `hearth update publish issue`.
    @Command(
            name = "issue",
            description =
                    "Publish signed drafts with a fresh snapshot and timestamp, or only these: at least every three days.",
            mixinStandardHelpOptions = true)
    static final class Issue implements Callable<Integer> {
        @Parameters(paramLabel = "REPOSITORY", description = "Folder that is served.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private Path folder;

        @Option(names = "--root", description = "Signed draft of a root.")
        private @Nullable Path root;

        @Option(names = "--targets", description = "Signed draft of targets.")
        private @Nullable Path targets;

        @Option(names = "--snapshot-key", description = "File of a key.")
        private List<Path> snapshotKeys = List.of();

        @Option(names = "--timestamp-key", description = "File of a key.")
        private List<Path> timestampKeys = List.of();

        @Override
        public Integer call() {
            var repository = repository(folder);
            try {
                if (root != null) {
                    repository.publishRoot(Signed.read(read(root), Root.class));
                }
                if (targets != null) {
                    repository.publish(
                            Signed.read(read(targets), Targets.class),
                            keys(snapshotKeys),
                            keys(timestampKeys));
                } else if (!timestampKeys.isEmpty()) {
                    repository.refresh(keys(snapshotKeys), keys(timestampKeys));
                }
                return 0;
            } catch (UpdateRefused why) {
                throw refused(why);
            } catch (IllegalArgumentException | IllegalStateException e) {
                throw new CommandFailure(
                        CommandFailure.FAILED, "Cannot be published: " + e.getMessage() + ".", e);
            }
        }
    }
}
