package hearth.worker;

import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.PayoutMessages.Payout;
import hearth.protocol.PayoutMessages.PayoutChange;
import hearth.protocol.PayoutMessages.PayoutUndo;
import hearth.worker.Outcome.Refused;

import java.util.Optional;

/// Carries a wallet's words about where this device is paid to the coordinator, and keeps what came
/// of them. Each call blocks and throws [AgentRefusedException] with what stands against it.
final class PayoutDesk {
    private static final int NOT_FOUND = 404;

    private final CoordinatorClient coordinator;
    private final AgentSettings settings;
    private final PayoutWatch watch;

    PayoutDesk(CoordinatorClient coordinator, AgentRecords records) {
        this.coordinator = coordinator;
        this.settings = records.settings();
        this.watch = records.payouts();
    }

    void bind(PayoutBinding binding) {
        coordinator.bindPayout(binding).orThrow();
        settings.payout(binding.payout());
    }

    /// Empty where the coordinator is too old to know of changes.
    Optional<Payout> now() {
        var told = coordinator.reads().payout();
        if (told instanceof Refused<Payout>(String _, int status) && status == NOT_FOUND) {
            return Optional.empty();
        }
        return Optional.of(heard(told.orThrow()));
    }

    /// Noted before it is sent: the answer may be lost.
    void change(PayoutChange order) {
        settings.askPayout(order.to());
        heard(coordinator.changePayout(order).orThrow());
    }

    void undo(PayoutUndo order) {
        coordinator.undoPayout(order).orThrow();
        heard(coordinator.reads().payout().orThrow());
    }

    /// What stands in an account's place is shown to the owner, so it is an account or nothing.
    private Payout heard(Payout payout) {
        watch.told(payout);
        boolean areAccounts =
                payout.payout().stream().allMatch(PayoutWatch::isAddress)
                        && payout.changes().stream()
                                .allMatch(
                                        change ->
                                                PayoutWatch.isAddress(change.from())
                                                        && PayoutWatch.isAddress(change.to()));
        if (!areAccounts) {
            throw new AgentRefusedException("coordinator-garbled");
        }
        return payout;
    }
}
