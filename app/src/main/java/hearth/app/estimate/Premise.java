package hearth.app.estimate;

import hearth.protocol.RealisedRates;
import hearth.worker.AgentLink;
import hearth.worker.ResultTally;
import hearth.worker.electricity.ElectricityTerms;
import hearth.worker.estimate.Acceptance;
import hearth.worker.estimate.DayEstimate;
import hearth.worker.estimate.DayHours;
import hearth.worker.estimate.WorkPrice;
import hearth.worker.policy.RunRules;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What an estimate rests on beside the check itself, each with the words for where it comes from.
///
/// @param isOwnRules whether the hours are the owner's, not the usual ones
/// @param realised what others earned
/// @param emberPrice of one EMBER in the currency; absent where nobody told it and none may be
/// assumed
public record Premise(
        DayHours day,
        boolean isOwnRules,
        Acceptance acceptance,
        WorkPrice price,
        RealisedRates realised,
        ElectricityTerms terms,
        String currency,
        Optional<BigDecimal> emberPrice) {
    private static final String ANCHOR_CURRENCY = "USD";
    private static final BigDecimal ANCHOR = BigDecimal.ONE;

    /// @param agent the running one, if one runs
    /// @param network what is known of its pay
    /// @param terms as kept there or told on the command line
    /// @param hours a day, where the owner told them for this estimate
    public static Premise of(
            Optional<AgentLink> agent,
            NetworkFigures network,
            ElectricityTerms terms,
            Optional<Double> hours,
            Instant now) {
        var rules = agent.map(AgentLink::rules);
        var day =
                hours.map(DayHours::spread)
                        .orElseGet(() -> DayHours.of(rules.orElse(RunRules.USUAL).times()));
        var acceptance =
                agent.map(a -> ResultTally.lately(a, now))
                        .map(t -> Acceptance.of(t.accepted(), t.decided()))
                        .orElse(Acceptance.ASSUMED);
        var currency = terms.currency().orElse(ANCHOR_CURRENCY);
        var anchored =
                currency.equals(ANCHOR_CURRENCY)
                        ? Optional.of(ANCHOR)
                        : Optional.<BigDecimal>empty();
        return new Premise(
                day,
                hours.isPresent() || rules.isPresent(),
                acceptance,
                network.price().orElse(WorkPrice.ANCHOR),
                network.realised(),
                terms,
                currency,
                terms.emberPrice().or(() -> anchored));
    }

    DayEstimate.Worth worth() {
        return new DayEstimate.Worth(emberPrice, terms.tariff());
    }

    /// What a reader must know to judge the figures.
    List<String> inWords() {
        var words = new ArrayList<String>();
        words.add(
                "Hours: %.1f a day, %s. Work also waits while the rules keep the computer for you; how long that is, nobody knows beforehand."
                        .formatted(
                                day.hours(),
                                isOwnRules ? "as you told" : "the usual rules, as no agent runs"));
        words.add(
                acceptance.isAssumed()
                        ? "Range: %.0f to %.0f %% of the work accepted in time. Assumed: this computer has fewer than %d decided results of the last seven days."
                                .formatted(
                                        acceptance.low() * 100,
                                        acceptance.high() * 100,
                                        Acceptance.ENOUGH)
                        : "Range: %.1f to %.1f %% of the work accepted in time, by %d decided results of this computer in the last seven days (95 %% interval)."
                                .formatted(
                                        acceptance.low() * 100,
                                        acceptance.high() * 100,
                                        acceptance.decided()));
        words.add(
                switch (price.source()) {
                    case JOB ->
                            "Pay: the median price of the coordinator's jobs, %s EMBER for 10^15 operations."
                                    .formatted(perPetaflop());
                    case ASSUMED ->
                            "Pay: assumed %s EMBER for 10^15 operations (1 USD for an exaFLOP); no real coordinator was asked."
                                    .formatted(perPetaflop());
                });
        words.add(
                emberPrice
                        .map(
                                p ->
                                        "EMBER: %s %s each, %s."
                                                .formatted(
                                                        p.toPlainString(),
                                                        currency,
                                                        terms.emberPrice().isPresent()
                                                                ? "as you told"
                                                                : "assumed from the same anchor; it has no market price"))
                        .orElse(
                                "EMBER: what one is worth in %s is not known; tell it with --ember-price."
                                        .formatted(currency)));
        words.add(
                terms.tariff().isPresent()
                        ? "Electricity: your tariff, for what training draws above idle. A computer that stays on for this alone draws its idle power too."
                        : "Electricity: no tariff is known; tell it with --price or --prices.");
        return words;
    }

    private String perPetaflop() {
        return price.weiPerTeraflop()
                .ember()
                .movePointRight(3)
                .stripTrailingZeros()
                .toPlainString();
    }
}
