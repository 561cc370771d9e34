package hearth.app.earnings;

import hearth.app.earnings.Explanation.Fact;
import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.protocol.JobId;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.Wei;
import hearth.worker.electricity.DayAccount;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What this computer earned in a period and what its electricity cost, ready to show. What is not
/// known of one of its days is not known of the period.
///
/// @param facts of the whole
/// @param jobs what each job paid, the one that paid most first
/// @param parts what each card, or the processor, earned, likewise
record PeriodSum(List<Fact> facts, List<Fact> jobs, List<Fact> parts) {
    private static final int LONGEST_TITLE = 60;

    static PeriodSum none() {
        return new PeriodSum(List.of(), List.of(), List.of());
    }

    /// @param results newest first
    /// @param accounts of days with training; the others had none
    static PeriodSum of(
            Period period,
            List<ResultView> results,
            List<DayAccount> accounts,
            List<Fact> parts,
            Speech speech) {
        LocalDate today = speech.times().local(speech.times().now()).toLocalDate();
        Instant since = start(period.first(today), speech);
        Instant until = start(today.plusDays(1), speech);
        var paid =
                results.stream()
                        .filter(r -> !r.receivedAt().isBefore(since))
                        .filter(r -> r.receivedAt().isBefore(until))
                        .filter(r -> Verdict.of(r).isPaid())
                        .toList();
        var days = accounts.stream().filter(a -> period.holds(a.day(), today)).toList();
        var facts = new ArrayList<Fact>();
        facts.add(
                new Fact(
                        speech.text("period.earned"),
                        speech.text("amount.ember", speech.amounts().brief(sum(paid)))));
        facts.add(new Fact(speech.text("period.accepted"), speech.amounts().count(paid.size())));
        electricity(days, speech, facts);
        return new PeriodSum(List.copyOf(facts), jobs(paid, speech), List.copyOf(parts));
    }

    private static Instant start(LocalDate day, Speech speech) {
        return day.atStartOfDay(speech.times().local(speech.times().now()).getZone()).toInstant();
    }

    private static Wei sum(List<ResultView> results) {
        return results.stream().map(ResultView::pay).reduce(Wei.ZERO, Wei::plus);
    }

    private static void electricity(List<DayAccount> days, Speech speech, List<Fact> facts) {
        var kWh = whole(days, DayAccount::kWh);
        facts.add(
                new Fact(
                        speech.text("period.energy"),
                        kWh.map(
                                        known ->
                                                speech.text(
                                                        "period.energy.value",
                                                        speech.amounts()
                                                                .decimal(known.doubleValue(), 2)))
                                .orElseGet(() -> speech.text("period.energy.unknown"))));
        if (kWh.isEmpty() || days.isEmpty()) {
            return;
        }
        var currency = days.stream().map(DayAccount::currency).flatMap(Optional::stream).findAny();
        var cost = whole(days, DayAccount::cost);
        if (currency.isEmpty() || cost.isEmpty()) {
            facts.add(new Fact(speech.text("period.cost"), speech.text("period.unknown")));
            return;
        }
        facts.add(
                new Fact(
                        speech.text("period.cost"),
                        speech.amounts().money(cost.get(), currency.get())));
        facts.add(
                new Fact(
                        speech.text("period.net"),
                        whole(days, DayAccount::net)
                                .map(net -> speech.amounts().money(net, currency.get()))
                                .orElseGet(() -> speech.text("period.net.unknown"))));
    }

    private static Optional<BigDecimal> whole(
            List<DayAccount> days, Function<DayAccount, Optional<BigDecimal>> part) {
        var known = days.stream().map(part).flatMap(Optional::stream).toList();
        return known.size() == days.size()
                ? Optional.of(known.stream().reduce(BigDecimal.ZERO, BigDecimal::add))
                : Optional.empty();
    }

    private static List<Fact> jobs(List<ResultView> paid, Speech speech) {
        Map<JobId, List<ResultView>> byJob = new LinkedHashMap<>();
        for (ResultView result : paid) {
            byJob.computeIfAbsent(result.job(), job -> new ArrayList<>()).add(result);
        }
        return byJob.values().stream()
                .sorted((a, b) -> sum(b).compareTo(sum(a)))
                .map(
                        results ->
                                new Fact(
                                        Words.plain(results.getFirst().title(), LONGEST_TITLE),
                                        speech.text(
                                                "period.job",
                                                speech.amounts().brief(sum(results)),
                                                speech.text("earnings.count", results.size()))))
                .toList();
    }
}
