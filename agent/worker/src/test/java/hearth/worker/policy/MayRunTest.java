package hearth.worker.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.hardware.Observation;
import hearth.hardware.RecordedMachine;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.SandboxGrade;
import hearth.worker.electricity.Margin;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

class MayRunTest {
    private static final Instant MONDAY_EVENING = Instant.parse("2026-11-23T19:30:00Z");
    private static final String AWAY = "{\"second\":0,\"idleSeconds\":600";

    private static Facts facts(String line, int second, Facts.Engine engine) {
        var nanos = new AtomicLong();
        var machine = RecordedMachine.of(List.of(line), nanos::get);
        return new Facts(
                MONDAY_EVENING.plusSeconds(second),
                ZoneOffset.UTC,
                new Observation(
                        Duration.ofSeconds(second),
                        machine.read(),
                        machine.presence(),
                        machine.running(Set.of("blender", "steam"))),
                new Facts.Owner(true, true, Optional.empty(), false, false, engine),
                Facts.Own.NOTHING,
                Optional.empty(),
                Optional.empty(),
                Optional.of(SandboxGrade.A));
    }

    private static Facts onCard(String line, int second) {
        return facts(line, second, new Facts.Engine.Graphics(Set.of("RTX")));
    }

    private static String card(String figures) {
        return AWAY + ",\"cards\":[{\"name\":\"RTX\"," + figures + "}]}";
    }

    private static Decision usual(Facts facts) {
        return MayRun.decide(RunRules.USUAL, facts, Memory.FRESH).decision();
    }

    private static Decision.Wait because(Cause cause, String detail) {
        return new Decision.Wait(List.of(new Reason(cause, detail)));
    }

    @Test
    void runsWhileNobodyIsThere() {
        assertThat(usual(onCard(AWAY + "}", 0))).isEqualTo(new Decision.Run(Set.of("RTX")));
    }

    @Test
    void leavesTheGraphicsCardToThePersonButTrainsOnTheProcessorInTheBackground() {
        var busy = "{\"second\":0,\"idleSeconds\":5,\"gamepadIdleSeconds\":900}";
        assertThat(usual(onCard(busy, 0))).isEqualTo(because(Cause.IN_USE, "3"));
        assertThat(usual(facts(busy, 0, new Facts.Engine.Processor())))
                .isEqualTo(new Decision.Run(Set.of()));
    }

    private static Facts inSandbox(Optional<SandboxGrade> grade) {
        var calm = facts(AWAY + "}", 0, new Facts.Engine.Processor());
        return new Facts(
                calm.at(),
                calm.zone(),
                calm.seen(),
                calm.owner(),
                calm.own(),
                calm.spent(),
                calm.margin(),
                grade);
    }

    @Test
    void trainsNothingInASandboxWeakerThanItsOwnerAskedFor() {
        for (var required : SandboxGrade.values()) {
            var rules = RunRules.USUAL.requiring(required);
            for (var found : SandboxGrade.values()) {
                var decision =
                        MayRun.decide(rules, inSandbox(Optional.of(found)), Memory.FRESH)
                                .decision();
                assertThat(decision)
                        .isEqualTo(
                                found.isAtLeast(required)
                                        ? new Decision.Run(Set.of())
                                        : because(Cause.SANDBOX_WEAK, found.name()));
            }
        }
    }

    @Test
    void aSandboxOfWhichNothingIsKnownCountsAsNone() {
        var rules = RunRules.USUAL.requiring(SandboxGrade.B);
        assertThat(MayRun.decide(rules, inSandbox(Optional.empty()), Memory.FRESH).decision())
                .isEqualTo(because(Cause.SANDBOX_WEAK, "C"));
        assertThat(usual(inSandbox(Optional.empty()))).isEqualTo(new Decision.Run(Set.of()));
    }

    @Test
    void rulesOfAnEarlierReleaseAskForNoSandbox() {
        var rules = RunRules.read(RunRules.USUAL.json());
        assertThat(RunRules.USUAL.json()).doesNotContain("sandbox");
        var older =
                RunRules.USUAL
                        .json()
                        .replace(",\"kindsOff\":[]", "")
                        .replace(",\"programsFirst\":[]", "");
        assertThat(older).doesNotContain("kindsOff").doesNotContain("programsFirst");
        assertThat(RunRules.read(older)).isEqualTo(RunRules.USUAL);
        assertThat(rules.sandbox()).isEmpty();
        assertThat(RunRules.read(rules.requiring(SandboxGrade.A).json()).sandbox())
                .contains(SandboxGrade.A);
    }

    @Test
    void makesWayForAProgramThatComesFirstAndGoesOnTwentySecondsAfterIt() {
        var rules =
                RunRules.read(
                        RunRules.USUAL
                                .json()
                                .replace(
                                        "\"programsFirst\":[]", "\"programsFirst\":[\"blender\"]"));
        var memory = Memory.FRESH;
        for (int second = 0; second < 30; second += 5) {
            var running = second < 5 ? ",\"programs\":[\"blender\",\"steam\"]}" : "}";
            var outcome = MayRun.decide(rules, onCard(AWAY + running, second), memory);
            assertThat(outcome.decision())
                    .as("second %d", second)
                    .isEqualTo(
                            second < 25
                                    ? because(Cause.PROGRAM_RUNS, "blender")
                                    : new Decision.Run(Set.of("RTX")));
            memory = outcome.memory();
        }
        assertThat(usual(onCard(AWAY + ",\"programs\":[\"blender\"]}", 0)))
                .isInstanceOf(Decision.Run.class);
    }

    @Test
    void aGamepadIsAPersonToo() {
        var playing = "{\"second\":0,\"idleSeconds\":900,\"gamepadIdleSeconds\":5}";
        assertThat(usual(onCard(playing, 0))).isEqualTo(because(Cause.IN_USE, "3"));
    }

    @Test
    void aLockedScreenMeansThatNobodyIsThere() {
        var locked = "{\"second\":0,\"idleSeconds\":2,\"locked\":true}";
        assertThat(usual(onCard(locked, 0))).isInstanceOf(Decision.Run.class);
    }

    @Test
    void runsWhereNothingOfThePersonIsKnownUnlessTheOwnerForbidsThat() {
        var headless = "{\"second\":0}";
        assertThat(usual(onCard(headless, 0))).isInstanceOf(Decision.Run.class);
        var careful =
                RunRules.read(
                        RunRules.USUAL
                                .json()
                                .replace("\"mustKnow\":[]", "\"mustKnow\":[\"IDLE\"]"));
        assertThat(MayRun.decide(careful, onCard(headless, 0), Memory.FRESH).decision())
                .isEqualTo(because(Cause.IDLE_UNKNOWN, "not-recorded"));
    }

    @Test
    void whoeverIsLoggedInAndCannotBeSeenIsThere() {
        var unseen = "{\"second\":0,\"seated\":true,\"gamepadIdleSeconds\":86400";
        assertThat(usual(onCard(unseen + "}", 0)))
                .isEqualTo(because(Cause.IDLE_UNKNOWN, "not-recorded"));
        assertThat(usual(onCard(unseen + ",\"locked\":true}", 0))).isInstanceOf(Decision.Run.class);
        assertThat(usual(onCard(unseen.replace("true", "false") + "}", 0)))
                .isInstanceOf(Decision.Run.class);
        assertThat(usual(facts(unseen + "}", 0, new Facts.Engine.Processor())))
                .isInstanceOf(Decision.Run.class);
        var beside =
                RunRules.read(RunRules.USUAL.json().replace("\"graphicsAfter\":\"PT3M\",", ""));
        assertThat(beside.person().graphicsAfter()).isEmpty();
        assertThat(MayRun.decide(beside, onCard(unseen + "}", 0), Memory.FRESH).decision())
                .isInstanceOf(Decision.Run.class);
    }

    @Test
    void stopsForAFilmAtOnceAndGoesOnTwentySecondsAfterIt() {
        var film =
                MayRun.decide(RunRules.USUAL, onCard(AWAY + ",\"video\":true}", 0), Memory.FRESH);
        assertThat(film.decision()).isEqualTo(because(Cause.VIDEO_PLAYING, ""));
        var over =
                MayRun.decide(RunRules.USUAL, onCard(AWAY + ",\"video\":false}", 5), film.memory());
        assertThat(over.decision()).isEqualTo(because(Cause.VIDEO_PLAYING, ""));
        assertThat(
                        MayRun.decide(
                                        RunRules.USUAL,
                                        onCard(AWAY + ",\"video\":false}", 25),
                                        over.memory())
                                .decision())
                .isInstanceOf(Decision.Run.class);
    }

    @Test
    void aHotCardCoolsDownToTheLowerLimitFirst() {
        var hot =
                MayRun.decide(RunRules.USUAL, onCard(card("\"temperature\":84"), 0), Memory.FRESH);
        assertThat(hot.decision()).isEqualTo(because(Cause.CARD_HOT, "RTX"));
        var warm =
                MayRun.decide(
                        RunRules.USUAL, onCard(card("\"temperature\":75"), 300), hot.memory());
        assertThat(warm.decision()).isEqualTo(because(Cause.CARD_HOT, "RTX"));
        var cool =
                MayRun.decide(
                        RunRules.USUAL, onCard(card("\"temperature\":73"), 301), warm.memory());
        assertThat(cool.decision()).isEqualTo(because(Cause.CARD_HOT, "RTX"));
        assertThat(
                        MayRun.decide(
                                        RunRules.USUAL,
                                        onCard(card("\"temperature\":70"), 331),
                                        cool.memory())
                                .decision())
                .isInstanceOf(Decision.Run.class);
    }

    @Test
    void givesWayToAnotherProgramOnTheCardAfterThreeSeconds() {
        var busy = card("\"load\":0.9,\"othersLoad\":0.6");
        var first = MayRun.decide(RunRules.USUAL, onCard(busy, 0), Memory.FRESH);
        assertThat(first.decision()).isInstanceOf(Decision.Run.class);
        assertThat(MayRun.decide(RunRules.USUAL, onCard(busy, 3), first.memory()).decision())
                .isEqualTo(because(Cause.CARD_BUSY, "RTX"));
    }

    @Test
    void anotherCardGoesOnWhileOneIsHot() {
        var two =
                AWAY
                        + ",\"cards\":[{\"name\":\"RTX\",\"temperature\":90},{\"name\":\"Arc\",\"temperature\":40}]}";
        var both = new Facts.Engine.Graphics(Set.of("RTX", "Arc"));
        assertThat(usual(facts(two, 0, both))).isEqualTo(new Decision.Run(Set.of("Arc")));
    }

    @Test
    void whatIsHeldIsFinishedOnAMeteredNetwork() {
        assertThat(usual(onCard(AWAY + ",\"metered\":true}", 0)))
                .isEqualTo(
                        new Decision.Finish(Set.of("RTX"), List.of(new Reason(Cause.METERED, ""))));
    }

    @Test
    void saysWhenItsHoursBegin() {
        var night = new RunRules.Times(WeekHours.daily(22, 7), WeekHours.NONE, WeekHours.NONE);
        var u = RunRules.USUAL;
        var rules =
                new RunRules(
                        u.version(),
                        u.person(),
                        u.others(),
                        night,
                        u.money(),
                        u.network(),
                        u.limits(),
                        u.cardsOff(),
                        u.mustKnow(),
                        Optional.empty());
        assertThat(MayRun.decide(rules, onCard(AWAY + "}", 0), Memory.FRESH).decision())
                .isEqualTo(because(Cause.OUTSIDE_HOURS, "22:00"));
    }

    @Test
    void saysUntilWhenTheOwnerPausedIt() {
        var facts = onCard(AWAY + "}", 0);
        var paused =
                new Facts(
                        facts.at(),
                        facts.zone(),
                        facts.seen(),
                        new Facts.Owner(
                                true,
                                true,
                                Optional.of(MONDAY_EVENING.plus(Duration.ofMinutes(10))),
                                false,
                                false,
                                facts.owner().engine()),
                        facts.own(),
                        facts.spent(),
                        facts.margin(),
                        Optional.of(SandboxGrade.A));
        assertThat(usual(paused)).isEqualTo(because(Cause.PAUSED, "19:40"));
    }

    @Test
    void stopsOnBattery() {
        assertThat(usual(onCard(AWAY + ",\"onBattery\":true,\"batteryCharge\":0.9}", 0)))
                .isEqualTo(because(Cause.ON_BATTERY, ""));
    }

    private static Facts earning(String earned, String cost, int second) {
        var f = onCard(AWAY + "}", second);
        return new Facts(
                f.at(),
                f.zone(),
                f.seen(),
                f.owner(),
                f.own(),
                f.spent(),
                Optional.of(new Margin(new BigDecimal(earned), new BigDecimal(cost), "EUR")),
                f.sandbox());
    }

    private static Decision.Wait atALoss(String sum) {
        return because(Cause.AT_A_LOSS, sum);
    }

    @Test
    void stopsAtALossAndShowsTheFigures() {
        var first = MayRun.decide(RunRules.USUAL, earning("0.0123", "0.0312", 0), Memory.FRESH);
        assertThat(first.decision()).isInstanceOf(Decision.Run.class);
        var second = MayRun.decide(RunRules.USUAL, earning("0.0123", "0.0312", 10), first.memory());
        assertThat(second.decision()).isEqualTo(atALoss("0.0123 − 0.0312 = −0.0189 EUR"));
    }

    @Test
    void goesOnOnlyWhenItHasEarnedClearlyMoreThanItCostsForFiveMinutes() {
        var memory = Memory.FRESH;
        memory = MayRun.decide(RunRules.USUAL, earning("0.01", "0.03", 0), memory).memory();
        memory = MayRun.decide(RunRules.USUAL, earning("0.01", "0.03", 10), memory).memory();

        var barely = MayRun.decide(RunRules.USUAL, earning("0.0301", "0.03", 4000), memory);
        assertThat(barely.decision()).isEqualTo(atALoss("0.0301 − 0.03 = 0.0001 EUR"));
        var clearly = MayRun.decide(RunRules.USUAL, earning("0.04", "0.03", 4010), barely.memory());
        assertThat(clearly.decision()).isEqualTo(atALoss("0.04 − 0.03 = 0.01 EUR"));
        var before = MayRun.decide(RunRules.USUAL, earning("0.04", "0.03", 4309), clearly.memory());
        assertThat(before.decision()).isInstanceOf(Decision.Wait.class);
        var after = MayRun.decide(RunRules.USUAL, earning("0.04", "0.03", 4310), before.memory());
        assertThat(after.decision()).isInstanceOf(Decision.Run.class);
    }

    @Test
    void aFigureThatFallsSilentKeepsALossForAnHour() {
        var memory = Memory.FRESH;
        memory = MayRun.decide(RunRules.USUAL, earning("0.01", "0.03", 0), memory).memory();
        memory = MayRun.decide(RunRules.USUAL, earning("0.01", "0.03", 10), memory).memory();
        var silent = MayRun.decide(RunRules.USUAL, onCard(AWAY + "}", 20), memory);
        assertThat(silent.decision()).isInstanceOf(Decision.Wait.class);
        assertThat(
                        MayRun.decide(RunRules.USUAL, onCard(AWAY + "}", 3620), silent.memory())
                                .decision())
                .isInstanceOf(Decision.Run.class);
    }

    @Test
    void runsAtALossIfTheOwnerWantsThat() {
        var u = RunRules.USUAL;
        var generous =
                new RunRules(
                        u.version(),
                        u.person(),
                        u.others(),
                        u.times(),
                        new RunRules.Money(Optional.empty(), false),
                        u.network(),
                        u.limits(),
                        u.cardsOff(),
                        u.mustKnow(),
                        u.sandbox());
        var first = MayRun.decide(generous, earning("0", "1", 0), Memory.FRESH);
        assertThat(MayRun.decide(generous, earning("0", "1", 60), first.memory()).decision())
                .isInstanceOf(Decision.Run.class);
    }

    @Test
    void theProcessorCanBeSwitchedOffLikeACard() {
        var off =
                RunRules.read(
                        RunRules.USUAL.json().replace("\"cardsOff\":[]", "\"cardsOff\":[\"cpu\"]"));
        var facts = facts(AWAY + "}", 0, new Facts.Engine.Processor());
        assertThat(MayRun.decide(off, facts, Memory.FRESH).decision())
                .isEqualTo(because(Cause.CARD_OFF, "recorded"));
        assertThat(MayRun.decide(off, onCard(AWAY + "}", 0), Memory.FRESH).decision())
                .isInstanceOf(Decision.Run.class);
    }

    @Test
    void refusesRulesThatItDoesNotUnderstand() {
        var json = RunRules.USUAL.json();
        for (var wrong :
                List.of(
                        json.replace("\"version\":1", "\"version\":2"),
                        json.replace("\"version\":1", "\"version\":1,\"colour\":\"red\""),
                        json.replace("\"mustKnow\":[],", ""),
                        json.replace("\"programsFirst\":[]", "\"programsFirst\":[\"/opt/game\"]"),
                        json.replace("\"programsFirst\":[]", "\"programsFirst\":[\" \"]"),
                        json.replace("\"stop\":83.0", "\"stop\":73.0"))) {
            assertThat(wrong).isNotEqualTo(json);
            assertThatThrownBy(() -> RunRules.read(wrong))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }
}
