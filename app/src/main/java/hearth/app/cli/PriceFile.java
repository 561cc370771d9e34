package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.wallet.TaxReport.Prices;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;

/// What one EMBER was worth on which day, as its owner wrote it down.
final class PriceFile {
    private PriceFile() {}

    /// A file of lines such as `2026-11-21,0.12`.
    ///
    /// @throws CommandFailure if it cannot be read or has any other line
    static Prices read(Path file, String currency) {
        var prices = new HashMap<LocalDate, BigDecimal>();
        try {
            for (var line : Files.readAllLines(file)) {
                if (line.isBlank()) {
                    continue;
                }
                var cells = line.split(",", -1);
                if (cells.length != 2) {
                    throw new NumberFormatException(line);
                }
                prices.put(LocalDate.parse(cells[0].strip()), new BigDecimal(cells[1].strip()));
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    CommandFailure.USAGE, "There is no readable file " + file + ".", e);
        } catch (DateTimeParseException | NumberFormatException e) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    file + " has a line that is not a day and a price, such as 2026-11-21,0.12.",
                    e);
        }
        return new Prices(currency, Map.copyOf(prices));
    }
}
