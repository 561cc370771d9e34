package hearth.app.jobs;

import hearth.app.jobs.JobCard.Fact;
import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.worker.Datasheet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a job learns from and on what terms, ready to show. Whoever owns the job wrote the texts:
/// they are shown as they are, without control characters and not at any length.
record ModelCard(List<Fact> facts) {
    private static final int LONGEST_NAME = 80;
    private static final int LONGEST_TEXT = 200;

    /// More than a recipe has.
    private static final int MOST_SIZES = 12;

    /// Before it is known.
    static ModelCard empty() {
        return new ModelCard(List.of());
    }

    static ModelCard of(Datasheet sheet, Speech speech) {
        var facts = new ArrayList<Fact>();
        facts.add(fact("data", written(sheet.data(), LONGEST_NAME, speech), speech));
        facts.add(fact("source", written(sheet.source(), LONGEST_TEXT, speech), speech));
        facts.add(fact("licence", written(sheet.licence(), LONGEST_TEXT, speech), speech));
        facts.add(fact("privacy", privacy(sheet, speech), speech));
        facts.add(fact("sizes", sizes(sheet, speech), speech));
        facts.add(fact("pieces", speech.amounts().count(sheet.pieces()), speech));
        facts.add(
                fact(
                        "lease",
                        speech.text(
                                "jobs.card.lease.value",
                                sheet.steps(),
                                speech.amounts().brief(sheet.payPerLease())),
                        speech));
        return new ModelCard(List.copyOf(facts));
    }

    private static Fact fact(String key, String value, Speech speech) {
        return new Fact(speech.text("jobs.card." + key), value);
    }

    private static String written(String text, int longest, Speech speech) {
        String plain = Words.plain(text.strip(), longest);
        return plain.isBlank() ? speech.text("jobs.card.nothing") : plain;
    }

    private static String privacy(Datasheet sheet, Speech speech) {
        return speech.text(
                "jobs.card.privacy."
                        + sheet.privacy()
                                .map(p -> p.name().toLowerCase(Locale.ROOT))
                                .orElse("all"));
    }

    private static String sizes(Datasheet sheet, Speech speech) {
        return sheet.recipe().shape().entrySet().stream()
                .limit(MOST_SIZES)
                .map(
                        size ->
                                Words.plain(size.getKey(), LONGEST_NAME)
                                        + " "
                                        + speech.amounts().count(size.getValue()))
                .collect(Collectors.joining(", "));
    }
}
