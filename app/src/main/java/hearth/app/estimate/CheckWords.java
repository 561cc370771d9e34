package hearth.app.estimate;

import hearth.app.look.Tone;
import hearth.app.text.Amounts;
import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.protocol.Wei;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An estimate in the owner's language: the best work of this computer, what it earns and costs in
/// a day, whether that is worth it, and what all of it rests on.
///
/// @param tone of the verdict
/// @param notes what the figures rest on
record CheckWords(List<Fact> facts, String verdict, Tone tone, List<String> notes) {
    private static final int LONGEST_NAME = 60;

    /// A name and its value.
    record Fact(String name, String value) {}

    static CheckWords of(Estimate estimate, Speech speech) {
        return estimate.best()
                .map(best -> new Writer(estimate, best, speech).words())
                .orElseGet(
                        () ->
                                new CheckWords(
                                        List.of(),
                                        speech.text("check.nothing"),
                                        Tone.WARN,
                                        List.of()));
    }

    private record Writer(Estimate estimate, CardLine best, Speech speech) {
        CheckWords words() {
            return new CheckWords(facts(), verdict(), tone(), notes());
        }

        private List<Fact> facts() {
            var facts = new ArrayList<Fact>();
            facts.add(
                    fact(
                            "check.earns",
                            speech.text(
                                    "check.earns.value",
                                    ember(best.emberPerDayLow()),
                                    ember(best.emberPerDayHigh()))));
            facts.add(
                    fact(
                            "check.work",
                            speech.text(
                                    "check.work.value",
                                    speech.text("recipe." + best.recipe()),
                                    speech.text("check.size." + best.size()),
                                    device())));
            best.others().ifPresent(others -> facts.add(fact("check.others", others(others))));
            facts.add(fact("check.power", power()));
            best.netPerDay()
                    .ifPresent(
                            low ->
                                    facts.add(
                                            fact(
                                                    "check.net",
                                                    speech.text(
                                                            "check.net.value",
                                                            money(low),
                                                            money(
                                                                    best.netPerDayHigh()
                                                                            .orElse(low))))));
            return facts;
        }

        private String others(CardLine.Others others) {
            return speech.text(
                    others.sameModel() ? "check.others.model" : "check.others.class",
                    ember(Optional.of(others.emberPerDay())),
                    amounts().count(others.devices()),
                    ember(Optional.of(others.lowEmberPerDay())),
                    ember(Optional.of(others.highEmberPerDay())));
        }

        private Fact fact(String key, String value) {
            return new Fact(speech.text(key), value);
        }

        private String device() {
            return best.device().equals("cpu")
                    ? speech.text("check.processor")
                    : Words.plain(best.name(), LONGEST_NAME);
        }

        private String ember(Optional<Double> amount) {
            var ember =
                    BigDecimal.valueOf(amount.orElse(0.0))
                            .setScale(Wei.DECIMALS, RoundingMode.DOWN);
            return amounts().brief(Wei.ofEmber(ember.toPlainString()));
        }

        private String money(double amount) {
            var rounded = BigDecimal.valueOf(amount).round(new MathContext(3));
            return amounts().money(rounded, best.currency());
        }

        /// What nobody has earned yet is no secret.
        private Amounts amounts() {
            return speech.amounts().shown();
        }

        private String power() {
            if (best.watts().isEmpty() || best.kWhPerDay().isEmpty()) {
                return speech.text("check.power.unknown");
            }
            return speech.text(
                    "check.power.value",
                    amounts().decimal(best.watts().get(), best.watts().get() < 10 ? 1 : 0),
                    amounts().decimal(best.kWhPerDay().get(), 2),
                    speech.text("check.source." + best.wattsSource().orElse("modelled")));
        }

        private Tone tone() {
            return estimate.worthIt()
                    .map(sure -> sure ? Tone.GOOD : isPerhaps() ? Tone.WARN : Tone.BAD)
                    .orElse(Tone.INFO);
        }

        private boolean isPerhaps() {
            return best.netPerDayHigh().orElse(0.0) > 0;
        }

        private String verdict() {
            if (estimate.worthIt().isPresent()) {
                return speech.text(
                        estimate.worthIt().get()
                                ? "check.verdict.yes"
                                : isPerhaps() ? "check.verdict.perhaps" : "check.verdict.no");
            }
            if (best.breakEvenPerKwh().isPresent()) {
                return speech.text("check.verdict.tariff", money(best.breakEvenPerKwh().get()));
            }
            return estimate.emberPrice().isEmpty()
                    ? speech.text("check.verdict.ember", best.currency())
                    : speech.text("check.verdict.watts");
        }

        private List<String> notes() {
            var notes = new ArrayList<String>();
            estimate.busyProcessors()
                    .ifPresent(
                            busy ->
                                    notes.add(
                                            speech.text(
                                                    "check.note.busy",
                                                    amounts().decimal(busy, 1))));
            notes.add(
                    speech.text(
                            "check.note.share." + estimate.acceptanceSource(),
                            amounts().decimal(estimate.hoursPerDay(), 0),
                            amounts().percent(estimate.acceptanceLow(), 0),
                            amounts().percent(estimate.acceptanceHigh(), 0)));
            notes.add(
                    speech.text(
                            "check.note.pay." + estimate.priceSource(),
                            ember(Optional.of(estimate.emberPerPflop()))));
            if (estimate.emberPriceSource().equals("assumed")) {
                notes.add(
                        speech.text("check.note.ember", money(estimate.emberPrice().orElse(0.0))));
            }
            return notes;
        }
    }
}
