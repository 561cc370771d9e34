package hearth.chain;

import hearth.keys.Address;
import hearth.protocol.Wei;

import java.time.Instant;
import java.util.Optional;

/// One line of the wallet's history: something it wanted from the chain, and what became of it.
///
/// @param intent id by which the same thing can be asked for again
/// @param hash of the transaction, once signed; of the one in the block, where it was replaced
/// @param nonce of the transaction, once signed
public record Activity(
        String intent,
        Kind kind,
        Address account,
        Wei amount,
        Optional<Address> counterparty,
        Instant created,
        Stage stage,
        Optional<String> hash,
        Optional<Refusal> refusal,
        Optional<Long> nonce) {

    /// What it is for, in the words of the activity list.
    public enum Kind {
        DEPLOY,
        FUND,
        APPROVE,
        SEND,
        CLAIM,
        STAKE,
        UNSTAKE,
        END_TERM,
        WITHDRAW,
        CLAIM_YIELD,
        COMPOUND,
        ADD_YIELD,
        POST_ROOT,
        PROPOSE,
        VOTE,
        DELEGATE,
        QUEUE,
        EXECUTE,
        APPEAL;

        /// Whether nothing is lost by doing it later: what it fetches stays and adds up, and one
        /// transaction fetches all of it. Not so stake, which can be slashed while it is bound and
        /// does not grow by waiting, nor yield to be staked, which earns nothing meanwhile.
        boolean canWait() {
            return this == CLAIM || this == CLAIM_YIELD;
        }
    }

    /// How far it came.
    public enum Stage {
        QUEUED,
        SENT,
        INCLUDED,
        FINAL,
        REFUSED,
        /// Taken back before it was in a block.
        CANCELLED
    }

    static Activity of(Journal.Entry entry) {
        var stage =
                switch (entry.state()) {
                    case PLANNED -> Stage.QUEUED;
                    case SIGNED -> Stage.SENT;
                    case INCLUDED -> Stage.INCLUDED;
                    case FINAL -> Stage.FINAL;
                    case REPLACED ->
                            entry.refusal().equals(Optional.of(Refusal.CANCELLED))
                                    ? Stage.CANCELLED
                                    : Stage.REFUSED;
                    case REFUSED, REJECTED, REVERTED -> Stage.REFUSED;
                };
        return new Activity(
                entry.id(),
                entry.kind(),
                entry.sender(),
                entry.amount(),
                entry.counterparty(),
                entry.created(),
                stage,
                entry.hash().isEmpty() ? Optional.empty() : Optional.of(entry.hash()),
                entry.refusal(),
                entry.hash().isEmpty() ? Optional.empty() : Optional.of(entry.nonce()));
    }
}
