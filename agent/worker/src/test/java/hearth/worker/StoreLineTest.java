package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Sha256;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

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

    /// What a public name leads to counts, not how it reads, and each of several.
    @Test
    void isSentToNothingThatIsNearerThanTheCoordinator() {
        var near =
                List.of(
                        "10.0.0.1",
                        "172.31.255.255",
                        "192.168.1.1",
                        "100.64.0.1",
                        "198.19.0.1",
                        "fd00::1",
                        "fec0::1",
                        "64:ff9b::c0a8:101",
                        "64:ff9b:1::1",
                        "2002:a00:1::",
                        "::ffff:192.168.1.1");
        var link = List.of("169.254.169.254", "fe80::1", "64:ff9b::a9fe:a9fe");
        var here = List.of("127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "2002:7f00:1::");
        var nowhere =
                List.of(
                        "0.0.0.0",
                        "::",
                        "224.0.0.1",
                        "255.255.255.255",
                        "240.0.0.1",
                        "ff02::1",
                        "192.0.2.1",
                        "203.0.113.9",
                        "2001:db8::1",
                        "2001::1",
                        "100::1",
                        "::10.0.0.1");
        var far = List.of("9.9.9.9", "172.32.0.1", "100.128.0.1", "2620:fe::9", "64:ff9b::909:909");
        var lan = List.of("192.168.1.20");

        assertThat(far).allMatch(a -> dials(far, List.of(a)) && dials(lan, List.of(a)));
        assertThat(near)
                .noneMatch(a -> dials(far, List.of(a)))
                .allMatch(a -> dials(lan, List.of(a)));
        assertThat(link).noneMatch(a -> dials(far, List.of(a)) || dials(lan, List.of(a)));
        assertThat(here).noneMatch(a -> dials(far, List.of(a)) || dials(lan, List.of(a)));
        assertThat(here).allMatch(a -> dials(List.of("127.0.0.1"), List.of(a)));
        assertThat(nowhere).noneMatch(a -> dials(List.of("127.0.0.1"), List.of(a)));
        assertThat(dials(far, List.of("9.9.9.9", "10.0.0.1"))).isFalse();
        assertThat(dials(far, List.of())).isFalse();
        assertThat(dials(List.of(), lan)).isFalse();
    }

    /// Whether a request for the store is sent, where the two names lead there.
    private boolean dials(List<String> coordinator, List<String> store) {
        var dialled = new AtomicBoolean();
        Reach.Names names = host -> addresses(host.startsWith("store") ? store : coordinator);
        try (var part = PartialFile.open(home.resolve("part"), 0, 1);
                var nobody = new FakeCoordinator(0);
                var exchange =
                        new Exchange(
                                new DirectHttp(nobody, _ -> dialled.set(true)),
                                Duration.ofSeconds(1),
                                LineCount.NOBODY)) {
            nobody.down(true);
            var line =
                    new StoreLine(
                            exchange,
                            URI.create("https://coordinator.example"),
                            InstantSource.system(),
                            Duration.ofSeconds(1),
                            names);
            var none = line.download("https://store.example/x", part, _ -> {});
            assertThat(none).isInstanceOf(Outcome.Unreachable.class);
            return dialled.get();
        }
    }

    private static InetAddress[] addresses(List<String> digits) throws UnknownHostException {
        if (digits.isEmpty()) {
            throw new UnknownHostException("nobody");
        }
        var found = new InetAddress[digits.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = InetAddress.getByName(digits.get(i));
        }
        return found;
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
