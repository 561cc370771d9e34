package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.hardware.Observation;
import hearth.hardware.Reading;
import hearth.hardware.desktop.Presence;
import hearth.worker.AgentSnapshot.Reason;
import hearth.worker.MachineView.Sample;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

class MachineTraceTest {
    private static final MachineView.Engine ENGINE =
            new MachineView.Engine("cpu", Optional.of(new Reason("card-too-new", "")));
    private final MachineTrace trace = new MachineTrace();

    @Test
    void givesWhatIsNewSinceTheLastTimeOnly() {
        trace.add(at(1));
        trace.add(at(2));
        trace.add(at(3));

        assertThat(seconds(after(0))).containsExactly(1L, 2L, 3L);
        assertThat(seconds(after(2))).containsExactly(3L);
        assertThat(seconds(after(3))).isEmpty();
    }

    /// A window that outlives its agent asks from where the old one was.
    @Test
    void givesEverythingToOneWhoKnewTheAgentBefore() {
        trace.add(at(1));
        trace.add(at(2));

        assertThat(seconds(after(4000))).containsExactly(1L, 2L);
    }

    @Test
    void forgetsWhatIsOlderThanFiveMinutes() {
        for (int second = 0; second <= 400; second += 100) {
            trace.add(at(second));
        }

        assertThat(seconds(after(0))).containsExactly(100L, 200L, 300L, 400L);
    }

    @Test
    void keepsAReadingOnceHoweverOftenThePersonIsLookedAt() {
        var read = at(5);
        trace.add(read);
        trace.add(new Observation(Duration.ofSeconds(6), read.reading(), read.presence()));
        trace.add(at(4));

        assertThat(seconds(after(0))).containsExactly(5L);
    }

    @Test
    void namesTheProgramsOfOthersAndTheFactsThatNobodyTells() {
        var others = new Reading.Tenant(Long.MAX_VALUE, Optional.of(7L), Optional.empty());
        var ours =
                new Reading.Tenant(
                        ProcessHandle.current().pid(), Optional.of(9L), Optional.empty());
        var read = reading(List.of(card(Optional.of(List.of(others, ours)))));
        var seen = new Observation(Duration.ZERO, read, Presence.undetectable("no-desktop"));

        var view = trace.view(Duration.ZERO, seen, ENGINE);

        assertThat(view.programs())
                .containsExactly(
                        new MachineView.Program(
                                "card-0",
                                Long.MAX_VALUE,
                                Optional.empty(),
                                Optional.of(7L),
                                Optional.empty()));
        assertThat(view.blind()).containsEntry("fullscreen", "no-desktop").hasSize(7);
        assertThat(view.engine()).isEqualTo(ENGINE);
    }

    /// With every value present.
    static MachineView view() {
        return new MachineView(
                "cpu",
                8,
                1L << 34,
                List.of(
                        new Sample(
                                Duration.ofMillis(1234),
                                Optional.of(0.5),
                                Optional.of(61.0),
                                Optional.of(5L),
                                Optional.of(new MachineView.Battery(Optional.of(0.75))),
                                new Reading.Rest(
                                        new Reading.Flow(Optional.of(1.0), Optional.of(2.0)),
                                        new Reading.Flow(Optional.of(3.0), Optional.empty()),
                                        List.of(900),
                                        Optional.of(4200L),
                                        Optional.of(1.1),
                                        Optional.of(12.5)),
                                List.of(
                                        card(
                                                Optional.of(
                                                        List.of(
                                                                new Reading.Tenant(
                                                                        77,
                                                                        Optional.of(6L),
                                                                        Optional.of(0.1)))))))),
                new TreeMap<>(java.util.Map.of("video", "no-inhibitors")),
                ENGINE,
                List.of(
                        new MachineView.Program(
                                "card-0",
                                77,
                                Optional.of("game"),
                                Optional.of(6L),
                                Optional.of(0.1))));
    }

    private MachineView after(long second) {
        return trace.view(Duration.ofSeconds(second), at(1), ENGINE);
    }

    private static List<Long> seconds(MachineView view) {
        return view.samples().stream().map(s -> s.since().toSeconds()).toList();
    }

    private static Observation at(long second) {
        return new Observation(
                Duration.ofSeconds(second), reading(List.of()), Presence.undetectable("not-here"));
    }

    private static Reading reading(List<Reading.Graphics> cards) {
        return new Reading(
                "cpu",
                8,
                Optional.empty(),
                Optional.empty(),
                1L << 34,
                Optional.empty(),
                cards,
                new Reading.Power.Mains());
    }

    private static Reading.Graphics card(Optional<List<Reading.Tenant>> tenants) {
        return new Reading.Graphics(
                "card-0",
                "RTX 3060",
                Optional.of(12L << 30),
                Optional.of(1L << 30),
                Optional.of(0.4),
                Optional.of(60.0),
                Optional.of(120.0),
                Optional.of(0.3),
                Reading.Clocks.UNKNOWN,
                tenants);
    }
}
