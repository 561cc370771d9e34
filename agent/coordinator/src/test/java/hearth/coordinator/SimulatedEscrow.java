package hearth.coordinator;

import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An escrow with the contract's rules: settlements in order, within the budget, within the owner's
/// limit and in time; the rest to whoever paid, once. What is settled funds the rewards.
final class SimulatedEscrow implements Escrow {
    static final Duration GRACE = Duration.ofHours(2);

    private final Clock clock;
    private final List<Budget> budgets = new ArrayList<>();
    boolean isAway;

    /// Of settlements, for a reason that passes, such as a fee.
    int refusals;

    /// How often somebody looked at a budget.
    int looks;

    Duration grace = GRACE;
    Wei refunded = Wei.ZERO;
    Wei funded = Wei.ZERO;

    SimulatedEscrow(Clock clock) {
        this.clock = clock;
    }

    long fund(String account, Sha256 manifest, Wei budget) {
        return fund(account, manifest, budget, budget);
    }

    long fund(String account, Sha256 manifest, Wei budget, Wei limit) {
        long id = budgets.size() + 1L;
        var closes = clock.instant().plus(Duration.ofDays(30)).plus(grace);
        budgets.add(new Budget(id, account, manifest, budget, Wei.ZERO, limit, 0, closes, false));
        return id;
    }

    void topUp(long id, Wei more) {
        var b = budget(id);
        put(b, b.budget().plus(more), b.settled(), b.lastEpoch(), b.closesAt(), b.closed());
    }

    void requestClose(long id) {
        var b = budget(id);
        put(b, b.budget(), b.settled(), b.lastEpoch(), clock.instant().plus(grace), b.closed());
    }

    /// Its owner does what anybody may.
    void closeByOwner(long id) {
        var _ = close(id, Wei.ZERO);
    }

    /// Its last settlement was never made.
    void lose(long id) {
        var b = budget(id);
        put(b, b.budget(), Wei.ZERO, b.lastEpoch() - 1, b.closesAt(), b.closed());
    }

    Budget budget(long id) {
        return budgets.get((int) id - 1);
    }

    private void put(
            Budget b, Wei budget, Wei settled, int epoch, Instant closesAt, boolean closed) {
        budgets.set(
                (int) b.id() - 1,
                new Budget(
                        b.id(),
                        b.account(),
                        b.manifest(),
                        budget,
                        settled,
                        b.epochLimit(),
                        epoch,
                        closesAt,
                        closed));
    }

    private void answer() {
        if (isAway) {
            throw new Settlement.UnreachableException("away", new IllegalStateException());
        }
    }

    @Override
    public synchronized long newest() {
        answer();
        return budgets.size();
    }

    @Override
    public synchronized Optional<Budget> find(long id) {
        answer();
        looks++;
        return id <= budgets.size() ? Optional.of(budget(id)) : Optional.empty();
    }

    @Override
    public synchronized Duration grace() {
        return grace;
    }

    @Override
    public synchronized Outcome settle(long id, int epoch, Wei amount, Sha256 report) {
        if (isAway) {
            return new Outcome.Unavailable();
        }
        if (refusals > 0) {
            refusals--;
            return new Outcome.Refused("FEE_TOO_HIGH");
        }
        var b = budget(id);
        boolean legal =
                epoch == b.lastEpoch() + 1
                        && !amount.isZero()
                        && amount.compareTo(b.epochLimit()) <= 0
                        && b.settled().plus(amount).compareTo(b.budget()) <= 0
                        && !b.closed()
                        && clock.instant().isBefore(b.closesAt());
        if (!legal) {
            throw new AssertionError("the contract refuses epoch " + epoch + " of " + b);
        }
        funded = funded.plus(amount);
        put(b, b.budget(), b.settled().plus(amount), epoch, b.closesAt(), b.closed());
        return new Outcome.Done();
    }

    @Override
    public synchronized Outcome close(long id, Wei left) {
        var b = budget(id);
        if (b.closed() || b.closesAt().isAfter(clock.instant())) {
            throw new AssertionError("the contract does not close " + b);
        }
        put(b, b.budget(), b.settled(), b.lastEpoch(), b.closesAt(), true);
        refunded = refunded.plus(b.budget().minus(b.settled()));
        return new Outcome.Done();
    }
}
