package hearth.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.protocol.Sha256;
import hearth.trainer.engine.Download.Outcome;
import hearth.trainer.engine.EngineCatalogue.Artifact;
import hearth.trainer.engine.MisbehavingServer.Answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

class DownloadTest {
    private static final byte[] FILE = new byte[400_000];
    private static final Artifact ARTIFACT;

    static {
        new Random(7).nextBytes(FILE);
        ARTIFACT =
                new Artifact("engine.jar", "ai/engine.jar", FILE.length, Sha256.of(FILE), "none");
    }

    @TempDir Path folder;
    private final List<Duration> pauses = new ArrayList<>();

    @Test
    void fetchesAFileUnderItsHash() throws IOException {
        try (var server = new MisbehavingServer(MisbehavingServer.wellBehaved(FILE))) {
            var outcome = run(server);
            assertThat(outcome).isEqualTo(new Outcome.Complete(folder.resolve(hash())));
            assertThat(folder.resolve(hash())).hasBinaryContent(FILE);
            assertThat(run(server)).isEqualTo(outcome);
            assertThat(server.asked()).containsExactly(0);
        }
    }

    @Test
    void goesOnWhereAConnectionWasCut() throws IOException {
        var cut = MisbehavingServer.truncating(FILE, 150_000);
        try (var server = new MisbehavingServer(cut, cut, MisbehavingServer.wellBehaved(FILE))) {
            assertThat(run(server)).isInstanceOf(Outcome.Complete.class);
            // What was in the client's hands when the connection broke may be lost.
            assertThat(server.asked()).hasSize(3).startsWith(0).isSorted();
            assertThat(server.asked().get(1)).isBetween(100_000, 150_000);
            assertThat(server.asked().get(2)).isBetween(200_000, 300_000);
            assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1));
        }
    }

    @Test
    void goesOnAfterAReset() throws IOException {
        var reset = MisbehavingServer.resetting(FILE, 100_000);
        try (var server = new MisbehavingServer(reset, MisbehavingServer.wellBehaved(FILE))) {
            assertThat(run(server)).isInstanceOf(Outcome.Complete.class);
            assertThat(folder.resolve(hash())).hasBinaryContent(FILE);
        }
    }

    @Test
    void beginsAgainWhereTheServerIgnoresRanges() throws IOException {
        try (var server =
                new MisbehavingServer(
                        MisbehavingServer.truncating(FILE, 150_000),
                        MisbehavingServer.ignoringRange(FILE))) {
            assertThat(run(server)).isInstanceOf(Outcome.Complete.class);
            assertThat(server.asked()).hasSize(2).startsWith(0);
            assertThat(server.asked().getLast()).isBetween(100_000, 150_000);
        }
    }

    @Test
    void beginsAgainWhereTheRangeIsRefused() throws IOException {
        try (var server =
                new MisbehavingServer(
                        MisbehavingServer.truncating(FILE, 150_000),
                        MisbehavingServer.status(416),
                        MisbehavingServer.wellBehaved(FILE))) {
            assertThat(run(server)).isInstanceOf(Outcome.Complete.class);
            assertThat(server.asked()).hasSize(3).startsWith(0).endsWith(0);
            assertThat(server.asked().get(1)).isBetween(100_000, 150_000);
        }
    }

    @Test
    void refusesAnotherLengthBeforeTheFirstByte() throws IOException {
        for (int said : new int[] {FILE.length - 1, FILE.length + 1}) {
            assertWrong(
                    MisbehavingServer.sayingLength(FILE, said),
                    said + " bytes long instead of 400000");
        }
    }

    @Test
    void stopsAtTheLengthWhenTheServerDoesNot() throws IOException {
        assertWrong(MisbehavingServer.endless(), "longer than 400000 bytes");
    }

    @Test
    void deletesWrongBytesOfTheRightLength() throws IOException {
        byte[] other = FILE.clone();
        other[FILE.length - 1] ^= 1;
        assertWrong(MisbehavingServer.wellBehaved(other), "another SHA-256");
    }

    @Test
    void aFlippedByteInWhatWasKeptIsFetchedAgain() throws IOException {
        byte[] kept = Arrays.copyOf(FILE, 100_000);
        kept[5] ^= 1;
        Files.write(folder.resolve(hash() + ".part"), kept);
        assertWrong(MisbehavingServer.wellBehaved(FILE), "another SHA-256");
        try (var server = new MisbehavingServer(MisbehavingServer.wellBehaved(FILE))) {
            assertThat(run(server)).isInstanceOf(Outcome.Complete.class);
            assertThat(server.asked()).containsExactly(0);
        }
    }

    @Test
    void givesUpAfterEnoughSilenceAndKeepsWhatCame() throws IOException {
        var silent = MisbehavingServer.fallingSilent(FILE, 1_000);
        try (var server = new MisbehavingServer(silent, MisbehavingServer.status(503))) {
            assertThatThrownBy(() -> run(server))
                    .isInstanceOfSatisfying(
                            EngineException.class,
                            e ->
                                    assertThat(e.problem())
                                            .isEqualTo(
                                                    new EngineProblem.Unreachable(
                                                            "127.0.0.1", "HTTP 503")));
            assertThat(folder.resolve(hash() + ".part")).hasSize(1_000);
            assertThat(pauses).startsWith(Duration.ofSeconds(1), Duration.ofSeconds(2));
        }
    }

    @Test
    void aMissingFileIsNotAskedForAgain() throws IOException {
        try (var server = new MisbehavingServer(MisbehavingServer.status(404))) {
            assertThatThrownBy(() -> run(server)).hasMessageContaining("HTTP 404");
            assertThat(server.asked()).hasSize(1);
        }
    }

    @Test
    void stoppingKeepsWhatCameForTheNextTime() throws IOException {
        try (var server = new MisbehavingServer(MisbehavingServer.wellBehaved(FILE));
                var first = download(server)) {
            var outcome = first.run(ARTIFACT, bytes -> first.stop());
            assertThat(outcome).isInstanceOf(Outcome.Stopped.class);
            long kept = ((Outcome.Stopped) outcome).bytes();
            assertThat(kept).isPositive().isLessThan(FILE.length);
            assertThat(run(server)).isInstanceOf(Outcome.Complete.class);
            assertThat(server.asked()).containsExactly(0, (int) kept);
        }
    }

    @Test
    void onlyHttpsOrThisComputerServesEngines() {
        for (var address :
                List.of(
                        "http://example.org/maven/",
                        "ftp://example.org/maven/",
                        "https://user@example.org/maven/",
                        "https://example.org/maven")) {
            assertThatThrownBy(() -> new Mirror(URI.create(address)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(Mirror.ofThisRelease().base()).hasScheme("https");
    }

    @Test
    void theEnvironmentsProxyIsUsedWithItsExceptions() {
        var proxies =
                Mirror.proxies(
                        ProxySelector.of(null),
                        Map.of("HTTPS_PROXY", "http://proxy:3128", "no_proxy", "a.org,.b.org"));
        assertThat(proxies.select(URI.create("https://mirror.example/x")))
                .containsExactly(
                        new Proxy(
                                Proxy.Type.HTTP,
                                InetSocketAddress.createUnresolved("proxy", 3128)));
        for (var direct : List.of("https://a.org/", "https://c.b.org/", "https://localhost/")) {
            assertThat(proxies.select(URI.create(direct))).containsExactly(Proxy.NO_PROXY);
        }
    }

    private void assertWrong(Answer answer, String detail) throws IOException {
        try (var server = new MisbehavingServer(answer)) {
            assertThatThrownBy(() -> run(server))
                    .isInstanceOfSatisfying(
                            EngineException.class,
                            e ->
                                    assertThat(e.problem())
                                            .isEqualTo(
                                                    new EngineProblem.WrongContent(
                                                            "127.0.0.1", "engine.jar", detail)));
        }
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    private Outcome run(MisbehavingServer server) throws IOException {
        try (var download = download(server)) {
            return download.run(ARTIFACT, bytes -> {});
        }
    }

    private Download download(MisbehavingServer server) {
        var backoff = new Backoff(4, Duration.ofSeconds(1), Duration.ofSeconds(30), pauses::add);
        return new Download(server.mirror(), folder, backoff, Duration.ofMillis(400));
    }

    private static String hash() {
        return ARTIFACT.sha256().hex();
    }
}
