package hearth.coordinator;

import java.util.Optional;

/// The turns of the settlement, of the one coordinator that has this duty now. One thread at a
/// time.
final class Settling {
    private final Premises premises;
    private final Epochs epochs;
    private final Optional<Settlement> settlement;
    private final Optional<Escrows> escrows;
    private final Optional<Poster> poster;
    private final Optional<RoundLogging> logging;

    Settling(
            Premises premises,
            CoordinatorConfig config,
            Optional<Escrows> escrows,
            Optional<RoundLogging> logging) {
        this.premises = premises;
        this.escrows = escrows;
        this.logging = logging;
        epochs = new Epochs(premises, config.contract());
        settlement = config.ports().settlement();
        poster = settlement.map(s -> new Poster(premises, s, epochs, escrows));
    }

    /// @return number of the epoch that was frozen, unless there was nothing to release
    Optional<Long> freeze() {
        return premises.duties().take(Duties.SETTLING).flatMap(this::freeze);
    }

    private Optional<Long> freeze(Duties.Tenure tenure) {
        try {
            return epochs.freeze(tenure, () -> limits(tenure));
        } catch (Settlement.UnreachableException chainIsAway) {
            // Nobody knows what it would take; nothing was decided.
            return Optional.empty();
        }
    }

    private Settlement.Limits limits(Duties.Tenure tenure) {
        escrows.ifPresent(e -> e.refresh(tenure));
        return settlement.map(Settlement::limits).orElse(Settlement.Limits.NONE);
    }

    /// Looks at the budgets, carries frozen roots to the chain and logs rounds there.
    void post() {
        var tenure = premises.duties().take(Duties.SETTLING);
        if (tenure.isEmpty()) {
            return;
        }
        escrows.ifPresent(e -> e.work(tenure.get()));
        poster.ifPresent(p -> p.work(tenure.get()));
        logging.ifPresent(RoundLogging::work);
    }
}
