package hearth.app.network;

import hearth.chain.Entrance;
import hearth.chain.NetworkProfile;
import hearth.chain.NodeUnreachableException;
import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Messages;
import hearth.protocol.WholeAnswer;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/// Whether a network is what its profile says: the coordinator that answers has the key of the
/// profile and pays through its contracts, and every node has the chain and the code.
public final class NetworkCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long LONGEST = 1L << 14;

    private NetworkCheck() {}

    /// Blocks for a minute at most where nobody answers.
    public static Optional<Objection> of(NetworkProfile profile, Entrance door) {
        Messages.Server server;
        try {
            server = server(door.coordinator());
        } catch (IOException silent) {
            return Optional.of(Objection.COORDINATOR_SILENT);
        }
        boolean same =
                server.id().equals(door.server())
                        && server.chainId() == profile.chainId()
                        && server.rewards()
                                .filter(r -> r.equalsIgnoreCase(profile.rewards().value()))
                                .isPresent();
        if (!same) {
            return Optional.of(Objection.COORDINATOR_OTHER);
        }
        try {
            return profile.strangers().isEmpty()
                    ? Optional.empty()
                    : Optional.of(Objection.NODE_OTHER);
        } catch (NodeUnreachableException silent) {
            return Optional.of(Objection.NODE_SILENT);
        }
    }

    /// What a coordinator says of itself.
    ///
    /// @throws IOException if nobody answers, or not as a coordinator does
    public static Messages.Server server(URI coordinator) throws IOException {
        try (var http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            var reply =
                    WholeAnswer.of(
                            http,
                            HttpRequest.newBuilder(coordinator.resolve("/v1/server")).build(),
                            BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST),
                            PATIENCE);
            if (reply.statusCode() != 200) {
                throw new IOException("the coordinator answered " + reply.statusCode());
            }
            return Json.read(reply.body(), Messages.Server.class);
        } catch (MalformedMessageException e) {
            throw new IOException("this is no coordinator", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
