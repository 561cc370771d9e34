package hearth.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.app.install.CommandFailure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;

final class PriceFileTest {
    @TempDir Path folder;

    @Test
    void readsADayAndAPriceFromEachLine() throws IOException {
        var file = Files.writeString(folder.resolve("prices.csv"), "2026-11-20, 0.13\n\n");
        var prices = PriceFile.read(file, "EUR");
        assertThat(prices.currency()).isEqualTo("EUR");
        assertThat(prices.perEmber())
                .isEqualTo(Map.of(LocalDate.parse("2026-11-20"), new BigDecimal("0.13")));
    }

    @Test
    void refusesAFileThatIsNoListOfPrices() throws IOException {
        var file = Files.writeString(folder.resolve("prices.csv"), "yesterday,cheap");
        assertThatThrownBy(() -> PriceFile.read(file, "EUR")).isInstanceOf(CommandFailure.class);
        assertThatThrownBy(() -> PriceFile.read(folder.resolve("none"), "EUR"))
                .isInstanceOf(CommandFailure.class);
    }
}
