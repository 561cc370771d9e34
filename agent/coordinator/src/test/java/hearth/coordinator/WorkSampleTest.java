package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.WorkSample.Drawn;
import hearth.coordinator.WorkSample.Work;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

class WorkSampleTest {
    private static final Checking CHECKING = Checking.network();
    private final SplittableRandom random = new SplittableRandom(3);

    private static Work<String> work(String device, long flop, long known) {
        return new Work<>(device, flop, known, true, 0);
    }

    private int share(List<Work<String>> work, long flop, String of) {
        int drawn = 0;
        for (int i = 0; i < 2000; i++) {
            var one = new WorkSample<>(random, CHECKING, work).draw(flop, _ -> true);
            drawn += one.device().orElseThrow().equals(of) ? 1 : 0;
        }
        return drawn;
    }

    @Test
    void whoDidATenthOfTheWorkIsDrawnForATenthOfIt() {
        var work = new ArrayList<>(List.of(work("small", 1, 50)));
        for (int i = 0; i < 9; i++) {
            work.add(work("large", 1, 50));
        }
        assertThat(share(work, 1, "small")).isBetween(150, 250);
    }

    @Test
    void manyTinyLeasesAreNoMoreWorkThanTheyAre() {
        var work = new ArrayList<>(List.of(work("honest", 1000, 50)));
        for (int i = 0; i < 500; i++) {
            work.add(work("tiny", 1, 50));
        }
        assertThat(share(work, 1000, "tiny")).isBetween(580, 750);
        assertThat(share(work, 1, "tiny")).as("of tiny leases").isGreaterThan(1900);
    }

    @Test
    void needsAsManyAcceptedAsAreAllRepeatedUnlessHalfOfTheWorkIsYounger() {
        var old = List.of(work("new", 1, 9), work("old", 1, 10), work("older", 1, 300));
        assertThat(share(old, 1, "new")).isZero();
        var young = List.of(work("failed", 1, -1), work("new", 1, 2), work("old", 1, 3));
        assertThat(share(young, 1, "failed")).isZero();
        assertThat(share(young, 1, "new")).isBetween(900, 1100);
        assertThat(share(List.of(work("first", 1, 0)), 1, "first")).isEqualTo(2000);
        var failed = new WorkSample<>(random, CHECKING, List.of(work("failed", 1, -1)));
        assertThat(failed.draw(1, _ -> true)).isEqualTo(Drawn.nobody());
    }

    @Test
    void whoseLastResultWasRefusedIsKnownForLessThanWhoHadNoneYet() {
        assertThat(WorkSample.known(0, 0)).isZero();
        assertThat(WorkSample.known(0, 3)).isNegative();
        assertThat(WorkSample.known(2, 3)).isEqualTo(2);
    }

    @Test
    void findsTheOnlyOneThatMayAmongManyAndSaysWhoIsBusy() {
        var work = new ArrayList<>(List.of(work("other", 1, 50)));
        for (int i = 0; i < 999; i++) {
            work.add(work("owner", 1, 50));
        }
        var sample = new WorkSample<>(random, CHECKING, work);
        for (int i = 0; i < 4; i++) {
            var drawn = sample.draw(1, "other"::equals);
            assertThat(drawn.device()).hasValue("other");
            assertThat(drawn.within(CHECKING))
                    .isEqualTo(CHECKING.auditorTime().multipliedBy(i + 1));
        }
        var busy = sample.draw(1, "other"::equals);
        assertThat(busy.device()).isEmpty();
        assertThat(busy.isBusy()).isTrue();
        assertThat(sample.draw(1, "nobody"::equals).isBusy()).isFalse();
    }

    /// Else a network that grows fast waits for its oldest devices, which then do nothing else.
    @Test
    void asksWhoIsTooNewOnceAllOthersHaveEnough() {
        var work =
                List.of(
                        work("failed", 1, -1),
                        work("new", 1, 0),
                        work("old", 1, 20),
                        work("older", 1, 30));
        var sample = new WorkSample<>(random, CHECKING, work);
        for (int i = 0; i < 8; i++) {
            assertThat(sample.draw(1, _ -> true).device()).get().isIn("old", "older");
        }
        assertThat(sample.draw(1, "new"::equals))
                .as("of what nobody else could ever repeat")
                .isEqualTo(Drawn.nobody());
        for (int i = 0; i < 4; i++) {
            var drawn = sample.draw(1, device -> !device.equals("old"));
            assertThat(drawn.device()).hasValue("new");
        }
        var busy = sample.draw(1, _ -> true);
        assertThat(busy.device()).isEmpty();
        assertThat(busy.isBusy()).isTrue();
    }

    private WorkSample<String> ofMany(int devices) {
        var work = new ArrayList<Work<String>>();
        for (int i = 0; i < devices; i++) {
            work.add(work("d" + i, 1, 50));
        }
        return new WorkSample<>(random, CHECKING, work);
    }

    @Test
    void isSpentOnceMostOfThoseWhoWereFreeHaveEnough() {
        var sample = ofMany(1000);
        int draws = 0;
        while (!sample.isSpent()) {
            assertThat(sample.draw(1, _ -> true).device()).isPresent();
            draws++;
        }
        assertThat(draws).isBetween(2000, 4000);
        for (; draws < 4000; draws++) {
            assertThat(sample.draw(1, _ -> true).device()).isPresent();
        }
        assertThat(sample.draw(1, _ -> true)).isEqualTo(new Drawn<>(Optional.empty(), 0, true));
    }

    /// Otherwise a network that waits for a few devices would look for others in every step.
    @Test
    void isNotSpentForThoseWhoAreNotThere() {
        var few = ofMany(3);
        for (int i = 0; i < 200; i++) {
            few.draw(1, _ -> true);
        }
        assertThat(few.isSpent()).isFalse();
        var none = ofMany(1000);
        assertThat(none.draw(1, _ -> false)).isEqualTo(Drawn.nobody());
        assertThat(none.isSpent()).isFalse();
    }

    @Test
    void looksAtAllOfAFewResultsAndAtSomeOfTheNewestOfMany() {
        assertThat(WorkSample.numbers(random, 0)).isEmpty();
        assertThat(WorkSample.numbers(random, 3)).containsExactly(1, 2, 3);
        var numbers = WorkSample.numbers(random, 5_000_000);
        assertThat(numbers).hasSize(1024);
        var distinct = LongStream.of(numbers).boxed().collect(Collectors.toSet());
        assertThat(distinct)
                .hasSizeGreaterThan(1000)
                .allMatch(n -> n > 5_000_000 - WorkSample.WINDOW && n <= 5_000_000);
    }
}
