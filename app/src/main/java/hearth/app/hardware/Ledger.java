package hearth.app.hardware;

import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.worker.Health;

import java.time.Duration;
import java.util.List;

/// What work has asked of this computer, and what went wrong on it, in words.
///
/// @param wrong what went wrong, most frequent first; says so where nothing did
record Ledger(String since, List<Hours> parts, List<Meter.Line> wrong) {
    private static final int LONGEST_NAME = 60;
    private static final int WIDTH = 10;
    private static final int HOTTEST = 100;

    /// Hours of training of one part.
    ///
    /// @param bands coolest first; empty where it does not tell its temperature
    record Hours(String name, List<Band> bands) {}

    /// @param share 0…1 of the longest band
    record Band(String range, String time, double share) {}

    static Ledger of(Health health, Speech speech) {
        return new Ledger(
                speech.text("ledger.since", speech.times().full(health.since())),
                health.parts().stream().map(part -> hours(part, speech)).toList(),
                health.tallies().stream().map(tally -> tally(tally, speech)).toList());
    }

    private static Hours hours(Health.Part part, Speech speech) {
        long longest = part.bands().stream().mapToLong(b -> b.time().toMillis()).max().orElse(1);
        return new Hours(
                Words.plain(part.name(), LONGEST_NAME),
                part.bands().stream().map(band -> band(band, longest, speech)).toList());
    }

    private static Band band(Health.Band band, long longest, Speech speech) {
        int from = band.fromCelsius();
        String range =
                from == 0
                        ? speech.text("ledger.coolest")
                        : from >= HOTTEST
                                ? speech.text("ledger.hottest", from)
                                : speech.text("ledger.band", from, from + WIDTH - 1);
        return new Band(range, speech.times().span(band.time()), share(band.time(), longest));
    }

    private static double share(Duration time, long longest) {
        return longest == 0 ? 0 : (double) time.toMillis() / longest;
    }

    private static Meter.Line tally(Health.Tally tally, Speech speech) {
        return new Meter.Line(
                speech.words().reason(tally.kind(), "").title(),
                speech.text("ledger.times", tally.count(), speech.times().brief(tally.last())));
    }
}
