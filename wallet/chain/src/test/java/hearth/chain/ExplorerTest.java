package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.keys.Address;
import hearth.protocol.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

final class ExplorerTest {
    private static final Address TOKEN = Address.of("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
    private static final String HASH = "0x" + "5e".repeat(32);

    @Test
    void putsNothingIntoAPageButAHashOrAnAddress() {
        var explorer = Explorer.at(URI.create("https://explorer.example/"));
        assertThat(explorer.pageOf(HASH))
                .isEqualTo(URI.create("https://explorer.example/tx/" + HASH));
        assertThat(explorer.pageOf(TOKEN))
                .isEqualTo(URI.create("https://explorer.example/address/" + TOKEN));
        for (String other : List.of("", "0x12", HASH + "/../../evil", "//evil.example", "{hash}")) {
            assertThatThrownBy(() -> explorer.pageOf(other))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://explorer.example/tx/{hash}",
                "javascript:alert(1)//{hash}",
                "file:///etc/passwd?{hash}",
                "https://explorer.example/tx/",
                "https://{hash}.explorer.example/tx/",
                "https://{hash}/tx/",
                "https://user@explorer.example/{hash}",
                "https://explorer.example/{hash}/{hash}",
                "https://explorer.example/{hash} --flag",
                "https://explorer.example/\u202e{hash}",
            })
    void takesOnlyHttpsPagesWithOnePlaceInTheirPath(String template) {
        assertThatThrownBy(() -> new Explorer(template, "https://explorer.example/{address}"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void profilesKeepTheirExplorerAndOldOnesHaveNone(@TempDir Path folder) throws Exception {
        var codes = new TreeMap<>(Map.of("token", "aa", "rewards", "bb", "staking", "cc"));
        var plain =
                new NetworkProfile(
                        "test",
                        271_828,
                        "0x" + "11".repeat(32),
                        List.of(URI.create("https://node.example")),
                        TOKEN,
                        TOKEN,
                        TOKEN,
                        codes,
                        12);
        var file = folder.resolve("network.json");
        var explorer = Explorer.at(URI.create("https://explorer.example"));
        plain.at(explorer).write(file);
        assertThat(NetworkProfile.read(file).orElseThrow().explorer()).contains(explorer);
        // As it was written before there were explorers.
        String old = Json.text(plain).replaceAll(",?\"explorer\":(null|\\{})", "");
        assertThat(old).doesNotContain("explorer");
        Files.write(file, old.getBytes(StandardCharsets.UTF_8));
        assertThat(NetworkProfile.read(file).orElseThrow().explorer()).isEqualTo(Optional.empty());
    }
}
