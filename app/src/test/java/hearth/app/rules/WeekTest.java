package hearth.app.rules;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.rules.Week.Cell;
import hearth.worker.policy.WeekHours;

import org.junit.jupiter.api.Test;

class WeekTest {
    private static final Week NONE = new Week(WeekHours.NONE);

    @Test
    void marksABlockWhicheverCornerComesFirst() {
        Week marked = NONE.with(new Cell(3, 5), new Cell(1, 2), true);
        assertThat(marked).isEqualTo(NONE.with(new Cell(1, 2), new Cell(3, 5), true));
        assertThat(marked.hours().days())
                .containsExactly(
                        "........................",
                        "..####..................",
                        "..####..................",
                        "..####..................",
                        "........................",
                        "........................",
                        "........................");
    }

    @Test
    void marksAWholeDayOrHourAndClearsItAgain() {
        Week day = NONE.withDay(6);
        assertThat(day.hours().days().get(6)).isEqualTo("#".repeat(24));
        assertThat(day.withDay(6)).isEqualTo(NONE);
        Week hour = day.withHour(0);
        assertThat(hour.hours().days().getFirst()).startsWith("#.");
        assertThat(hour.withHour(0).hours().days().get(6)).startsWith(".#");
    }

    @Test
    void staysInTheWeek() {
        assertThat(new Cell(0, 0).moved(-1, -1)).isEqualTo(new Cell(0, 0));
        assertThat(new Cell(6, 23).moved(1, 24)).isEqualTo(new Cell(6, 23));
    }
}
