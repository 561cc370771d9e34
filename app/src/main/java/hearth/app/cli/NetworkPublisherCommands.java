package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.KeptKey;
import hearth.chain.ProfileFolder;
import hearth.chain.ProfileSeal;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.SigningKey;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/// `hearth network sign`, `trust` and `publishers`: whose word is taken for a network's contracts.
final class NetworkPublisherCommands {
    private NetworkPublisherCommands() {}

    /// Seals a profile with the key of this data folder, whose word is taken here from then on.
    static ProfileSeal seal(HearthHome home, Path file) {
        var folder = NetworkCommand.networks(home);
        SigningKey key = KeptKey.at(folder.resolve("publisher.key"), new SecureRandom());
        var profiles = new ProfileFolder(folder);
        try {
            var seal =
                    profiles.seal(file, key)
                            .orElseThrow(
                                    () ->
                                            new CommandFailure(
                                                    CommandFailure.MISSING,
                                                    "There is no profile at " + file + "."));
            profiles.trust(key.publicHex());
            return seal;
        } catch (MalformedMessageException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED, file + " is no profile of a network.", e);
        }
    }

    /// What is said about sealing.
    record Sealed(String file, String publisher, long serial) {}

    record Trusted(List<String> publishers) {}

    @Command(
            name = "sign",
            description =
                    "Seal a profile with this data folder's publisher key; others then trust that key once, and every later profile of yours.",
            mixinStandardHelpOptions = true)
    static final class Sign implements Callable<Integer> {
        @Mixin private Output output = new Output();

        @Parameters(paramLabel = "FILE", description = "The profile; its seal is put beside it.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private Path file;

        @Override
        public Integer call() {
            var seal = seal(HearthHome.open(), file);
            output.terminal()
                    .result(
                            new Sealed(file.toString(), seal.publisher(), seal.serial()),
                            "Sealed by %s as number %d. Hand out %s and its .seal; whoever took it takes no older one any more."
                                    .formatted(seal.publisher(), seal.serial(), file));
            return 0;
        }
    }

    @Command(
            name = "trust",
            description =
                    "Take a publisher's word for networks from now on; compare the key with what the publisher told you some other way.",
            mixinStandardHelpOptions = true)
    static final class Trust implements Callable<Integer> {
        private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");

        @Mixin private Output output = new Output();

        @Option(names = "--no-more", description = "Take it no more.")
        private boolean withdrawn;

        @Parameters(paramLabel = "KEY", description = "64 hexadecimal digits.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private String key;

        @Override
        public Integer call() {
            if (!KEY.matcher(key).matches()) {
                throw output.wrong("A publisher's key is 64 digits of 0-9 and a-f.");
            }
            var profiles = new ProfileFolder(NetworkCommand.networks(HearthHome.open()));
            if (withdrawn) {
                profiles.distrust(key);
            } else {
                profiles.trust(key);
            }
            return list(profiles, output.terminal());
        }
    }

    @Command(
            name = "publishers",
            description = "List the publishers whose word is taken for networks.",
            mixinStandardHelpOptions = true)
    static final class Publishers implements Callable<Integer> {
        @Mixin private Output output = new Output();

        @Override
        public Integer call() {
            return list(
                    new ProfileFolder(NetworkCommand.networks(HearthHome.open())),
                    output.terminal());
        }
    }

    private static int list(ProfileFolder profiles, Terminal terminal) {
        var trusted = List.copyOf(profiles.publishers());
        terminal.result(
                new Trusted(trusted), trusted.isEmpty() ? "Nobody." : String.join("\n", trusted));
        return 0;
    }
}
