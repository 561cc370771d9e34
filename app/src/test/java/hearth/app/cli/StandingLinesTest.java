package hearth.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.Standings;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class StandingLinesTest {
    @Test
    void tellsHowOftenADeviceIsCheckedAndTheWayBack() {
        assertThat(StandingLines.text(Optional.of(Standings.trusted().standings())))
                .isEqualTo(
                        """
                        Checked:  gpt on cuda: 5 % drawn to be repeated, 25 % measured; 95 accepted, 0 refused
                                  cnn on cpu: 100 % drawn to be repeated, 100 % measured; 3 accepted, 0 refused; 7 more accepted until not every one is drawn""");
        assertThat(StandingLines.text(Optional.of(Standings.afterAFailure().standings())))
                .endsWith(
                        "; 6 more accepted until not every one is drawn, since one was refused at "
                                + Standings.FAILED);
    }

    @Test
    void saysWhatIsNotKnown() {
        assertThat(StandingLines.text(Optional.empty())).isEqualTo("Checked:  not known yet");
        assertThat(StandingLines.text(Optional.of(List.of())))
                .isEqualTo("Checked:  no result is decided yet");
    }
}
