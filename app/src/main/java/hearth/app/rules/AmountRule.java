package hearth.app.rules;

import hearth.worker.TransferLimits;
import hearth.worker.policy.RunRules;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// The rules that are one number each.
public enum AmountRule {
    GRAPHICS_AFTER(Unit.MINUTE, 0.5, 1440, 3),
    PROCESSOR_AFTER(Unit.MINUTE, 0.5, 1440, 3),
    BATTERY_ABOVE(Unit.PERCENT, 1, 99, 80),
    DATA_DAY(Unit.MEGABYTE, 1, 100_000_000, 2000),
    DATA_MONTH(Unit.MEGABYTE, 1, 100_000_000, 50_000),
    DISK_USED(Unit.GIGABYTE, 0.1, 1_000_000, 10),
    DISK_FREE(Unit.GIGABYTE, 0, 1_000_000, 5);

    private static final double MILLIS = 1000;
    private final Unit unit;
    private final double least;
    private final double most;
    private final double initial;

    /// @param least,most that make sense, as shown
    /// @param initial when it is switched on, as shown
    AmountRule(Unit unit, double least, double most, double initial) {
        this.unit = unit;
        this.least = least;
        this.most = most;
        this.initial = initial;
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

    double initial() {
        return initial;
    }

    /// Whether there is always a number.
    boolean isFixed() {
        return this == DISK_USED || this == DISK_FREE;
    }

    /// As shown.
    public Optional<Double> read(RuleBook book) {
        var person = book.rules().person();
        var transfers = book.transfers();
        return switch (this) {
            case GRAPHICS_AFTER -> person.graphicsAfter().map(AmountRule::minutes);
            case PROCESSOR_AFTER -> person.processorAfter().map(AmountRule::minutes);
            case BATTERY_ABOVE -> book.rules().money().batteryAbove().map(unit::shown);
            case DATA_DAY -> transfers.bytesPerDay().map(unit::shown);
            case DATA_MONTH -> transfers.bytesPerMonth().map(unit::shown);
            case DISK_USED -> Optional.of(unit.shown((double) transfers.cacheBytes()));
            case DISK_FREE -> Optional.of(unit.shown((double) transfers.freeBytes()));
        };
    }

    /// @param amount as shown; absent means without this rule
    RuleBook write(RuleBook book, Optional<Double> amount) {
        var person = book.rules().person();
        var transfers = book.transfers();
        var draft = new Draft(book);
        return switch (this) {
            case GRAPHICS_AFTER -> {
                draft.person = person(person, duration(amount), person.processorAfter());
                yield draft.done();
            }
            case PROCESSOR_AFTER -> {
                draft.person = person(person, person.graphicsAfter(), duration(amount));
                yield draft.done();
            }
            case BATTERY_ABOVE -> {
                draft.money =
                        new RunRules.Money(
                                amount.map(unit::stored), book.rules().money().stopAtALoss());
                yield draft.done();
            }
            case DATA_DAY ->
                    book.with(
                            new TransferLimits(
                                    bytes(amount),
                                    transfers.bytesPerMonth(),
                                    transfers.cacheBytes(),
                                    transfers.freeBytes()));
            case DATA_MONTH ->
                    book.with(
                            new TransferLimits(
                                    transfers.bytesPerDay(),
                                    bytes(amount),
                                    transfers.cacheBytes(),
                                    transfers.freeBytes()));
            case DISK_USED ->
                    book.with(
                            new TransferLimits(
                                    transfers.bytesPerDay(),
                                    transfers.bytesPerMonth(),
                                    bytes(amount).orElseThrow(),
                                    transfers.freeBytes()));
            case DISK_FREE ->
                    book.with(
                            new TransferLimits(
                                    transfers.bytesPerDay(),
                                    transfers.bytesPerMonth(),
                                    transfers.cacheBytes(),
                                    bytes(amount).orElseThrow()));
        };
    }

    private static RunRules.Person person(
            RunRules.Person person, Optional<Duration> graphics, Optional<Duration> processor) {
        return new RunRules.Person(
                graphics,
                processor,
                person.lockedIsAway(),
                person.fullscreenStops(),
                person.videoStops());
    }

    private static double minutes(Duration span) {
        return Unit.MINUTE.shown(span.toMillis() / MILLIS);
    }

    private static Optional<Duration> duration(Optional<Double> minutes) {
        return minutes.map(m -> Duration.ofMillis(Math.round(Unit.MINUTE.stored(m) * MILLIS)));
    }

    private Optional<Long> bytes(Optional<Double> amount) {
        return amount.map(a -> Math.round(unit.stored(a)));
    }
}
