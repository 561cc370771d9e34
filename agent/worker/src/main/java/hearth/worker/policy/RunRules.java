package hearth.worker.policy;

import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.SandboxGrade;

import java.time.Duration;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/// When the owner lets this machine work. [#USUAL] holds until they say otherwise; README.md of
/// this module lists the defaults and why. A limit that is absent is not applied.
///
/// @param version of this form; another one is refused
/// @param cardsOff ids of graphics cards that are never used; [#PROCESSOR] is the processor's
/// @param mustKnow facts without which nothing runs; what is not named here and cannot be detected
/// does not stand in the way
/// @param sandbox weakest grade in which anything is trained; absent for any
/// @param kindsOff recipes that are never asked for; a lease in work is brought to its end. Absent
/// in rules that were kept before there was this choice
/// @param programsFirst names of programs that come first: while one of them runs, nothing works.
/// Without folders, case and `.exe` do not matter. Absent like `kindsOff`
public record RunRules(
        int version,
        Person person,
        Others others,
        Times times,
        Money money,
        Network network,
        Limits limits,
        NavigableSet<String> cardsOff,
        NavigableSet<Sense> mustKnow,
        Optional<SandboxGrade> sandbox,
        NavigableSet<String> kindsOff,
        NavigableSet<String> programsFirst) {
    public static final int VERSION = 1;

    /// Id of the processor among the cards that can be switched off.
    public static final String PROCESSOR = "cpu";

    /// Of programs that come first.
    public static final int MOST_PROGRAMS = 64;

    private static final int LONGEST_PROGRAM = 128;
    private static final Duration SHORTEST_IDLE = Duration.ofSeconds(1);

    /// Facts that some systems do not tell.
    public enum Sense {
        IDLE,
        FULLSCREEN,
        VIDEO,
        CARD_TEMPERATURE,
        METERED
    }

    /// The person at the machine.
    ///
    /// @param graphicsAfter how long nobody must have used it before a graphics card works; absent:
    /// it works also while somebody does
    /// @param processorAfter the same for training on the processor, which runs at low priority
    /// @param lockedIsAway a locked screen counts as nobody there
    public record Person(
            Optional<Duration> graphicsAfter,
            Optional<Duration> processorAfter,
            boolean lockedIsAway,
            boolean fullscreenStops,
            boolean videoStops) {
        public Person {
            for (var after : List.of(graphicsAfter, processorAfter)) {
                if (after.filter(a -> a.compareTo(SHORTEST_IDLE) < 0).isPresent()) {
                    throw new IllegalArgumentException("less than a second is no absence");
                }
            }
        }
    }

    /// Programs that are not ours.
    ///
    /// @param cardLoad,cardMemory share of a card, 0…1
    /// @param processorLoad share of all cores, 0…1
    public record Others(
            Optional<Limit> cardLoad, Optional<Limit> cardMemory, Optional<Limit> processorLoad) {}

    /// The clock on the wall.
    ///
    /// @param run hours in which work may run
    /// @param doNotDisturb hours in which it may not, whatever else holds
    /// @param quiet hours of the low-noise mode
    public record Times(WeekHours run, WeekHours doNotDisturb, WeekHours quiet) {
        public Times {
            Objects.requireNonNull(run);
            Objects.requireNonNull(doNotDisturb);
            Objects.requireNonNull(quiet);
        }
    }

    /// What work may cost.
    ///
    /// @param batteryAbove charge, 0…1, above which work may run on battery; absent: never
    /// @param stopAtALoss stop while earnings net of electricity are known and below zero, until
    /// they are a twentieth of its cost above
    public record Money(Optional<Double> batteryAbove, boolean stopAtALoss) {}

    /// The connection. Nothing of this stops a lease that is in work: its data are here already.
    ///
    /// @param hours in which the next lease may be fetched
    public record Network(boolean meteredAllowed, WeekHours hours) {
        public Network {
            Objects.requireNonNull(hours);
        }
    }

    /// The machine. Temperatures in degrees Celsius, shares 0…1.
    ///
    /// @param cardMemory share of a card's memory that is used by all
    /// @param quietCardTemperature,quietCardFan instead of the two others in quiet hours
    /// @param memoryFree bytes
    public record Limits(
            Optional<Limit> cardTemperature,
            Optional<Limit> cardFan,
            Optional<Limit> cardWatts,
            Optional<Limit> cardMemory,
            Optional<Limit> quietCardTemperature,
            Optional<Limit> quietCardFan,
            Optional<Limit> processorTemperature,
            Optional<Limit> memoryFree) {}

    private static final double GIB = 1L << 30;

    /// What holds until the owner says otherwise.
    public static final RunRules USUAL =
            new RunRules(
                    VERSION,
                    new Person(
                            Optional.of(Duration.ofMinutes(3)), Optional.empty(), true, true, true),
                    new Others(
                            Optional.of(new Limit(0.25, 0.10)),
                            Optional.of(new Limit(0.50, 0.40)),
                            Optional.empty()),
                    new Times(WeekHours.ALL, WeekHours.NONE, WeekHours.NONE),
                    new Money(Optional.empty(), true),
                    new Network(false, WeekHours.ALL),
                    new Limits(
                            Optional.of(new Limit(83, 73)),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(new Limit(68, 60)),
                            Optional.of(new Limit(0.45, 0.35)),
                            Optional.of(new Limit(95, 85)),
                            Optional.of(new Limit(GIB / 2, GIB))),
                    new TreeSet<>(),
                    new TreeSet<>(),
                    Optional.empty());

    public RunRules {
        if (version != VERSION) {
            throw new IllegalArgumentException("rules of version " + version);
        }
        Objects.requireNonNull(person);
        Objects.requireNonNull(others);
        Objects.requireNonNull(times);
        Objects.requireNonNull(money);
        Objects.requireNonNull(network);
        Objects.requireNonNull(limits);
        cardsOff = new TreeSet<>(cardsOff);
        mustKnow = new TreeSet<>(mustKnow);
        kindsOff = new TreeSet<>(Objects.requireNonNullElse(kindsOff, new TreeSet<>()));
        programsFirst = new TreeSet<>(Objects.requireNonNullElse(programsFirst, new TreeSet<>()));
        if (programsFirst.size() > MOST_PROGRAMS
                || !programsFirst.stream().allMatch(RunRules::isProgram)) {
            throw new IllegalArgumentException(
                    "programsFirst holds at most 64 names of programs, without folders");
        }
    }

    /// Whether this can be the name of a program: that of a file, not of a folder.
    public static boolean isProgram(String name) {
        return !name.isBlank()
                && name.strip().equals(name)
                && name.length() <= LONGEST_PROGRAM
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
    }

    /// Every kind of training is welcome, and no program comes first.
    public RunRules(
            int version,
            Person person,
            Others others,
            Times times,
            Money money,
            Network network,
            Limits limits,
            NavigableSet<String> cardsOff,
            NavigableSet<Sense> mustKnow,
            Optional<SandboxGrade> sandbox) {
        this(
                version,
                person,
                others,
                times,
                money,
                network,
                limits,
                cardsOff,
                mustKnow,
                sandbox,
                new TreeSet<>(),
                new TreeSet<>());
    }

    public RunRules requiring(SandboxGrade grade) {
        return new RunRules(
                version,
                person,
                others,
                times,
                money,
                network,
                limits,
                cardsOff,
                mustKnow,
                Optional.of(grade),
                kindsOff,
                programsFirst);
    }

    /// @throws MalformedMessageException if the text is not such rules, whole and without more
    public static RunRules read(String json) {
        return Json.read(json, RunRules.class);
    }

    public String json() {
        return Json.text(this);
    }

    boolean mustKnow(Sense sense) {
        return mustKnow.contains(sense);
    }
}
