package hearth.chain;

import hearth.chain.BalanceChange.Asset;
import hearth.keys.Address;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What calls would change, as nodes tried it or, where none does, as the call says.
///
/// @param allowed what the sender's allowance would be afterwards; empty if it was not tried
/// @param gasUsed by the calls alone; empty if it was not tried
record Effect(
        List<BalanceChange> changes, Optional<BigInteger> allowed, Optional<BigInteger> gasUsed) {
    Effect {
        changes = List.copyOf(changes);
    }

    boolean isTried() {
        return gasUsed.isPresent();
    }

    BigInteger delta(Address account, Asset asset) {
        return changes.stream()
                .filter(c -> c.account().equals(account) && c.asset() == asset)
                .map(BalanceChange::delta)
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    /// What an intent asks for, for nodes that cannot try it out.
    static Effect asked(Intent intent) {
        var sum = intent.amount().value();
        var from = intent.from();
        var changes = new ArrayList<BalanceChange>();
        switch (intent.kind()) {
            case SEND -> {
                changes.add(new BalanceChange(from, Asset.EMBER, sum.negate()));
                intent.counterparty()
                        .ifPresent(to -> changes.add(new BalanceChange(to, Asset.EMBER, sum)));
            }
            case STAKE -> {
                changes.add(new BalanceChange(from, Asset.EMBER, sum.negate()));
                changes.add(new BalanceChange(from, Asset.STAKE, sum));
            }
            case APPROVE -> changes.add(new BalanceChange(from, Asset.ALLOWANCE, sum));
            case UNSTAKE -> changes.add(new BalanceChange(from, Asset.STAKE, sum.negate()));
            case COMPOUND -> changes.add(new BalanceChange(from, Asset.STAKE, sum));
            case WITHDRAW, CLAIM_YIELD -> changes.add(new BalanceChange(from, Asset.EMBER, sum));
            case CLAIM ->
                    intent.counterparty()
                            .ifPresent(to -> changes.add(new BalanceChange(to, Asset.EMBER, sum)));
            case FUND, ADD_YIELD -> changes.add(new BalanceChange(from, Asset.EMBER, sum.negate()));
            case DEPLOY, END_TERM, POST_ROOT, PROPOSE, VOTE, DELEGATE, QUEUE, EXECUTE, APPEAL -> {}
        }
        changes.removeIf(c -> c.delta().signum() == 0);
        return new Effect(changes, Optional.empty(), Optional.empty());
    }

    /// Whether this is what the intent asks for: a payment arrives whole and takes exactly what was
    /// reviewed, and nothing else of the sender's leaves or is allowed to be taken.
    boolean isOf(Intent intent) {
        var from = intent.from();
        var sum = intent.amount().value();
        var ember = delta(from, Asset.EMBER);
        var stake = delta(from, Asset.STAKE);
        boolean nothingElse =
                delta(from, Asset.COIN).signum() >= 0
                        && (intent.kind() == Activity.Kind.UNSTAKE
                                ? stake.add(sum).signum() >= 0
                                : stake.signum() >= 0)
                        && (intent.kind() == Activity.Kind.APPROVE
                                ? allowed.filter(a -> !a.equals(sum)).isEmpty()
                                : delta(from, Asset.ALLOWANCE).signum() <= 0);
        return nothingElse
                && switch (intent.kind()) {
                    case SEND -> isPaid(intent, ember, sum);
                    case STAKE -> ember.equals(sum.negate()) && stake.equals(sum);
                    case CLAIM -> ember.signum() >= 0 && isPaidOut(intent);
                    case FUND, ADD_YIELD, DEPLOY -> ember.add(sum).signum() >= 0;
                    case APPROVE,
                            UNSTAKE,
                            END_TERM,
                            WITHDRAW,
                            CLAIM_YIELD,
                            COMPOUND,
                            POST_ROOT,
                            PROPOSE,
                            VOTE,
                            DELEGATE,
                            QUEUE,
                            EXECUTE,
                            APPEAL ->
                            ember.signum() >= 0;
                };
    }

    private boolean isPaid(Intent intent, BigInteger ember, BigInteger sum) {
        var to = intent.counterparty().orElseThrow();
        return to.equals(intent.from())
                ? ember.signum() == 0
                : ember.equals(sum.negate()) && delta(to, Asset.EMBER).equals(sum);
    }

    private boolean isPaidOut(Intent intent) {
        return intent.counterparty()
                .filter(account -> delta(account, Asset.EMBER).signum() > 0)
                .isPresent();
    }

    /// The same for nodes that say the same, whatever second they are in: yield grows with time.
    String words(boolean growsWithTime) {
        var said = new StringBuilder();
        for (var change : changes) {
            said.append(change.account().value(), 0, 10)
                    .append(' ')
                    .append(change.asset())
                    .append(' ')
                    .append(growsWithTime ? change.delta().signum() : change.delta())
                    .append("; ");
        }
        return said.isEmpty() ? "no change" : said.toString();
    }
}
