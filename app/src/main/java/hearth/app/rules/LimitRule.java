package hearth.app.rules;

import hearth.worker.policy.Limit;
import hearth.worker.policy.RunRules;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The limits with two ends: where work stops, and where it goes on.
public enum LimitRule {
    CARD_TEMPERATURE(Unit.CELSIUS, 30, 110, 83, 73),
    CARD_FAN(Unit.PERCENT, 1, 100, 60, 50),
    CARD_WATTS(Unit.WATT, 5, 2000, 200, 170),
    CARD_MEMORY(Unit.PERCENT, 1, 100, 90, 80),
    QUIET_CARD_TEMPERATURE(Unit.CELSIUS, 30, 110, 68, 60),
    QUIET_CARD_FAN(Unit.PERCENT, 1, 100, 45, 35),
    PROCESSOR_TEMPERATURE(Unit.CELSIUS, 30, 115, 95, 85),
    MEMORY_FREE(Unit.GIGABYTE, 0.1, 4096, 0.5, 1),
    OTHERS_CARD_LOAD(Unit.PERCENT, 1, 100, 25, 10),
    OTHERS_CARD_MEMORY(Unit.PERCENT, 1, 100, 50, 40),
    OTHERS_PROCESSOR_LOAD(Unit.PERCENT, 1, 100, 50, 30);

    private final Unit unit;
    private final double least;
    private final double most;
    private final double stop;
    private final double resume;

    /// @param least,most that make sense, as shown
    /// @param stop,resume when it is switched on, as shown
    LimitRule(Unit unit, double least, double most, double stop, double resume) {
        this.unit = unit;
        this.least = least;
        this.most = most;
        this.stop = stop;
        this.resume = resume;
    }

    String key() {
        return "rule." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Unit unit() {
        return unit;
    }

    double least() {
        return least;
    }

    double most() {
        return most;
    }

    /// Whether work stops above it and not below.
    boolean isCeiling() {
        return resume < stop;
    }

    Limit initial() {
        return new Limit(unit.stored(stop), unit.stored(resume));
    }

    public Optional<Limit> read(RuleBook book) {
        return of(all(book.rules()), this);
    }

    RuleBook write(RuleBook book, Optional<Limit> limit) {
        var all = all(book.rules());
        all.put(this, limit);
        var draft = new Draft(book);
        draft.others =
                new RunRules.Others(
                        of(all, OTHERS_CARD_LOAD),
                        of(all, OTHERS_CARD_MEMORY),
                        of(all, OTHERS_PROCESSOR_LOAD));
        draft.limits =
                new RunRules.Limits(
                        of(all, CARD_TEMPERATURE),
                        of(all, CARD_FAN),
                        of(all, CARD_WATTS),
                        of(all, CARD_MEMORY),
                        of(all, QUIET_CARD_TEMPERATURE),
                        of(all, QUIET_CARD_FAN),
                        of(all, PROCESSOR_TEMPERATURE),
                        of(all, MEMORY_FREE));
        return draft.done();
    }

    private static Optional<Limit> of(Map<LimitRule, Optional<Limit>> all, LimitRule rule) {
        return Objects.requireNonNull(all.get(rule));
    }

    private static Map<LimitRule, Optional<Limit>> all(RunRules rules) {
        var limits = rules.limits();
        var others = rules.others();
        var all = new EnumMap<LimitRule, Optional<Limit>>(LimitRule.class);
        all.put(CARD_TEMPERATURE, limits.cardTemperature());
        all.put(CARD_FAN, limits.cardFan());
        all.put(CARD_WATTS, limits.cardWatts());
        all.put(CARD_MEMORY, limits.cardMemory());
        all.put(QUIET_CARD_TEMPERATURE, limits.quietCardTemperature());
        all.put(QUIET_CARD_FAN, limits.quietCardFan());
        all.put(PROCESSOR_TEMPERATURE, limits.processorTemperature());
        all.put(MEMORY_FREE, limits.memoryFree());
        all.put(OTHERS_CARD_LOAD, others.cardLoad());
        all.put(OTHERS_CARD_MEMORY, others.cardMemory());
        all.put(OTHERS_PROCESSOR_LOAD, others.processorLoad());
        return all;
    }
}
