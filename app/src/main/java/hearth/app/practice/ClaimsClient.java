package hearth.app.practice;

import hearth.protocol.ClaimProof;
import hearth.protocol.Json;
import hearth.protocol.PendingClaim;
import hearth.protocol.WholeAnswer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/// Asks a coordinator what it has settled for an account. What it says is checked by the contract.
public final class ClaimsClient {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /// A proof has a hash for each doubling of accounts.
    private static final long LONGEST = 1L << 16;

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final URI coordinator;

    /// @param coordinator base address
    public ClaimsClient(URI coordinator) {
        this.coordinator = coordinator;
    }

    /// The proof that the contract takes now.
    ///
    /// @param account `0x` and 40 hex digits
    /// @return empty if nothing can be claimed for it yet
    /// @throws UncheckedIOException if the coordinator does not answer as it should
    public Optional<ClaimProof> proof(String account) {
        return ask("/v1/claims/" + account, ClaimProof.class);
    }

    /// What was settled after that and counts once its challenge window is over.
    ///
    /// @param account `0x` and 40 hex digits
    /// @return empty if nothing was, also from a coordinator that does not tell
    /// @throws UncheckedIOException if the coordinator does not answer as it should
    public Optional<PendingClaim> pending(String account) {
        return ask("/v1/claims/" + account + "/pending", PendingClaim.class);
    }

    private <T> Optional<T> ask(String path, Class<T> type) {
        try (var http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            var request = HttpRequest.newBuilder(coordinator.resolve(path)).build();
            var reply =
                    WholeAnswer.of(
                            http,
                            request,
                            BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST),
                            PATIENCE);
            return switch (reply.statusCode()) {
                case OK -> Optional.of(Json.read(reply.body(), type));
                case NOT_FOUND -> Optional.empty();
                default ->
                        throw new UncheckedIOException(
                                new IOException("claims: status " + reply.statusCode()));
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }
}
