package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.hardware.Reading;
import hearth.worker.AgentSnapshot.Reason;

import org.junit.jupiter.api.Test;

import java.util.Optional;

class MayRunTest {
    private static final Reading.Power MAINS = new Reading.Power.Mains();
    private static final Reading.Power BATTERY = new Reading.Power.Battery(Optional.of(0.5));
    private static final long PLENTY = 100L << 30;

    private static MayRun.Decision decide(
            boolean sharing, boolean payout, long disk, Reading.Power power, boolean working) {
        return MayRun.decide(new MayRun.Facts(sharing, payout, disk, power, working, false));
    }

    @Test
    void runsWhenNothingIsAgainstIt() {
        assertThat(decide(true, true, PLENTY, MAINS, false)).isEqualTo(new MayRun.Decision.Run());
    }

    @Test
    void namesEveryReasonTheMostImportantFirst() {
        assertThat(decide(false, false, 1L << 30, BATTERY, false))
                .isInstanceOfSatisfying(
                        MayRun.Decision.Wait.class,
                        wait ->
                                assertThat(wait.reasons())
                                        .containsExactly(
                                                new Reason("sharing-off", ""),
                                                new Reason("no-payout", ""),
                                                new Reason("on-battery", ""),
                                                new Reason("disk-low", "1")));
    }

    @Test
    void doesNotThrowAwayALeaseInWorkForALackOfRoom() {
        assertThat(decide(true, true, 0, MAINS, true)).isEqualTo(new MayRun.Decision.Run());
    }

    @Test
    void stopsALeaseInWorkOnBattery() {
        assertThat(decide(true, true, PLENTY, BATTERY, true))
                .isInstanceOf(MayRun.Decision.Wait.class);
    }
}
