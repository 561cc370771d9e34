package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Sha256;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/// A coordinator that sends its devices to a store for what is large.
@Timeout(120)
class StoreLineTest {
    private static final byte[] BYTES = "some bytes".getBytes(StandardCharsets.UTF_8);
    private static final Sha256 HASH = Sha256.of(BYTES);

    @TempDir private Path home;

    @Test
    void movesContentAndUpdatesWithoutTheCoordinatorAndWithoutItsHeaders() {
        try (var store = new FakeStore();
                var coordinator = new FakeCoordinator(2).sendingTo(store);
                var fixture = new AgentFixture(home, coordinator).sharing()) {
            fixture.awaitResults(2);

            assertThat(coordinator.commits())
                    .allSatisfy(commit -> assertThat(store.kept(commit.update())).isPresent());
            assertThat(store.requests()).contains("GET").contains("PUT");
            assertThat(store.violations()).isEmpty();
            assertThat(coordinator.violations()).isEmpty();
            assertThat(coordinator.requests())
                    .filteredOn(r -> r.startsWith("PUT") && r.contains("/update"))
                    .isNotEmpty()
                    .noneMatch(r -> r.endsWith("from=0"));
        }
    }

    @Test
    void goesThroughTheCoordinatorWhereTheStoreFailsWhateverItSays() {
        try (var store = new FakeStore();
                var coordinator = new FakeCoordinator(2).sendingTo(store.refusing("superseded"));
                var fixture = new AgentFixture(home, coordinator).sharing()) {
            fixture.awaitResults(2);

            assertThat(store.requests()).isNotEmpty();
            assertThat(store.violations()).isEmpty();
            assertThat(coordinator.violations()).isEmpty();
        }
    }

    @Test
    void doesNotBelieveBytesThatAreNotWhatTheirNameSays() {
        try (var store = new FakeStore();
                var coordinator = new FakeCoordinator(1).sendingTo(store.forging());
                var fixture = new AgentFixture(home, coordinator).sharing()) {
            fixture.awaitResults(1);
            assertThat(store.requests()).contains("GET");
            assertThat(coordinator.violations()).isEmpty();
        }
    }

    @Test
    void isSentNowhereInTheClearNorToItsOwnComputerFromOutside() {
        try (var store = new FakeStore();
                var exchange =
                        new Exchange(
                                Exchange.network(), Duration.ofSeconds(30), LineCount.NOBODY)) {
            store.keep(BYTES);
            var far = URI.create("https://coordinator.example");
            assertThat(fetched(exchange, far, store.at(HASH))).isFalse();
            var near = URI.create("http://127.0.0.1:7410");
            for (var elsewhere :
                    new String[] {
                        "http://store.example/x",
                        "file:///etc/passwd",
                        "https://name:key@store.example/x",
                        "https:///x",
                        "not an address",
                        store.at(HASH) + "?" + "x".repeat(5000)
                    }) {
                assertThat(fetched(exchange, near, elsewhere)).isFalse();
            }
            assertThat(store.requests()).isEmpty();
            assertThat(fetched(exchange, near, store.at(HASH))).isTrue();
        }
    }

    private boolean fetched(Exchange exchange, URI coordinator, String address) {
        var line =
                new StoreLine(
                        exchange, coordinator, InstantSource.system(), Duration.ofSeconds(30));
        try (var part = PartialFile.open(home.resolve("part"), 0, 1 << 20)) {
            return line.download(address, part, _ -> {}) instanceof Outcome.Ok<PartialFile>;
        }
    }
}
