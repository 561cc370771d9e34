package hearth.app.rules;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.text.Words;
import hearth.protocol.SandboxGrade;
import hearth.trainer.Recipes;
import hearth.worker.policy.Limit;
import hearth.worker.policy.RunRules;
import hearth.worker.policy.WeekHours;

import org.junit.jupiter.api.Test;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Each rule of the screen changes what it names, and nothing else.
class RuleBookTest {
    private static final RuleBook USUAL = RuleBook.USUAL;

    @Test
    void everyLimitIsReadAsItWasWrittenAndLeavesTheOthers() {
        var other = Optional.of(new Limit(7, 5));
        for (LimitRule rule : LimitRule.values()) {
            RuleBook changed = rule.write(USUAL, other);
            assertThat(rule.read(changed)).as("%s", rule).isEqualTo(other);
            assertThat(rule.write(changed, rule.read(USUAL))).as("%s", rule).isEqualTo(USUAL);
        }
    }

    @Test
    void everyAmountIsReadAsItWasWrittenAndLeavesTheOthers() {
        for (AmountRule rule : AmountRule.values()) {
            RuleBook changed = rule.write(USUAL, Optional.of(17.0));
            assertThat(rule.read(changed)).as("%s", rule).contains(17.0);
            assertThat(rule.write(changed, rule.read(USUAL))).as("%s", rule).isEqualTo(USUAL);
        }
    }

    @Test
    void everySwitchIsReadAsItWasWrittenAndLeavesTheOthers() {
        for (SwitchRule rule : SwitchRule.values()) {
            boolean usual = rule.read(USUAL);
            RuleBook changed = rule.write(USUAL, !usual);
            assertThat(rule.read(changed)).as("%s", rule).isEqualTo(!usual);
            assertThat(rule.write(changed, usual)).as("%s", rule).isEqualTo(USUAL);
        }
    }

    @Test
    void allHoursAreReadAsTheyWereWrittenAndLeaveTheOthers() {
        for (HoursRule rule : HoursRule.values()) {
            RuleBook changed = rule.write(USUAL, WeekHours.daily(22, 7));
            assertThat(rule.read(changed)).as("%s", rule).isEqualTo(WeekHours.daily(22, 7));
            assertThat(rule.write(changed, rule.read(USUAL))).as("%s", rule).isEqualTo(USUAL);
        }
    }

    /// Whoever adds a rule to the agent adds its line here.
    @Test
    void everyRuleOfTheAgentHasALine() {
        long parts =
                Stream.of(
                                RunRules.Person.class,
                                RunRules.Others.class,
                                RunRules.Times.class,
                                RunRules.Money.class,
                                RunRules.Network.class,
                                RunRules.Limits.class)
                        .mapToLong(part -> part.getRecordComponents().length)
                        .sum();
        int transfers = hearth.worker.TransferLimits.class.getRecordComponents().length;
        int lines =
                LimitRule.values().length
                        + AmountRule.values().length
                        + SwitchRule.values().length
                        + HoursRule.values().length;
        assertThat((long) lines)
                .isEqualTo(
                        parts + transfers + RunRules.Sense.values().length + Recipes.NAMES.size());
        // Beside those parts: the version; cards and sandbox, which are on the Hardware screen; the
        // kinds of training, each of which has a line; the programs that come first, which have
        // one.
        assertThat(RunRules.class.getRecordComponents()).hasSize(12);
    }

    @Test
    void whatIsSwitchedOnMakesSense() {
        for (LimitRule rule : LimitRule.values()) {
            var initial = rule.initial();
            assertThat(rule.unit().shown(initial.stop())).isBetween(rule.least(), rule.most());
            assertThat(rule.unit().shown(initial.resume())).isBetween(rule.least(), rule.most());
            rule.read(USUAL).ifPresent(usual -> assertThat(initial).isEqualTo(usual));
        }
        for (AmountRule rule : AmountRule.values()) {
            assertThat(rule.initial()).isBetween(rule.least(), rule.most());
            rule.read(USUAL).ifPresent(usual -> assertThat(usual).isEqualTo(rule.initial()));
        }
    }

    @Test
    void aCardIsForbiddenAndAllowedAgain() {
        RuleBook off = USUAL.withCard("gpu-1", false);
        assertThat(off.uses("gpu-1")).isFalse();
        assertThat(off.uses("gpu-0")).isTrue();
        assertThat(off.withCard("gpu-1", true)).isEqualTo(USUAL);
    }

    @Test
    void programsComeFirstAndNoLonger() {
        RuleBook busy = USUAL.withPrograms(ProgramsLine.names(" blender,,obs ; Blender, blender"));
        assertThat(busy.rules().programsFirst()).containsExactly("Blender", "blender", "obs");
        assertThat(SwitchRule.VIDEO.write(busy, false).rules().programsFirst())
                .isEqualTo(busy.rules().programsFirst());
        assertThat(busy.withPrograms(ProgramsLine.names(" , "))).isEqualTo(USUAL);
    }

    @Test
    void aSandboxIsAskedForAndNoLonger() {
        RuleBook strict = USUAL.withSandbox(SandboxGrade.A);
        assertThat(strict.sandbox()).isEqualTo(SandboxGrade.A);
        assertThat(SwitchRule.VIDEO.write(strict, false).sandbox()).isEqualTo(SandboxGrade.A);
        assertThat(strict.withSandbox(SandboxGrade.C)).isEqualTo(USUAL);
    }

    @Test
    void everyRuleHasItsWords() {
        var words = new Words(Locale.ENGLISH);
        var keys =
                Stream.of(
                        Stream.of(LimitRule.values()).map(LimitRule::key),
                        Stream.of(AmountRule.values()).map(AmountRule::key),
                        Stream.of(AmountRule.values()).map(rule -> rule.key() + ".before"),
                        Stream.of(SwitchRule.values()).map(SwitchRule::key),
                        Stream.of(HoursRule.values()).map(HoursRule::key),
                        Stream.of(HoursRule.values()).map(rule -> rule.key() + ".note"),
                        Stream.of(Unit.values())
                                .map(unit -> "unit." + unit.name().toLowerCase(Locale.ROOT)),
                        Stream.of(RulesFeed.Trouble.values())
                                .filter(trouble -> trouble != RulesFeed.Trouble.NONE)
                                .map(
                                        trouble ->
                                                "rules.trouble."
                                                        + trouble.name()
                                                                .toLowerCase(Locale.ROOT)
                                                                .replace('_', '-')));
        assertThat(keys.flatMap(all -> all).filter(key -> words.find(key).isEmpty())).isEmpty();
    }
}
