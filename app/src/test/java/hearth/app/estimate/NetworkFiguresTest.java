package hearth.app.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import hearth.chain.PracticeSettings;
import hearth.protocol.Json;
import hearth.protocol.Messages;
import hearth.protocol.RealisedRates;
import hearth.protocol.ServerId;
import hearth.protocol.Wei;
import hearth.worker.electricity.ElectricityTerms;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Asks a small server over HTTP.
class NetworkFiguresTest {
    private static final String EARNINGS = "/v1/earnings/realised";

    private final HttpServer server = open();

    private static HttpServer open() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void says(String path, byte[] body) {
        server.createContext(
                path,
                exchange -> {
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
    }

    private void isOn(long chain) {
        var id = new ServerId("0".repeat(64));
        says(
                "/v1/server",
                Json.bytes(
                        new Messages.Server(
                                id,
                                "0.1.0",
                                Instant.EPOCH,
                                chain,
                                Optional.of("0x" + "1".repeat(40)))));
        says("/v1/jobs", Json.bytes(new Messages.Jobs(List.of())));
    }

    private NetworkFigures asked() {
        return NetworkFigures.of(
                URI.create("http://localhost:" + server.getAddress().getPort() + "/"));
    }

    private static RealisedRates.Rate rate(Optional<String> model, String median) {
        return new RealisedRates.Rate(
                "gpt",
                "cuda",
                model,
                7,
                Wei.ofEmber("0.25"),
                Wei.ofEmber(median),
                Wei.ofEmber("0.75"));
    }

    private static byte[] published() {
        return Json.bytes(
                new RealisedRates(
                        Instant.EPOCH,
                        5,
                        List.of(rate(Optional.empty(), "0.5")),
                        List.of(rate(Optional.of("RTX 4070"), "0.6"))));
    }

    @Test
    void tellsWhatOthersEarnedWithTheSameModelAndElseWithTheSameKindOfDevice() {
        isOn(1);
        says(EARNINGS, published());
        var network = asked();
        assertThat(network.price()).isEmpty();
        var estimate =
                Estimates.of(Estimates.at(1e12), ElectricityTerms.NONE, Optional.empty(), network);
        var others = estimate.cards().getFirst().others();
        assertThat(others).contains(new CardLine.Others(7, true, 6, 14.4, 18));
        assertThat(estimate.inWords())
                .contains(
                        "7 others of this model earned 14.4 EMBER/day (median of seven days; half of"
                                + " them 6 to 18)");
        assertThat(network.realised().of("gpt", "cuda", "RTX 9999"))
                .contains(rate(Optional.empty(), "0.5"));
        assertThat(network.realised().of("gpt", "cpu", "RTX 4070")).isEmpty();
        assertThat(network.realised().of("cnn", "cuda", "RTX 4070")).isEmpty();
    }

    @Test
    void sparesTheRestWhereACoordinatorDoesNotTellIt() {
        isOn(1);
        assertThat(asked().realised()).isEqualTo(RealisedRates.NONE);
        says(EARNINGS, new byte[] {'{'});
        assertThat(asked().realised()).isEqualTo(RealisedRates.NONE);
    }

    @Test
    void takesNothingFromAPracticeNetworkAndNothingFromNobody() {
        isOn(PracticeSettings.CHAIN_ID);
        says(EARNINGS, published());
        assertThat(asked()).isEqualTo(NetworkFigures.NONE);
        var gone = asked();
        server.stop(0);
        assertThat(asked()).isEqualTo(gone);
    }
}
