package hearth.app.estimate;

import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Manifest;
import hearth.protocol.Messages;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.worker.estimate.WorkPrice;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a coordinator's jobs pay, from what it tells everybody; no account takes part. Blocks for
/// some seconds at most.
public final class JobPrices {
    /// The chain of the practice network, whose tokens are worth nothing.
    private static final long PRACTICE_CHAIN = 31_337;

    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final int MOST_JOBS = 50;
    private static final long MOST_BYTES = 1L << 24;

    private final URI coordinator;
    private final HttpClient http;

    private JobPrices(URI coordinator, HttpClient http) {
        this.coordinator = coordinator;
        this.http = http;
    }

    /// The median of the jobs that run. Absent if nobody answers, nothing runs, or the network is
    /// for practice.
    public static Optional<WorkPrice> of(URI coordinator) {
        try (var http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            return new JobPrices(coordinator, http).median();
        } catch (IOException | MalformedMessageException | IllegalArgumentException unusable) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Optional<WorkPrice> median() throws IOException, InterruptedException {
        var server = Json.read(get("/v1/server"), Messages.Server.class);
        if (server.chainId() == PRACTICE_CHAIN) {
            return Optional.empty();
        }
        var prices = prices();
        prices.sort(null);
        return prices.isEmpty()
                ? Optional.empty()
                : Optional.of(new WorkPrice(prices.get(prices.size() / 2), WorkPrice.Source.JOB));
    }

    private List<Wei> prices() throws IOException, InterruptedException {
        var prices = new ArrayList<Wei>();
        for (var job : Json.read(get("/v1/jobs"), Messages.Jobs.class).jobs()) {
            if (prices.size() < MOST_JOBS && job.state().equals("RUNNING")) {
                var bytes = get("/v1/blobs/" + job.manifest().hex());
                if (Sha256.of(bytes).equals(job.manifest())) {
                    prices.add(Json.read(bytes, Manifest.class).weiPerTeraflop());
                }
            }
        }
        return prices;
    }

    private byte[] get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(coordinator.resolve(path)).timeout(PATIENCE).build();
        var reply =
                http.send(
                        request,
                        HttpResponse.BodyHandlers.limiting(
                                HttpResponse.BodyHandlers.ofByteArray(), MOST_BYTES));
        if (reply.statusCode() != 200) {
            throw new IOException("the coordinator answered " + reply.statusCode());
        }
        return reply.body();
    }
}
