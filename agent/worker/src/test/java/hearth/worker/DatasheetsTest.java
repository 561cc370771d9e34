package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Json;
import hearth.protocol.Sha256;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

class DatasheetsTest {
    @TempDir private Path home;

    /// What is here needs nobody; what is not is asked for, and believed by its hash.
    @Test
    void readsAManifestThatIsHereAndAsksForOneThatIsNot() throws Exception {
        var manifest = Examples.manifest();
        var cache = new HashedFiles(home.resolve("cache"));
        URI gone;
        try (var coordinator = new FakeCoordinator(1);
                var records = AgentRecords.open(home.resolve("journal.db"), Clock.systemUTC());
                var client = client(coordinator.address(), records)) {
            gone = coordinator.address();
            var sheets = new Datasheets(cache, client.reads());

            assertThat(sheets.of(coordinator.manifest()))
                    .hasValueSatisfying(
                            sheet ->
                                    assertThat(sheet.licence())
                                            .isEqualTo(manifest.data().licence()));
            assertThat(sheets.of(Sha256.of(new byte[] {1}))).isEmpty();
        }
        try (var records = AgentRecords.open(home.resolve("journal.db"), Clock.systemUTC());
                var client = client(gone, records)) {
            var sheets = new Datasheets(cache, client.reads());
            assertThat(sheets.of(manifest.id())).isEmpty();
            put(cache, Json.bytes(manifest));
            assertThat(sheets.of(manifest.id())).contains(Datasheet.of(manifest));
            var nonsense = put(cache, "{}".getBytes(StandardCharsets.UTF_8));
            assertThat(sheets.of(nonsense)).isEmpty();
        }
    }

    private CoordinatorClient client(URI address, AgentRecords records) {
        return new CoordinatorClient(
                address,
                DeviceKeyFile.open(home.resolve("device.key"), new SecureRandom()),
                "den",
                records.settings(),
                Clock.systemUTC());
    }

    private Sha256 put(HashedFiles cache, byte[] content) throws Exception {
        var made = home.resolve("made");
        Files.write(made, content);
        return cache.adopt(made);
    }
}
