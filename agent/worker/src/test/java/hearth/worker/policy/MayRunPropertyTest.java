package hearth.worker.policy;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.hardware.Observation;
import hearth.hardware.Reading;
import hearth.hardware.desktop.Fact;
import hearth.hardware.desktop.Presence;
import hearth.protocol.SandboxGrade;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// What always holds. A failure names its seed; the seed alone repeats it.
class MayRunPropertyTest {
    private static final int SEEDS = 20_000;
    private static final int WALKS = 300;
    private static final int STEPS = 150;

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private static Decision decide(RunRules rules, Facts facts) {
        return MayRun.decide(rules, facts, Memory.FRESH).decision();
    }

    @Test
    void everyCombinationHasOneAnswerAndEveryRefusalItsReasons() {
        var met = EnumSet.noneOf(Cause.class);
        for (long seed = 0; seed < SEEDS; seed++) {
            var worlds = new Worlds(random(seed));
            var rules = worlds.rules();
            var first = worlds.facts();
            var memory = MayRun.decide(rules, first, Memory.FRESH).memory();
            var facts = worlds.later(first, Duration.ofSeconds(20));

            var decision = MayRun.decide(rules, facts, memory).decision();

            assertThat(decision)
                    .as("seed %d", seed)
                    .isEqualTo(MayRun.decide(rules, facts, memory).decision());
            var reasons = decision.reasons();
            reasons.forEach(r -> met.add(r.cause()));
            assertThat(reasons).as("seed %d", seed).doesNotHaveDuplicates();
            assertThat(reasons.stream().map(Reason::cause).toList()).as("seed %d", seed).isSorted();
            switch (decision) {
                case Decision.Run(var cards) -> allowed(seed, rules, facts, cards);
                case Decision.Finish(var cards, var why) -> {
                    allowed(seed, rules, facts, cards);
                    assertThat(why).as("seed %d", seed).allMatch(MayRunPropertyTest::isStart);
                }
                case Decision.Wait(var why) ->
                        assertThat(why).as("seed %d", seed).anyMatch(r -> !isStart(r));
            }
        }
        assertThat(met)
                .as("causes met by chance")
                .isEqualTo(
                        EnumSet.complementOf(
                                EnumSet.of(
                                        Cause.RULES_UNREADABLE,
                                        Cause.AGENT_FAULT,
                                        Cause.SUPERSEDED,
                                        Cause.FINISHING,
                                        Cause.CARD_FAILED,
                                        Cause.CARD_THROTTLED)));
    }

    private static boolean isStart(Reason reason) {
        return reason.cause().kind() == Cause.Kind.START;
    }

    /// Nothing that forbids is true while work is allowed.
    private static void allowed(long seed, RunRules rules, Facts facts, Collection<String> cards) {
        var owner = facts.owner();
        assertThat(owner.sharing() && !owner.stopping()).as("seed %d", seed).isTrue();
        assertThat(owner.pausedUntil().filter(facts.at()::isBefore)).as("seed %d", seed).isEmpty();
        assertThat(cards).as("seed %d", seed).noneMatch(rules.cardsOff()::contains);
        assertThat(rules.times().run().contains(facts.wall())).as("seed %d", seed).isTrue();
        assertThat(rules.times().doNotDisturb().contains(facts.wall()))
                .as("seed %d", seed)
                .isFalse();
        assertThat(facts.sandbox().orElse(SandboxGrade.C))
                .as("seed %d", seed)
                .isGreaterThanOrEqualTo(rules.sandbox().orElse(SandboxGrade.C));
        var presence = facts.seen().presence();
        var person = rules.person();
        assertThat(person.fullscreenStops() && presence.fullscreen().equals(Fact.known(true)))
                .as("seed %d", seed)
                .isFalse();
        assertThat(person.videoStops() && presence.video().equals(Fact.known(true)))
                .as("seed %d", seed)
                .isFalse();
        assertThat(facts.seen().programs())
                .as("seed %d", seed)
                .noneMatch(rules.programsFirst()::contains);
        boolean processor = owner.engine() instanceof Facts.Engine.Processor;
        var after = processor ? person.processorAfter() : person.graphicsAfter();
        boolean away = person.lockedIsAway() && presence.locked().equals(Fact.known(true));
        boolean unseen =
                presence.idle() instanceof Fact.Undetectable
                        && presence.seated().equals(Fact.known(true));
        assertThat(after.isPresent() && !away && unseen).as("seed %d", seed).isFalse();
        if (owner.engine() instanceof Facts.Engine.Graphics(var wanted)) {
            assertThat(wanted.isEmpty() || wanted.containsAll(cards)).as("seed %d", seed).isTrue();
            assertThat(wanted.isEmpty() || !cards.isEmpty()).as("seed %d", seed).isTrue();
        } else {
            assertThat(cards).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void neverStartsAgainWithinTenSecondsWhateverTheSensorsDo() {
        int starts = 0;
        for (long seed = 0; seed < WALKS; seed++) {
            var random = random(seed);
            var worlds = new Worlds(random);
            var rules = allHours(worlds.rules());
            var facts = onOneCard(worlds.facts());
            var memory = Memory.FRESH;
            boolean ran = false;
            var stopped = Optional.<Duration>empty();
            for (int step = 0; step < STEPS; step++) {
                facts =
                        calm(
                                worlds.later(facts, Duration.ofMillis(250 + random.nextInt(4000))),
                                random);
                var outcome = MayRun.decide(rules, facts, memory);
                memory = outcome.memory();
                boolean runs = !(outcome.decision() instanceof Decision.Wait);
                var now = facts.seen().since();
                if (ran && !runs) {
                    stopped = Optional.of(now);
                }
                if (!ran && runs && stopped.isPresent()) {
                    starts++;
                    assertThat(now.minus(stopped.get()))
                            .as("seed %d, step %d", seed, step)
                            .isGreaterThanOrEqualTo(Duration.ofSeconds(10));
                }
                ran = runs;
            }
        }
        assertThat(starts).as("starts that were seen at all").isGreaterThan(200);
    }

    /// With several cards work may move from one to another at any time.
    private static Facts onOneCard(Facts facts) {
        var owner = facts.owner();
        var engine =
                owner.engine() instanceof Facts.Engine.Graphics
                        ? new Facts.Engine.Graphics(Set.of("a"))
                        : owner.engine();
        return new Facts(
                facts.at(),
                facts.zone(),
                facts.seen(),
                new Facts.Owner(true, true, Optional.empty(), true, false, engine),
                facts.own(),
                Optional.empty(),
                facts.margin(),
                facts.sandbox());
    }

    /// A walk without noise in everything would hardly ever run.
    private static Facts calm(Facts facts, RandomGenerator random) {
        if (random.nextInt(12) == 0) {
            return facts;
        }
        var long0 = Fact.known(Duration.ofHours(1));
        var presence =
                new Presence(
                        long0,
                        long0,
                        Fact.known(false),
                        Fact.known(false),
                        Fact.known(false),
                        Fact.known(false),
                        Fact.known(false),
                        Fact.known(true));
        var machine =
                new Reading(
                        "cpu",
                        4,
                        Optional.of(0.0),
                        Optional.of(20.0),
                        1L << 34,
                        Optional.of(1L << 34),
                        List.of(cool("a"), cool("b")),
                        new Reading.Power.Mains());
        return new Facts(
                facts.at(),
                facts.zone(),
                new Observation(facts.seen().since(), machine, presence),
                new Facts.Owner(true, true, Optional.empty(), true, false, facts.owner().engine()),
                facts.own(),
                Optional.empty(),
                Optional.empty(),
                facts.sandbox());
    }

    private static Reading.Graphics cool(String id) {
        return new Reading.Graphics(
                id,
                id,
                Optional.of(8L << 30),
                Optional.of(0L),
                Optional.of(0.0),
                Optional.of(1.0),
                Optional.of(1.0),
                Optional.of(0.0),
                Reading.Clocks.UNKNOWN,
                Optional.of(List.of()));
    }

    private static RunRules allHours(RunRules r) {
        return new RunRules(
                r.version(),
                r.person(),
                r.others(),
                new RunRules.Times(WeekHours.ALL, WeekHours.NONE, r.times().quiet()),
                r.money(),
                r.network(),
                r.limits(),
                new TreeSet<>(),
                r.mustKnow(),
                r.sandbox(),
                r.kindsOff(),
                r.programsFirst());
    }

    @Test
    void whoeverAllowsMoreNeverRunsLess() {
        int strictRan = 0;
        int onlyLenientRan = 0;
        for (long seed = 0; seed < WALKS; seed++) {
            var random = random(seed);
            var worlds = new Worlds(random);
            var strict = allHours(worlds.rules());
            var lenient = Lenience.of(strict, random);
            var facts = worlds.facts();
            var memoryOfStrict = Memory.FRESH;
            var memoryOfLenient = Memory.FRESH;
            for (int step = 0; step < STEPS; step++) {
                facts =
                        calm(
                                worlds.later(facts, Duration.ofMillis(250 + random.nextInt(4000))),
                                random);
                var a = MayRun.decide(strict, facts, memoryOfStrict);
                var b = MayRun.decide(lenient, facts, memoryOfLenient);
                memoryOfStrict = a.memory();
                memoryOfLenient = b.memory();
                boolean strictRuns = !(a.decision() instanceof Decision.Wait);
                boolean lenientRuns = !(b.decision() instanceof Decision.Wait);
                strictRan += strictRuns ? 1 : 0;
                onlyLenientRan += lenientRuns && !strictRuns ? 1 : 0;
                if ((strictRuns && !lenientRuns) || !causes(a).containsAll(waits(b))) {
                    throw new AssertionError(
                            "seed %d, step %d: %s but %s"
                                    .formatted(seed, step, a.decision(), b.decision()));
                }
            }
        }
        assertThat(strictRan).isGreaterThan(1000);
        assertThat(onlyLenientRan).isGreaterThan(1000);
    }

    @Test
    void noJumpOfTheClockStartsOrStopsWhatSensorsDecide() {
        for (long seed = 0; seed < WALKS; seed++) {
            var random = random(seed);
            var worlds = new Worlds(random);
            var rules = allHours(worlds.rules());
            var facts = worlds.facts();
            var memory = Memory.FRESH;
            for (int step = 0; step < 20; step++) {
                facts = worlds.later(facts, Duration.ofSeconds(2));
                var jumped =
                        new Facts(
                                facts.at().plusSeconds(random.nextInt(200_000) - 100_000),
                                facts.zone(),
                                facts.seen(),
                                new Facts.Owner(
                                        true,
                                        true,
                                        Optional.empty(),
                                        true,
                                        false,
                                        new Facts.Engine.Processor()),
                                facts.own(),
                                facts.spent(),
                                facts.margin(),
                                facts.sandbox());
                var straight =
                        new Facts(
                                facts.at(),
                                facts.zone(),
                                facts.seen(),
                                jumped.owner(),
                                facts.own(),
                                facts.spent(),
                                facts.margin(),
                                facts.sandbox());
                var outcome = MayRun.decide(rules, straight, memory);
                assertThat(causes(MayRun.decide(rules, jumped, memory)))
                        .as("seed %d", seed)
                        .filteredOn(c -> c.kind() == Cause.Kind.MEASURED)
                        .isEqualTo(
                                causes(outcome).stream()
                                        .filter(c -> c.kind() == Cause.Kind.MEASURED)
                                        .toList());
                memory = outcome.memory();
            }
        }
    }

    /// Causes of a refusal to work at all.
    private static List<Cause> waits(MayRun.Outcome outcome) {
        return outcome.decision() instanceof Decision.Wait ? causes(outcome) : List.of();
    }

    private static List<Cause> causes(MayRun.Outcome outcome) {
        return outcome.decision().reasons().stream().map(Reason::cause).toList();
    }

    @Test
    void rulesSurviveBeingWrittenAndRead() {
        for (long seed = 0; seed < 500; seed++) {
            var rules = new Worlds(random(seed)).rules();
            assertThat(RunRules.read(rules.json())).as("seed %d", seed).isEqualTo(rules);
        }
        assertThat(decide(RunRules.USUAL, new Worlds(random(1)).facts())).isNotNull();
    }
}
