package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.hardware.Reading;
import hearth.worker.AgentSnapshot.Reason;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class MayRunTest {
    private static final Reading.Power MAINS = new Reading.Power.Mains();
    private static final Reading.Power BATTERY = new Reading.Power.Battery(Optional.of(0.5));
    private static final Reason FULL = new Reason("disk-low", "1");

    private static MayRun.Decision decide(
            boolean sharing, boolean payout, Optional<Reason> spent, Reading.Power power) {
        return MayRun.decide(new MayRun.Facts(sharing, payout, spent, power, false));
    }

    @Test
    void runsWhenNothingIsAgainstIt() {
        assertThat(decide(true, true, Optional.empty(), MAINS))
                .isEqualTo(new MayRun.Decision.Run());
    }

    @Test
    void namesEveryReasonWhatStopsItFirst() {
        assertThat(decide(false, false, Optional.of(FULL), BATTERY))
                .isInstanceOfSatisfying(
                        MayRun.Decision.Wait.class,
                        wait ->
                                assertThat(wait.reasons())
                                        .containsExactly(
                                                new Reason("sharing-off", ""),
                                                new Reason("on-battery", ""),
                                                new Reason("no-payout", ""),
                                                FULL));
    }

    @Test
    void takesNothingNewForALackOfRoomAndFinishesWhatItHolds() {
        assertThat(decide(true, true, Optional.of(FULL), MAINS))
                .isEqualTo(new MayRun.Decision.Finish(List.of(FULL)));
        assertThat(decide(true, false, Optional.empty(), MAINS))
                .isInstanceOf(MayRun.Decision.Finish.class);
    }

    @Test
    void stopsOnBattery() {
        assertThat(decide(true, true, Optional.empty(), BATTERY))
                .isInstanceOf(MayRun.Decision.Wait.class);
    }
}
