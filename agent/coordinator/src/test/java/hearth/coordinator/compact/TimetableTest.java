package hearth.coordinator.compact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

final class TimetableTest {
    private static final long END = 300_000;

    private record Event(long at, long order) {}

    @Test
    void givesEventsByTimeAndThenInTheOrderInWhichTheyWereWrittenDown() {
        var random = new SplittableRandom(4);
        var timetable = new Timetable(END);
        var plain =
                new PriorityQueue<Event>(
                        Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
        long order = 0;
        for (int i = 0; i < 500; i++) {
            order = add(timetable, plain, random.nextLong(2_000), order);
        }
        long event = timetable.next(END);
        while (event != Timetable.NOTHING) {
            var expected = plain.remove();
            assertThat(new Event(timetable.time(), event)).isEqualTo(expected);
            for (int i = random.nextInt(3); i > 0 && order < 20_000; i--) {
                long delay = random.nextInt(4) == 0 ? random.nextLong(200_000) : 1;
                order = add(timetable, plain, expected.at() + 1 + delay / 2, order);
            }
            event = timetable.next(END);
        }
        assertThat(order).isGreaterThan(10_000);
        assertThat(plain).allMatch(e -> e.at() > END);
    }

    private static long add(Timetable timetable, PriorityQueue<Event> plain, long at, long order) {
        timetable.add(at, order);
        plain.add(new Event(at, order));
        return order + 1;
    }

    @Test
    void givesNothingBeforeItsTimeAndGoesOnFromThere() {
        var timetable = new Timetable(END);
        timetable.add(70_000, 1);
        assertThat(timetable.next(69_999)).isEqualTo(Timetable.NOTHING);
        timetable.add(70_000, 2);
        assertThat(timetable.next(70_000)).isEqualTo(1);
        assertThat(timetable.next(70_000)).isEqualTo(2);
        assertThat(timetable.next(END)).isEqualTo(Timetable.NOTHING);
    }
}
