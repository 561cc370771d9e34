package hearth.coordinator.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hearth.coordinator.Checking;
import hearth.coordinator.Policy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

/// What cheating earns under the rules of the network.
@Tag("trial")
@Execution(ExecutionMode.CONCURRENT)
final class EconomicsTest {
    private static final int PEOPLE = 300;
    private static final int IN_GROUPS = 100;
    private static final double TENTH = 0.1;

    private static Economics economics(Checking checking, int perDay) {
        return new Economics(checking, Policy.network(), 30, perDay, 0.005);
    }

    /// Both are means of some hundred people.
    private static void assertNoMore(Economics.Row row, Economics.Row honest) {
        assertThat(row.perWork() - honest.perWork())
                .as(row.strategy())
                .isLessThanOrEqualTo(2 * Math.hypot(row.error(), honest.error()));
    }

    @ParameterizedTest(name = "{0} leases a day")
    @ValueSource(ints = {20, 100})
    void noStrategyEarnsMoreForItsWorkThanHonesty(int perDay) {
        var rows = economics(Checking.network(), perDay).play(PEOPLE, 1, List.of()).rows();
        var honest = rows.getFirst();

        assertThat(honest.perWork()).isCloseTo(0.995, within(0.002));
        for (var row : rows.subList(1, rows.size())) {
            assertNoMore(row, honest);
        }
        for (var attack : Attack.values()) {
            assertThat(rows)
                    .filteredOn(row -> row.strategy().equals(attack.label()))
                    .as("who always sends %s", attack)
                    .singleElement()
                    .satisfies(row -> assertThat(row.earned()).isZero());
        }
    }

    /// Names are free, so what friends repeat of each other's has to cost as much as work; what
    /// they do not do of that again is all that they gain, and nobody can tell
    /// (`docs/decisions/0043-what-a-group-saves.md`). To cheat besides earns them less.
    @ParameterizedTest(name = "{0} of all work")
    @ValueSource(doubles = {0.1, 0.25, 0.3333})
    void aGroupGainsWhatItNeedNotRepeatAndNothingByCheating(double ofWork) {
        var rows = economics(Checking.network(), 100).groups(IN_GROUPS, 1, ofWork);
        var honest = rows.getFirst();
        assertThat(honest.byFriends()).as("but for the first day").isLessThanOrEqualTo(ofWork);
        assertThat(honest.perWork())
                .isCloseTo(0.995 * (1 + honest.repeated() * honest.byFriends()), within(0.002));
        for (var row : rows) {
            assertThat(row.byFriends()).as(row.strategy()).isLessThanOrEqualTo(ofWork + 0.01);
            assertNoMore(row, honest);
        }
    }

    /// The floor, canaries, and what is looked at of who is new, in a month.
    @Test
    void honestWorkIsRepeatedOnceInTwentyFiveLeasesSoThatATenthOfAllWorkSavesLittle() {
        var economics = economics(Checking.network(), 100);
        var alone = economics.play(IN_GROUPS, 1, List.of()).rows().getFirst();
        var group = economics.groups(IN_GROUPS, 1, TENTH);

        assertThat(alone.repeated()).isLessThan(0.042);
        assertThat(group.getFirst().byFriends()).isGreaterThan(0.08);
        assertThat(group.getFirst().perWork() - alone.perWork()).isBetween(0.0, 0.0045);
        for (var cheats : group.subList(1, group.size())) {
            assertThat(cheats.perWork()).as(cheats.strategy()).isLessThan(alone.perWork());
        }
    }

    /// Of three leases that are repeated two are by friends.
    @Test
    void inAGroupOfMostOfTheWorkCheatingPays() {
        var rows = economics(Checking.network(), 100).groups(IN_GROUPS, 1, 0.7);
        assertThat(rows)
                .anyMatch(row -> row.perWork() > rows.getFirst().perWork() + 3 * row.error());
    }

    /// Otherwise the first test could not fail.
    @Test
    void withSeldomerRepetitionsCheatingWouldPay() {
        var seldom =
                new Checking(
                        10,
                        0.25,
                        0.002,
                        0.5,
                        0.01,
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(30),
                        Duration.ofHours(24),
                        1,
                        2000);
        var rows = economics(seldom, 100).play(PEOPLE, 1, List.of()).rows();
        assertThat(rows)
                .anyMatch(row -> row.perWork() > rows.getFirst().perWork() + 3 * row.error());
    }
}
