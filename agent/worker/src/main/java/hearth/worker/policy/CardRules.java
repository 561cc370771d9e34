package hearth.worker.policy;

import hearth.hardware.Reading;
import hearth.worker.policy.Memory.Patience;
import hearth.worker.policy.Memory.Signal;
import hearth.worker.policy.RunRules.Sense;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/// What stands against each graphics card. Work waits only if it does against all of them.
final class CardRules {
    private static final Patience HEAT = Patience.of(0, 30, 600);
    private static final Patience NEIGHBOUR = Patience.of(3, 30);

    private final RunRules rules;
    private final Facts facts;
    private final Memory.Next memory;

    /// @param free ids of the cards that may be used
    /// @param against why none may; empty if one may
    record Cards(Set<String> free, List<Reason> against) {}

    CardRules(RunRules rules, Facts facts, Memory.Next memory) {
        this.rules = rules;
        this.facts = facts;
        this.memory = memory;
    }

    /// @param wanted ids of the cards that training can use; empty for any
    Cards judge(Set<String> wanted) {
        var cards =
                new ArrayList<>(
                        facts.seen().reading().graphics().stream()
                                .filter(c -> wanted.isEmpty() || wanted.contains(c.id()))
                                .toList());
        wanted.stream()
                .filter(id -> cards.stream().noneMatch(c -> c.id().equals(id)))
                .sorted()
                .forEach(id -> cards.add(silent(id)));
        var free = new LinkedHashSet<String>();
        var against = new ArrayList<Reason>();
        for (var card : cards) {
            var reasons = against(card);
            if (reasons.isEmpty()) {
                free.add(card.id());
            }
            against.addAll(reasons);
        }
        return new Cards(free, free.isEmpty() ? against : List.of());
    }

    /// A card that training knows and the driver does not show now: nothing is known of it.
    private static Reading.Graphics silent(String id) {
        return new Reading.Graphics(
                id,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private List<Reason> against(Reading.Graphics card) {
        var reasons = new ArrayList<Reason>();
        var limits = rules.limits();
        boolean quiet = rules.times().quiet().contains(facts.wall());
        if (rules.cardsOff().contains(card.id())) {
            reasons.add(new Reason(Cause.CARD_OFF, card.name()));
        }
        add(
                reasons,
                card,
                Cause.CARD_HOT,
                quiet ? limits.quietCardTemperature() : limits.cardTemperature(),
                card.temperature(),
                HEAT);
        var blind = card.temperature().isEmpty() ? Signal.BEYOND : Signal.CLEAR;
        if (rules.mustKnow(Sense.CARD_TEMPERATURE)
                && holds(card, Cause.CARD_TEMPERATURE_UNKNOWN, blind, HEAT)) {
            reasons.add(new Reason(Cause.CARD_TEMPERATURE_UNKNOWN, card.name()));
        }
        add(
                reasons,
                card,
                Cause.CARD_LOUD,
                quiet ? limits.quietCardFan() : limits.cardFan(),
                card.fan(),
                HEAT);
        add(reasons, card, Cause.CARD_POWER, limits.cardWatts(), card.watts(), HEAT);
        var used = card.vramUsedBytes().flatMap(bytes -> share(card, bytes));
        add(reasons, card, Cause.CARD_FULL, limits.cardMemory(), used, NEIGHBOUR);
        add(reasons, card, Cause.CARD_BUSY, rules.others().cardLoad(), othersLoad(card), NEIGHBOUR);
        add(
                reasons,
                card,
                Cause.CARD_MEMORY_TAKEN,
                rules.others().cardMemory(),
                othersMemory(card),
                NEIGHBOUR);
        return reasons;
    }

    private void add(
            List<Reason> reasons,
            Reading.Graphics card,
            Cause cause,
            Optional<Limit> limit,
            Optional<Double> value,
            Patience patience) {
        if (limit.isPresent() && holds(card, cause, limit.get().signal(value), patience)) {
            reasons.add(new Reason(cause, card.name()));
        }
    }

    private boolean holds(Reading.Graphics card, Cause cause, Signal signal, Patience patience) {
        return memory.holds(cause.id() + " " + card.id(), signal, patience);
    }

    /// Load of the card that is not ours. Unknown while we work on it and the driver does not tell
    /// whose it is.
    private Optional<Double> othersLoad(Reading.Graphics card) {
        var told =
                others(card)
                        .filter(list -> list.stream().allMatch(t -> t.load().isPresent()))
                        .map(list -> sum(list, t -> t.load().orElse(0.0)));
        return told.or(() -> isOurs(card) ? Optional.empty() : card.load());
    }

    private Optional<Double> othersMemory(Reading.Graphics card) {
        var told =
                others(card)
                        .filter(list -> list.stream().allMatch(t -> t.vramBytes().isPresent()))
                        .map(list -> (long) sum(list, t -> t.vramBytes().orElse(0L)));
        return told.or(() -> isOurs(card) ? Optional.empty() : card.vramUsedBytes())
                .flatMap(bytes -> share(card, bytes));
    }

    private Optional<List<Reading.Tenant>> others(Reading.Graphics card) {
        return card.tenants()
                .map(
                        all ->
                                all.stream()
                                        .filter(t -> !facts.own().processes().contains(t.pid()))
                                        .toList());
    }

    private boolean isOurs(Reading.Graphics card) {
        return card.tenants()
                .map(all -> all.stream().anyMatch(t -> facts.own().processes().contains(t.pid())))
                .orElse(facts.owner().working());
    }

    private static double sum(List<Reading.Tenant> list, ToDoubleFunction<Reading.Tenant> figure) {
        return list.stream().mapToDouble(figure).sum();
    }

    private static Optional<Double> share(Reading.Graphics card, long bytes) {
        return card.vramBytes().map(all -> (double) bytes / all);
    }
}
