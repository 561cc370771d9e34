package hearth.worker.policy;

import hearth.hardware.Observation;
import hearth.hardware.Reading;
import hearth.hardware.desktop.Fact;
import hearth.hardware.desktop.Presence;
import hearth.protocol.SandboxGrade;
import hearth.worker.electricity.Margin;
import hearth.worker.policy.RunRules.Sense;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Random rules and random worlds, from a seed.
final class Worlds {
    static final long OURS = 7;
    private static final long GIB = 1L << 30;
    private static final List<String> CARDS = List.of("a", "b");
    private static final List<String> PROGRAMS = List.of("game", "studio");
    private final RandomGenerator random;

    /// The same all the time: an agent tries its sandbox once.
    private final Optional<SandboxGrade> sandbox;

    Worlds(RandomGenerator random) {
        this.random = random;
        this.sandbox = maybe(this::grade);
    }

    boolean chance(double share) {
        return random.nextDouble() < share;
    }

    <T> Optional<T> maybe(Supplier<T> value) {
        return chance(0.7) ? Optional.of(value.get()) : Optional.empty();
    }

    private Optional<Limit> ceiling(double most) {
        return maybe(
                () -> {
                    double stop = most * (0.2 + 0.7 * random.nextDouble());
                    return new Limit(stop, stop * (0.5 + 0.4 * random.nextDouble()));
                });
    }

    private WeekHours hours(double share) {
        return new WeekHours(
                IntStream.range(0, 7)
                        .mapToObj(
                                _ ->
                                        IntStream.range(0, 24)
                                                .mapToObj(_ -> chance(share) ? "#" : ".")
                                                .collect(Collectors.joining()))
                        .toList());
    }

    private <T> NavigableSet<T> some(List<T> all, double share) {
        var chosen = new TreeSet<T>();
        all.stream().filter(_ -> chance(share)).forEach(chosen::add);
        return chosen;
    }

    RunRules rules() {
        return new RunRules(
                RunRules.VERSION,
                new RunRules.Person(
                        maybe(() -> Duration.ofSeconds(10 + random.nextInt(300))),
                        maybe(() -> Duration.ofSeconds(10 + random.nextInt(300))),
                        chance(0.5),
                        chance(0.5),
                        chance(0.5)),
                new RunRules.Others(ceiling(1), ceiling(1), ceiling(1)),
                new RunRules.Times(hours(0.9), hours(0.05), hours(0.3)),
                new RunRules.Money(maybe(random::nextDouble), chance(0.5)),
                new RunRules.Network(chance(0.5), hours(0.8)),
                new RunRules.Limits(
                        ceiling(100),
                        ceiling(1),
                        ceiling(400),
                        ceiling(1),
                        ceiling(90),
                        ceiling(1),
                        ceiling(100),
                        maybe(() -> floor(2.0 * GIB))),
                some(CARDS, 0.15),
                some(List.of(Sense.values()), 0.2),
                chance(0.1) ? Optional.of(grade()) : Optional.empty(),
                new TreeSet<>(),
                some(PROGRAMS, 0.2));
    }

    private SandboxGrade grade() {
        return chance(0.5) ? SandboxGrade.A : chance(0.5) ? SandboxGrade.B : SandboxGrade.C;
    }

    private Limit floor(double most) {
        double stop = most * random.nextDouble();
        return new Limit(stop, stop * 1.5 + 1);
    }

    private <T> Fact<T> fact(Supplier<T> value) {
        return chance(0.8) ? Fact.known(value.get()) : Fact.undetectable("not-here");
    }

    Presence presence() {
        return new Presence(
                fact(() -> Duration.ofSeconds(random.nextInt(600))),
                fact(() -> Duration.ofSeconds(random.nextInt(600))),
                fact(() -> chance(0.1)),
                fact(() -> chance(0.1)),
                fact(() -> chance(0.2)),
                fact(() -> chance(0.05)),
                fact(() -> chance(0.1)),
                fact(() -> chance(0.7)));
    }

    /// @param share of the cards that the driver shows
    Reading reading(double share) {
        var cards = new ArrayList<Reading.Graphics>();
        for (var id : some(CARDS, share)) {
            cards.add(
                    new Reading.Graphics(
                            id,
                            "card " + id,
                            maybe(() -> 8 * GIB),
                            maybe(() -> random.nextLong(8 * GIB)),
                            maybe(random::nextDouble),
                            maybe(() -> 30 + 65 * random.nextDouble()),
                            maybe(() -> 350 * random.nextDouble()),
                            maybe(random::nextDouble),
                            Reading.Clocks.UNKNOWN,
                            maybe(
                                    () ->
                                            some(List.of(OURS, 8L), 0.6).stream()
                                                    .map(this::tenant)
                                                    .toList())));
        }
        return new Reading(
                "cpu",
                4,
                maybe(random::nextDouble),
                maybe(() -> 30 + 70 * random.nextDouble()),
                16 * GIB,
                maybe(() -> random.nextLong(4 * GIB)),
                cards,
                chance(0.1)
                        ? new Reading.Power.Battery(maybe(random::nextDouble))
                        : new Reading.Power.Mains());
    }

    private Reading.Tenant tenant(long pid) {
        return new Reading.Tenant(
                pid, maybe(() -> random.nextLong(6 * GIB)), maybe(random::nextDouble));
    }

    Facts.Engine engine() {
        return chance(0.4)
                ? new Facts.Engine.Processor()
                : new Facts.Engine.Graphics(Set.copyOf(some(CARDS, 0.6)));
    }

    /// Anything at all.
    Facts facts() {
        var spent =
                List.of(Cause.DATA_CAP_DAY, Cause.DATA_CAP_MONTH, Cause.DISK_CAP, Cause.DISK_LOW);
        var at = Instant.ofEpochSecond(1_790_000_000L + random.nextInt(5_000_000));
        return new Facts(
                at,
                ZoneId.of("Europe/Berlin"),
                new Observation(
                        Duration.ofSeconds(random.nextInt(100)),
                        reading(0.8),
                        presence(),
                        some(PROGRAMS, 0.2)),
                new Facts.Owner(
                        chance(0.9),
                        chance(0.9),
                        chance(0.1)
                                ? Optional.of(at.plusSeconds(random.nextInt(7200) - 3600))
                                : Optional.empty(),
                        chance(0.5),
                        chance(0.05),
                        engine()),
                new Facts.Own(Set.of(OURS), maybe(() -> random.nextDouble() / 2)),
                chance(0.1)
                        ? Optional.of(new Reason(spent.get(random.nextInt(spent.size())), "1"))
                        : Optional.empty(),
                maybe(
                        () ->
                                new Margin(
                                        BigDecimal.valueOf(random.nextInt(100), 2),
                                        BigDecimal.valueOf(random.nextInt(20), 2),
                                        "EUR")),
                sandbox);
    }

    /// The same owner in another world, some time later.
    Facts later(Facts before, Duration time) {
        var next = facts();
        return new Facts(
                before.at().plus(time),
                before.zone(),
                new Observation(
                        before.seen().since().plus(time),
                        reading(1),
                        next.seen().presence(),
                        next.seen().programs()),
                before.owner(),
                before.own(),
                before.spent(),
                next.margin(),
                next.sandbox());
    }
}
