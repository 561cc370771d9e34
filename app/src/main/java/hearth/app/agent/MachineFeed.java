package hearth.app.agent;

import hearth.worker.MachineView;
import hearth.worker.MachineView.Sample;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// This computer's figures and those of the minutes before, for the screens that show them. Nothing
/// is asked for unless a screen says [#look]. State belongs to the screen's thread.
public final class MachineFeed {
    /// How far back the figures go.
    public static final Duration SPAN = Duration.ofMinutes(4);

    private final ReadOnlyObjectWrapper<Optional<MachineView>> view =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final AgentFeed agent;
    private boolean asking;

    public MachineFeed(AgentFeed agent) {
        this.agent = agent;
    }

    /// The newest figures, with the samples of the whole span; empty until the agent has answered.
    public ReadOnlyObjectProperty<Optional<MachineView>> view() {
        return view.getReadOnlyProperty();
    }

    /// Asks for what is new. Does nothing while the last question is open.
    public void look() {
        if (asking) {
            return;
        }
        asking = true;
        Duration newest = newest();
        agent.ask(link -> link.machine(newest), this::heard, () -> asking = false);
    }

    private Duration newest() {
        return samples().isEmpty() ? Duration.ZERO : samples().getLast().since();
    }

    private List<Sample> samples() {
        return view.get().map(MachineView::samples).orElse(List.of());
    }

    private void heard(MachineView answer) {
        asking = false;
        view.set(Optional.of(joined(samples(), answer)));
    }

    /// An agent that was started anew begins to count anew.
    private static MachineView joined(List<Sample> before, MachineView answer) {
        List<Sample> fresh = answer.samples();
        boolean anew =
                !before.isEmpty()
                        && !fresh.isEmpty()
                        && fresh.getFirst().since().compareTo(before.getLast().since()) <= 0;
        var all = Stream.concat(anew ? Stream.empty() : before.stream(), fresh.stream()).toList();
        var last = all.isEmpty() ? Duration.ZERO : all.getLast().since();
        return new MachineView(
                answer.cpu(),
                answer.cores(),
                answer.memoryBytes(),
                all.stream().filter(s -> s.since().plus(SPAN).compareTo(last) >= 0).toList(),
                answer.blind(),
                answer.engine(),
                answer.programs());
    }
}
