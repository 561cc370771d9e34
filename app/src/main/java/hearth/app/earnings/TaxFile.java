package hearth.app.earnings;

import hearth.app.text.Notices;
import hearth.app.text.Speech;
import hearth.app.wallet.WalletFeed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/// What the wallet got and gave, as a file that the owner names. It is there whole or not at all.
public final class TaxFile {
    private final WalletFeed wallet;
    private final Speech speech;
    private final Notices notices;

    public TaxFile(WalletFeed wallet, Speech speech, Notices notices) {
        this.wallet = wallet;
        this.speech = speech;
        this.notices = notices;
    }

    /// Such as `hearth-tax-2026-11-23.csv`, by the day in UTC.
    String suggestedName() {
        return "hearth-tax-" + LocalDate.ofInstant(speech.times().now(), ZoneOffset.UTC) + ".csv";
    }

    /// @param file replaced where there is one: whoever chose it was asked
    void save(Path file) {
        wallet.ask(
                desk -> {
                    Optional<String> report = desk.taxReport();
                    report.ifPresent(text -> write(file, text));
                    return report.isPresent();
                },
                isThere -> {
                    if (isThere) {
                        notices.good(speech.text("exit.export.done", file.toString()));
                    } else {
                        notices.bad(speech.text("earnings.tax.none"));
                    }
                },
                () -> notices.bad(speech.text("exit.export.failed")));
    }

    private static void write(Path file, String text) {
        try {
            Path folder = file.toAbsolutePath().normalize().getParent();
            Path part = Files.createTempFile(folder, "hearth-tax-", ".part");
            try {
                Files.writeString(part, text, StandardCharsets.UTF_8);
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
