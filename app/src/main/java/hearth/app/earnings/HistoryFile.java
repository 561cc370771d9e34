package hearth.app.earnings;

import hearth.protocol.Messages.ResultView;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The results of this computer as a table that outlives Hearth: comma-separated, times in UTC,
/// amounts in EMBER with every digit. Titles, which come from a server, are left out.
///
/// @param folder the owner's home folder, so that it does not go with the data folder
public record HistoryFile(Path folder) {
    private static final String HEAD =
            "received,job,round,lease,state,ledger,pay_ember,epoch,released";

    /// Writes the table and never over another one.
    ///
    /// @param results as the rows stand, oldest first
    /// @return where it is
    public Path write(List<ResultView> results, Instant now) throws IOException {
        var lines = new ArrayList<String>();
        lines.add(HEAD);
        results.forEach(result -> lines.add(line(result)));
        var day = now.atOffset(ZoneOffset.UTC).toLocalDate();
        Path part = Files.createTempFile(folder, "hearth-history-", ".part");
        Files.write(part, lines, StandardCharsets.UTF_8);
        for (int copy = 1; ; copy++) {
            String name = "hearth-history-" + day + (copy == 1 ? "" : "-" + copy) + ".csv";
            Path file = folder.resolve(name);
            if (!Files.exists(file)) {
                return Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private static String line(ResultView result) {
        return String.join(
                ",",
                result.receivedAt().toString(),
                cell(result.job().value()),
                Integer.toString(result.round()),
                cell(result.lease().value()),
                cell(result.state()),
                cell(result.ledger().orElse("")),
                result.pay().ember().toPlainString(),
                result.epoch().map(String::valueOf).orElse(""),
                result.releasedAt().map(Instant::toString).orElse(""));
    }

    /// Names and ids only: nothing that a table program would take for a formula.
    private static String cell(String text) {
        return Optional.of(text).filter(t -> t.matches("[A-Za-z0-9_][A-Za-z0-9_.:-]*")).orElse("");
    }
}
