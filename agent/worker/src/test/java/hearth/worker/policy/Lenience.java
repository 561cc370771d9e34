package hearth.worker.policy;

import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// Rules that allow at least as much as others.
final class Lenience {
    private final RandomGenerator random;

    private Lenience(RandomGenerator random) {
        this.random = random;
    }

    static RunRules of(RunRules strict, RandomGenerator random) {
        var l = new Lenience(random);
        var person = strict.person();
        var limits = strict.limits();
        return new RunRules(
                strict.version(),
                new RunRules.Person(
                        person.graphicsAfter().filter(_ -> random.nextBoolean()),
                        person.processorAfter().filter(_ -> random.nextBoolean()),
                        true,
                        person.fullscreenStops() && random.nextBoolean(),
                        person.videoStops() && random.nextBoolean()),
                new RunRules.Others(
                        l.limit(strict.others().cardLoad()),
                        l.limit(strict.others().cardMemory()),
                        l.limit(strict.others().processorLoad())),
                strict.times(),
                new RunRules.Money(
                        strict.money().batteryAbove().map(above -> above * random.nextDouble()),
                        strict.money().stopAtALoss() && random.nextBoolean()),
                strict.network(),
                new RunRules.Limits(
                        l.limit(limits.cardTemperature()),
                        l.limit(limits.cardFan()),
                        l.limit(limits.cardWatts()),
                        l.limit(limits.cardMemory()),
                        l.limit(limits.quietCardTemperature()),
                        l.limit(limits.quietCardFan()),
                        l.limit(limits.processorTemperature()),
                        l.limit(limits.memoryFree())),
                strict.cardsOff(),
                new TreeSet<>(
                        strict.mustKnow().stream().filter(_ -> random.nextBoolean()).toList()),
                strict.sandbox().filter(_ -> random.nextBoolean()),
                strict.kindsOff(),
                new TreeSet<>(
                        strict.programsFirst().stream()
                                .filter(_ -> random.nextBoolean())
                                .toList()));
    }

    private Optional<Limit> limit(Optional<Limit> strict) {
        if (random.nextInt(5) == 0) {
            return Optional.empty();
        }
        double more = 1 + random.nextDouble();
        return strict.map(
                l ->
                        l.resume() < l.stop()
                                ? new Limit(l.stop() * more, l.resume() * more)
                                : new Limit(l.stop() / more, l.resume() / more));
    }
}
