package hearth.app.practice;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.chain.NetworkProfile;

import java.nio.file.Path;

/// Where the practice network that runs for a data folder is found.
///
/// @param folder the practice chain's own
public record PracticeChainFiles(HostFile host, NetworkProfile profile, Path folder) {
    /// @throws CommandFailure if none runs
    public static PracticeChainFiles ofRunning(HearthHome home) {
        var host =
                HostFile.read(home.practice())
                        .filter(file -> file.process().isPresent())
                        .orElseThrow(() -> notRunning(home));
        var profile =
                NetworkProfile.read(PracticeLedger.profileFile(home))
                        .orElseThrow(() -> notRunning(home));
        return new PracticeChainFiles(host, profile, PracticeLedger.folder(home));
    }

    private static CommandFailure notRunning(HearthHome home) {
        return new CommandFailure(
                CommandFailure.MISSING,
                "No practice network runs for "
                        + home.folder()
                        + ". Start one: hearth practice --no-window.");
    }
}
