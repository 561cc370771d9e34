package hearth.app.earnings;

import hearth.app.agent.AgentFeed;
import hearth.protocol.Messages.HeldPay;
import hearth.protocol.Wei;
import hearth.worker.AgentLink;
import hearth.worker.AgentSnapshot;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import java.util.Optional;

/// When held pay is due: asked for again whenever another sum is held. Belongs to the screen's
/// thread.
public final class HeldWatch {
    private final ReadOnlyObjectWrapper<Optional<HeldPay>> pay =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final AgentFeed agent;
    private Optional<Wei> askedFor = Optional.empty();

    public HeldWatch(AgentFeed agent) {
        this.agent = agent;
    }

    /// Asks again at the next snapshot, such as after a time without any.
    public void askAgain() {
        askedFor = Optional.empty();
    }

    public void follow(AgentSnapshot snapshot) {
        Optional<Wei> held = Optional.of(snapshot.earnings().held());
        if (held.equals(askedFor)) {
            return;
        }
        askedFor = held;
        agent.ask(
                AgentLink::held,
                pay::set,
                () -> {
                    pay.set(Optional.empty());
                    askAgain();
                });
    }

    /// Empty while nobody has said.
    public ReadOnlyObjectProperty<Optional<HeldPay>> pay() {
        return pay.getReadOnlyProperty();
    }
}
