package hearth.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.Snapshots;

import org.junit.jupiter.api.Test;

class StatusCommandTest {
    @Test
    void writesAmountsWithoutZerosThatSayNothing() {
        assertThat(StatusCommand.forPeople(Snapshots.fresh()))
                .contains("Today:    0 EMBER earned, 0 of it held back");
    }
}
