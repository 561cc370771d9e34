package hearth.app.earnings;

import hearth.app.text.Speech;
import hearth.protocol.Messages.HeldPay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// When held pay is due, in words, for somebody who has some.
///
/// @param pay empty where the coordinator does not say
public record HeldWords(Optional<HeldPay> pay, Speech speech) {
    private static final Duration DAY = Duration.ofDays(1);

    /// A few words under the sum.
    String note() {
        return pay.flatMap(HeldPay::until)
                .map(
                        until ->
                                isDue(until)
                                        ? speech.text("held.note.due")
                                        : speech.text("held.note.until", date(until)))
                .orElseGet(() -> speech.text("held.note.unknown"));
    }

    /// Whole sentences: the date that holds whatever this computer does, and what makes it earlier.
    public List<String> sentences() {
        var until = pay.flatMap(HeldPay::until);
        if (until.isEmpty()) {
            return List.of(speech.text("held.unknown"));
        }
        if (isDue(until.get())) {
            return List.of(speech.text("held.due"));
        }
        var sentences = new ArrayList<String>();
        sentences.add(speech.text("held.until", date(until.get())));
        pay.filter(p -> p.newer() > 0)
                .ifPresent(
                        p ->
                                sentences.add(
                                        speech.text(
                                                "held.sooner",
                                                speech.times().span(p.after()),
                                                p.newer())));
        return List.copyOf(sentences);
    }

    private boolean isDue(Instant until) {
        return !until.isAfter(speech.times().now());
    }

    /// The day alone, unless it is so soon that the hour matters.
    private String date(Instant until) {
        return speech.times().until(until).compareTo(DAY) < 0
                ? speech.times().brief(until)
                : speech.times().date(until);
    }
}
