package hearth.app.wallet;

import hearth.app.agent.AgentFeed;
import hearth.app.wallet.WalletDesk.Binding;
import hearth.protocol.DeviceId;
import hearth.protocol.PayoutMessages.Payout;
import hearth.protocol.PayoutMessages.PendingChange;
import hearth.worker.AgentLink;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// Has this computer paid to the account in use: at once where it is paid to none yet, a day later
/// where that account takes another one's place.
public final class PayoutBinder {
    private final AgentFeed agent;
    private final WalletFeed wallet;

    public PayoutBinder(AgentFeed agent, WalletFeed wallet) {
        this.agent = agent;
        this.wallet = wallet;
    }

    /// What came of it.
    public sealed interface Outcome {
        /// The account is paid.
        record Bound() implements Outcome {}

        /// The account will be paid from then on.
        record BoundFrom(Instant countsAt) implements Outcome {}

        /// The wallet is locked; nothing was signed.
        record Locked() implements Outcome {}

        /// The agent or its coordinator did not take it.
        record Failed() implements Outcome {}
    }

    public void bind(DeviceId device, Consumer<Outcome> then) {
        agent.ask(AgentLink::payout, now -> bind(device, now, then), failed(then));
    }

    private void bind(DeviceId device, Optional<Payout> now, Consumer<Outcome> then) {
        var account = wallet.state().get().address();
        boolean isChange =
                now.flatMap(Payout::payout)
                        .filter(paid -> account.filter(paid::equalsIgnoreCase).isEmpty())
                        .isPresent();
        wallet.ask(
                desk -> isChange ? desk.change(device, now.orElseThrow()) : desk.bind(device),
                word -> send(device, word, then),
                failed(then));
    }

    /// Has a change not count.
    void undo(PendingChange change, Consumer<Outcome> then) {
        wallet.ask(
                desk -> desk.undo(change), word -> send(change.device(), word, then), failed(then));
    }

    private void send(DeviceId device, Binding word, Consumer<Outcome> then) {
        switch (word) {
            case Binding.Locked _ -> then.accept(new Outcome.Locked());
            case Binding.Signed signed -> tell(l -> l.bindPayout(signed.binding()), then);
            case Binding.Undoing undoing -> tell(l -> l.undoPayout(undoing.order()), then);
            case Binding.Changing changing ->
                    agent.ask(
                            link -> {
                                link.changePayout(changing.order());
                                return link.payout();
                            },
                            payout -> then.accept(from(device, payout)),
                            failed(then));
        }
    }

    private void tell(Consumer<AgentLink> message, Consumer<Outcome> then) {
        agent.tell(message, () -> then.accept(new Outcome.Bound()), failed(then));
    }

    private static Outcome from(DeviceId device, Optional<Payout> payout) {
        return payout.flatMap(p -> p.changeOf(device))
                .<Outcome>map(change -> new Outcome.BoundFrom(change.countsAt()))
                .orElseGet(Outcome.Failed::new);
    }

    private static Runnable failed(Consumer<Outcome> then) {
        return () -> then.accept(new Outcome.Failed());
    }
}
