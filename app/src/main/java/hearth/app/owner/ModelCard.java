package hearth.app.owner;

import hearth.protocol.Manifest;
import hearth.protocol.OwnerMessages.OwnedJob;
import hearth.protocol.OwnerMessages.Provenance;
import hearth.protocol.Privacy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.stream.Collectors;

/// What a model is, in Markdown, made of nothing but what was checked or measured.
final class ModelCard {
    private static final int MOST_ROWS = 40;

    private ModelCard() {}

    static String of(
            Manifest manifest, OwnedJob job, Provenance provenance, ModelDownload.Checked checked) {
        var text = new StringBuilder();
        var training = manifest.training();
        text.append("# ").append(manifest.title()).append("\n\n");
        text.append(
                "Trained by Hearth: %d of %d rounds, job `%s`, for %s.%n%n"
                        .formatted(
                                checked.records().size(),
                                training.rounds(),
                                job.job(),
                                manifest.owner()));
        row(text, "", "");
        text.append("|---|---|\n");
        row(text, "file", "`model.safetensors`, F32");
        row(text, "SHA-256", "`" + checked.model().hex() + "`");
        row(
                text,
                "recipe",
                "`"
                        + manifest.recipe().recipe()
                        + "`: "
                        + manifest.recipe().shape().entrySet().stream()
                                .map(e -> e.getKey() + " " + e.getValue())
                                .collect(Collectors.joining(", ")));
        row(text, "parameters", "%,d".formatted(manifest.parameterCount()));
        row(text, "data", manifest.data().name() + " (" + manifest.data().source() + ")");
        row(text, "licence of the data", manifest.data().licence());
        manifest.privacy().ifPresent(tier -> row(text, "who saw the data", seen(tier)));
        row(
                text,
                "training",
                "%d leases a round, %d steps of %d examples each, rate %s"
                        .formatted(
                                training.leasesPerRound(),
                                training.innerSteps(),
                                training.batch(),
                                training.learningRate()));
        row(text, "results", job.accepted() + " accepted, " + job.refused() + " refused");
        job.loss()
                .ifPresent(
                        loss ->
                                row(
                                        text,
                                        "held-out loss" + after(provenance),
                                        job.lossStart().map(s -> s + " to ").orElse("")
                                                + loss
                                                + " nats"));
        job.accuracy().ifPresent(share -> row(text, "held-out accuracy", percent(share)));
        row(text, "spent", JobReport.ember(job.books().spent()) + " EMBER");
        curve(text, provenance);
        job.sample()
                .ifPresent(
                        sample ->
                                text.append("\n## A sample\n\n```\n")
                                        .append(sample.replace("```", "'''"))
                                        .append("\n```\n"));
        text.append(
                """

                ## Provenance

                `provenance.json` names each round's record and checkpoint; `records/` holds the records.
                Each record names its parent, the accepted updates and the record before, so the whole
                history hangs on the hash of the last one:
                """);
        text.append("\n`")
                .append(
                        provenance.rounds().isEmpty()
                                ? checked.model().hex()
                                : provenance.rounds().getLast().record().hex())
                .append("`\n");
        long written = provenance.rounds().stream().filter(l -> l.written().isPresent()).count();
        text.append("%n%d of these rounds are in the RoundLog contract.%n".formatted(written));
        return text.toString();
    }

    private static String seen(Privacy tier) {
        return switch (tier) {
            case PROVEN -> "devices that had proven themselves, in a whole sandbox by their word";
            case OWN -> "devices of the owner's account";
        };
    }

    private static void curve(StringBuilder text, Provenance provenance) {
        var measured =
                new ArrayList<>(
                        provenance.rounds().stream()
                                .filter(link -> link.heldOutLoss().isPresent())
                                .toList());
        if (measured.isEmpty()) {
            return;
        }
        text.append("\n## Loss\n\n| round | held-out loss |\n|---|---|\n");
        int every = Math.max(1, (measured.size() + MOST_ROWS - 1) / MOST_ROWS);
        for (int i = (measured.size() - 1) % every; i < measured.size(); i += every) {
            row(
                    text,
                    String.valueOf(measured.get(i).round()),
                    measured.get(i).heldOutLoss().map(BigDecimal::toPlainString).orElse(""));
        }
    }

    /// Which checkpoint was measured last; usually the model itself.
    private static String after(Provenance provenance) {
        return provenance.rounds().stream()
                .filter(link -> link.heldOutLoss().isPresent())
                .reduce((earlier, later) -> later)
                .map(link -> " after round " + link.round())
                .orElse("");
    }

    private static String percent(BigDecimal share) {
        return share.movePointRight(2).stripTrailingZeros().toPlainString() + " %";
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append("| %s | %s |%n".formatted(name, value.replace("|", "\\|").replace("\n", " ")));
    }
}
