package hearth.app.estimate;

import com.fasterxml.jackson.annotation.JsonInclude;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The whole answer of `hearth estimate`.
///
/// @param worthIt whether the best work is sure to leave something after electricity; null while
/// that cannot be told, and `verdict` says why
/// @param verdict the same as a sentence
/// @param assumptions what the figures rest on, in sentences
/// @param emberPrice what one EMBER is taken to be worth, in the cards' currency; null if not known
/// @param emberPriceSource `told`, `assumed` or `unknown`
/// @param busyProcessors that other programs kept busy, if so many that figures are too low
/// @param seconds that the check took
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Estimate(
        List<CardLine> cards,
        Optional<Boolean> worthIt,
        String verdict,
        List<String> assumptions,
        double hoursPerDay,
        double acceptanceLow,
        double acceptanceHigh,
        String acceptanceSource,
        String priceSource,
        double emberPerPflop,
        Optional<Double> emberPrice,
        String emberPriceSource,
        Optional<Double> busyProcessors,
        long seconds) {
    /// @param busy processors that other programs used before the check, if that casts doubt on it
    static Estimate of(List<CardLine> cards, Premise premise, Optional<Double> busy, long seconds) {
        var best = mostLeft(cards);
        return new Estimate(
                cards,
                best.map(b -> b.netPerDay().orElse(0.0) > 0),
                best.map(Estimate::judged).orElseGet(() -> unknown(cards, premise)),
                Stream.concat(busy.map(Estimate::doubt).stream(), premise.inWords().stream())
                        .toList(),
                premise.day().hours(),
                premise.acceptance().low(),
                premise.acceptance().high(),
                premise.acceptance().isAssumed() ? "assumed" : "realised",
                premise.price().source().name().toLowerCase(Locale.ROOT),
                premise.price().weiPerTeraflop().ember().movePointRight(3).doubleValue(),
                premise.emberPrice().map(BigDecimal::doubleValue),
                premise.emberPrice().isEmpty()
                        ? "unknown"
                        : premise.terms().emberPrice().isPresent() ? "told" : "assumed",
                busy,
                seconds);
    }

    private static String doubt(double busy) {
        return String.format(
                Locale.ROOT,
                "Other programs kept %.1f processors busy: speeds, and watts that are modelled, are"
                        + " too low. Ask again when the computer is at rest.",
                busy);
    }

    private static Optional<CardLine> mostLeft(List<CardLine> cards) {
        return cards.stream()
                .filter(c -> c.netPerDay().isPresent())
                .max(Comparator.comparing(c -> c.netPerDay().orElse(0.0)));
    }

    /// The work that leaves most after electricity; where that is not known, the one that earns
    /// most. Empty if nothing trained.
    Optional<CardLine> best() {
        return mostLeft(cards)
                .or(
                        () ->
                                cards.stream()
                                        .filter(c -> c.emberPerDayHigh().isPresent())
                                        .max(
                                                Comparator.comparing(
                                                        c -> c.emberPerDayHigh().orElse(0.0))));
    }

    private static String judged(CardLine best) {
        double low = best.netPerDay().orElse(0.0);
        double high = best.netPerDayHigh().orElse(low);
        var what = best.recipe() + " (" + best.size() + ") on " + best.name();
        if (low > 0) {
            return "Worth it: %s leaves %s to %s %s a day after electricity."
                    .formatted(what, plain(low), plain(high), best.currency());
        }
        var hint =
                best.goodHours()
                        .filter(h -> !h.isEmpty())
                        .map(h -> " It would pay in the hours " + ranges(h) + " alone.")
                        .orElseGet(
                                () ->
                                        best.breakEvenPerKwh()
                                                .map(
                                                        p ->
                                                                " It would pay with electricity below %s %s per kWh."
                                                                        .formatted(
                                                                                plain(p),
                                                                                best.currency()))
                                                .orElse(""));
        return high > 0
                ? "Perhaps not worth it: the best work, %s, leaves between %s and %s %s a day after electricity.%s"
                        .formatted(what, plain(low), plain(high), best.currency(), hint)
                : "Not worth it: the best work, %s, would lose %s %s a day after electricity.%s"
                        .formatted(what, plain(-high), best.currency(), hint);
    }

    private static String unknown(List<CardLine> cards, Premise premise) {
        if (cards.stream().noneMatch(c -> c.stepsPerSecond().isPresent())) {
            return "Not known: nothing trained here. Run hearth doctor.";
        }
        var best =
                cards.stream()
                        .filter(c -> c.breakEvenPerKwh().isPresent())
                        .max(Comparator.comparing(c -> c.breakEvenPerKwh().orElse(0.0)));
        if (best.isPresent()) {
            return "Not known without your tariff (--price and --currency): it is worth it if a kWh costs less than %s %s, with %s on %s."
                    .formatted(
                            plain(best.get().breakEvenPerKwh().orElse(0.0)),
                            premise.currency(),
                            best.get().recipe(),
                            best.get().name());
        }
        return premise.emberPrice().isEmpty()
                ? "Not known: tell what one EMBER is worth in %s (--ember-price)."
                        .formatted(premise.currency())
                : "Not known: nothing here tells what training draws. Read a plug meter and tell it with --watts.";
    }

    /// Three figures, never in powers of ten.
    static String plain(double value) {
        var rounded = BigDecimal.valueOf(value).round(new MathContext(3));
        return rounded.stripTrailingZeros().toPlainString();
    }

    /// Such as `10–16, 22`.
    static String ranges(List<Integer> hours) {
        var parts = new ArrayList<String>();
        for (int i = 0; i < hours.size(); ) {
            int from = i;
            while (i + 1 < hours.size() && hours.get(i + 1) == hours.get(i) + 1) {
                i++;
            }
            parts.add(hours.get(from) + "–" + (hours.get(i) + 1));
            i++;
        }
        return String.join(", ", parts);
    }

    /// A table and sentences for people.
    public String inWords() {
        var lines = new StringBuilder();
        for (var device : cards.stream().map(CardLine::name).distinct().toList()) {
            lines.append(device).append('\n');
            for (var card : cards) {
                if (card.name().equals(device)) {
                    lines.append(line(card)).append('\n');
                }
            }
        }
        return lines
                + "\n"
                + verdict
                + "\n\n"
                + assumptions.stream().map(a -> "  " + a).collect(Collectors.joining("\n"));
    }

    private static String others(CardLine.Others others) {
        return "%n  %-15s%d others%s earned %s EMBER/day (median of seven days; half of them %s to %s)"
                .formatted(
                        "",
                        others.devices(),
                        others.sameModel() ? " of this model" : "",
                        plain(others.emberPerDay()),
                        plain(others.lowEmberPerDay()),
                        plain(others.highEmberPerDay()));
    }

    private static String line(CardLine card) {
        var what = "  %-15s".formatted((card.recipe() + " " + card.size()).strip());
        if (card.stepsPerSecond().isEmpty()) {
            return what + card.reason().orElse("");
        }
        return what
                + "%8s steps/s  %10s  %9s PFLOP/day  %s to %s EMBER/day  %s"
                        .formatted(
                                plain(card.stepsPerSecond().get()),
                                card.watts()
                                        .map(w -> plain(w) + " W " + card.wattsSource().orElse(""))
                                        .orElse("? W"),
                                plain(card.verifiedPflopPerDay().orElse(0.0)),
                                plain(card.emberPerDayLow().orElse(0.0)),
                                plain(card.emberPerDayHigh().orElse(0.0)),
                                card.netPerDay()
                                        .map(n -> "net " + plain(n) + " " + card.currency())
                                        .orElse("net not known"))
                + card.others().map(Estimate::others).orElse("");
    }
}
