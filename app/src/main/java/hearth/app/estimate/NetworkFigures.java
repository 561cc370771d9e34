package hearth.app.estimate;

import hearth.chain.PracticeSettings;
import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Manifest;
import hearth.protocol.Messages;
import hearth.protocol.RealisedRates;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.protocol.WholeAnswer;
import hearth.worker.estimate.WorkPrice;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a coordinator tells everybody of pay; no account takes part.
///
/// @param price the median of the jobs that run; absent if nobody answers or nothing runs
/// @param realised what others earned
public record NetworkFigures(Optional<WorkPrice> price, RealisedRates realised) {
    /// Where no network is known, or one without a chain, or one for practice: what it pays is
    /// worth nothing.
    public static final NetworkFigures NONE =
            new NetworkFigures(Optional.empty(), RealisedRates.NONE);

    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final Duration IN_ALL = Duration.ofSeconds(10);

    /// Blocks for ten seconds at most.
    public static NetworkFigures of(URI coordinator) {
        try (var http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            var asked = new Asked(coordinator, http, System.nanoTime() + IN_ALL.toNanos());
            var server = asked.server();
            if (server.rewards().isEmpty() || server.chainId() == PracticeSettings.CHAIN_ID) {
                return NONE;
            }
            return new NetworkFigures(asked.median(), asked.realised());
        } catch (IOException | MalformedMessageException | IllegalArgumentException unusable) {
            return NONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NONE;
        }
    }

    /// @param end on the clock of [System#nanoTime]
    private record Asked(URI coordinator, HttpClient http, long end) {
        private static final int MOST_JOBS = 50;
        private static final long MOST_BYTES = 1L << 24;

        Messages.Server server() throws IOException, InterruptedException {
            return Json.read(get("/v1/server"), Messages.Server.class);
        }

        Optional<WorkPrice> median() throws IOException, InterruptedException {
            var prices = prices();
            prices.sort(null);
            return prices.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new WorkPrice(prices.get(prices.size() / 2), WorkPrice.Source.JOB));
        }

        /// A coordinator of before this version may not tell it.
        RealisedRates realised() throws InterruptedException {
            try {
                return Json.read(get("/v1/earnings/realised"), RealisedRates.class);
            } catch (IOException | MalformedMessageException untold) {
                return RealisedRates.NONE;
            }
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
            var left = Duration.ofNanos(end - System.nanoTime());
            if (left.isNegative()) {
                throw new HttpTimeoutException("the coordinator takes too long");
            }
            var reply =
                    WholeAnswer.of(
                            http,
                            HttpRequest.newBuilder(coordinator.resolve(path)).build(),
                            HttpResponse.BodyHandlers.limiting(
                                    HttpResponse.BodyHandlers.ofByteArray(), MOST_BYTES),
                            left.compareTo(PATIENCE) < 0 ? left : PATIENCE);
            if (reply.statusCode() != 200) {
                throw new IOException("the coordinator answered " + reply.statusCode());
            }
            return reply.body();
        }
    }
}
