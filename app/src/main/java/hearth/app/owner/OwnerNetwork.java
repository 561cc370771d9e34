package hearth.app.owner;

import hearth.app.practice.PracticeChainFiles;
import hearth.chain.NetworkProfile;
import hearth.chain.SendPolicy;
import hearth.protocol.ServerId;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// Where an owner has a job done, and where the owner pays for it.
///
/// @param policy how much a transaction may cost there
/// @param practice folder of a practice chain, which gives tokens away
public record OwnerNetwork(
        URI coordinator,
        ServerId server,
        NetworkProfile profile,
        SendPolicy policy,
        Optional<Path> practice) {
    public static OwnerNetwork practice(PracticeChainFiles files) {
        return new OwnerNetwork(
                files.host().coordinator(),
                files.host().server(),
                files.profile(),
                SendPolicy.practice(),
                Optional.of(files.folder()));
    }

    /// @param profile of a network with a coordinator
    public static OwnerNetwork deployed(NetworkProfile profile) {
        var door = profile.entrance().orElseThrow();
        return new OwnerNetwork(
                door.coordinator(),
                door.server(),
                profile,
                SendPolicy.standard(),
                Optional.empty());
    }
}
