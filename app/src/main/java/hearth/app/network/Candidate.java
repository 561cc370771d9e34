package hearth.app.network;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/// A network that could be joined, as its sealed profile describes it; for its owner to compare
/// with what the publisher says.
///
/// @param file of the profile
/// @param coordinator whom the agent would work for
/// @param server the coordinator's key, 64 hex digits
/// @param nodes hosts of the chain's nodes
/// @param publisher key of whoever sealed it, 64 hex digits; empty if its word is taken already
public record Candidate(
        Path file,
        String name,
        long chainId,
        URI coordinator,
        String server,
        List<String> nodes,
        String publisher) {
    public Candidate {
        nodes = List.copyOf(nodes);
    }

    public boolean isOfAStranger() {
        return !publisher.isEmpty();
    }
}
