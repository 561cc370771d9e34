package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.chain.NetworkProfile;
import hearth.chain.ProfileFolder;
import hearth.chain.ProfileFolder.Sight;
import hearth.protocol.MalformedMessageException;

import java.nio.file.Path;

/// A network's profile from a file, or the reason why it is not taken.
final class SealedProfile {
    private SealedProfile() {}

    /// @throws CommandFailure unless a publisher that the owner trusts sealed it, and no newer one
    static NetworkProfile read(HearthHome home, Path file) {
        return switch (look(home, file)) {
            case Sight.Sealed sealed -> sealed.profile();
            case Sight.Missing none ->
                    throw new CommandFailure(
                            CommandFailure.MISSING, "There is no profile at " + file + ".");
            case Sight.Unsealed bare ->
                    throw refused(
                            file,
                            "has no seal (%s.seal), so nobody answers for its contracts. Ask its publisher for it; or, if you wrote the profile yourself: hearth network sign %s."
                                    .formatted(file.getFileName(), file));
            case Sight.Changed changed ->
                    throw refused(
                            file,
                            "is not what its publisher sealed. Nothing is asked of this network. Get both files again from its publisher; if you changed it yourself: hearth network sign %s."
                                    .formatted(file));
            case Sight.Stranger stranger ->
                    throw refused(
                            file,
                            "is sealed by %s, whom you do not trust. If that is the key that the network's publisher told you some other way: hearth network trust %1$s."
                                    .formatted(stranger.publisher()));
            case Sight.Superseded old ->
                    throw refused(
                            file,
                            "is number %d of its network, but %s was taken here before. Nothing is asked of this network. Get the newest profile and its seal from its publisher; if you publish it and mean this one: hearth network sign %s."
                                    .formatted(
                                            old.serial(),
                                            old.serial() < old.newest()
                                                    ? "number " + old.newest()
                                                    : "another one with that number",
                                            file));
        };
    }

    private static CommandFailure refused(Path file, String why) {
        return new CommandFailure(CommandFailure.REFUSED, "The profile " + file + " " + why);
    }

    private static Sight look(HearthHome home, Path file) {
        try {
            return new ProfileFolder(NetworkCommand.networks(home)).look(file);
        } catch (MalformedMessageException e) {
            throw new CommandFailure(
                    CommandFailure.REFUSED,
                    "The profile " + file + " is not one that this version can read.",
                    e);
        }
    }
}
