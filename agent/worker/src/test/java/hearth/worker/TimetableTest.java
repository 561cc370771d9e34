package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

class TimetableTest {
    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");

    private final Timetable timetable =
            new Timetable(AgentPace.home(), usual -> usual, InstantSource.fixed(START), () -> 0);

    private boolean asks(int seconds, boolean isWatched, boolean rests) {
        return timetable.refreshIsDue(START.plusSeconds(seconds), isWatched, () -> rests);
    }

    @Test
    void asksHalfAMinuteLaterWhileThereIsWork() {
        assertThat(asks(0, false, false)).isTrue();
        assertThat(asks(29, false, false)).isFalse();
        assertThat(asks(30, false, false)).isTrue();
    }

    @Test
    void asksATenthAsOftenWhileItRestsAndNobodyLooks() {
        assertThat(asks(0, false, true)).isTrue();
        assertThat(asks(299, false, true)).isFalse();
        assertThat(asks(300, false, true)).isTrue();
    }

    @Test
    void asksAtOnceWhenSomebodyBeginsToLookAndAsUsualWhileTheyDo() {
        assertThat(asks(0, false, true)).isTrue();
        assertThat(asks(40, true, true)).isTrue();
        assertThat(asks(41, true, true)).isFalse();
        assertThat(asks(70, true, true)).isTrue();
        assertThat(asks(71, false, true)).isFalse();
        assertThat(asks(72, true, true)).isTrue();
    }

    @Test
    void asksAtOnceForWhatIsNew() {
        assertThat(asks(0, false, true)).isTrue();
        timetable.refreshSoon(START.plus(Duration.ofSeconds(3)));
        assertThat(asks(3, false, true)).isTrue();
    }
}
