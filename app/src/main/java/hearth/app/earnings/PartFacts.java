package hearth.app.earnings;

import hearth.app.earnings.Explanation.Fact;
import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.worker.AgentSnapshot.Gpu;
import hearth.worker.AgentSnapshot.Hardware;
import hearth.worker.EarnedBy;

import java.util.List;

/// What each graphics card, or the processor, earned, in words.
final class PartFacts {
    private static final String PROCESSOR = "cpu";
    private static final int LONGEST_NAME = 48;

    private PartFacts() {}

    static List<Fact> of(List<EarnedBy> parts, Hardware hardware, Speech speech) {
        return parts.stream()
                .map(
                        part ->
                                new Fact(
                                        name(part.part(), hardware, speech),
                                        speech.text(
                                                "period.job",
                                                speech.amounts().brief(part.earned()),
                                                speech.text("earnings.count", part.results()))))
                .toList();
    }

    /// Two cards of one name are told apart by their place among the cards.
    private static String name(String part, Hardware hardware, Speech speech) {
        if (part.equals(EarnedBy.UNKNOWN)) {
            return speech.text("period.part.unknown");
        }
        if (part.equals(PROCESSOR)) {
            return speech.text("period.part.cpu");
        }
        if (part.equals(hardware.engine())) {
            return speech.text("period.part.graphics");
        }
        List<Gpu> cards = hardware.gpus();
        for (int i = 0; i < cards.size(); i++) {
            Gpu card = cards.get(i);
            if (card.id().equals(part)) {
                String name = Words.plain(card.name(), LONGEST_NAME);
                boolean isOne =
                        cards.stream().filter(c -> c.name().equals(card.name())).count() == 1;
                return isOne ? name : speech.text("period.part.twin", name, i + 1);
            }
        }
        return speech.text("period.part.gone");
    }
}
