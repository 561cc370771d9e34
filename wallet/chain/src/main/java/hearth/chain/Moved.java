package hearth.chain;

import hearth.keys.Address;
import hearth.keys.UnsignedTransaction;
import hearth.protocol.Wei;

import java.util.Optional;

/// How much a transaction moved, by the event of the contract that it called: a claim pays what the
/// proof adds then, and yield flows until the block comes.
final class Moved {
    private static final String CLAIMED = Refusal.topic("Claimed(address,uint256,uint256,uint64)");
    private static final String YIELD_CLAIMED = Refusal.topic("YieldClaimed(address,uint256)");
    private static final String UNSTAKE_REQUESTED =
            Refusal.topic("UnstakeRequested(address,uint256,uint256,uint64)");
    private static final String WITHDRAWN = Refusal.topic("Withdrawn(address,uint256,uint256)");

    private Moved() {}

    /// @return empty where the wish names its amount, and where the contract said nothing
    static Optional<Wei> by(
            Journal.Entry entry, Attempts.Attempt attempt, Node.Inclusion inclusion) {
        return switch (entry.kind()) {
            case CLAIM ->
                    said(CLAIMED, entry.counterparty().orElse(entry.sender()), attempt, inclusion);
            case CLAIM_YIELD, COMPOUND -> said(YIELD_CLAIMED, entry.sender(), attempt, inclusion);
            case UNSTAKE -> said(UNSTAKE_REQUESTED, entry.sender(), attempt, inclusion);
            case WITHDRAW -> said(WITHDRAWN, entry.sender(), attempt, inclusion);
            default -> Optional.empty();
        };
    }

    /// @param event whose first field that is not indexed is the amount
    /// @param account its first indexed field
    private static Optional<Wei> said(
            String event, Address account, Attempts.Attempt attempt, Node.Inclusion inclusion) {
        if (inclusion.logs().isEmpty()) {
            return Optional.empty();
        }
        var called = UnsignedTransaction.of(attempt.raw()).to();
        return inclusion.logs().stream()
                .filter(log -> called.equals(Optional.of(log.contract())))
                .filter(log -> log.isOf(event, account))
                .map(Node.Log::amount)
                .findFirst();
    }
}
