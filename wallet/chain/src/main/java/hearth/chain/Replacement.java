package hearth.chain;

import hearth.keys.TransactionSigner;
import hearth.keys.UnsignedTransaction;

import java.math.BigInteger;
import java.util.Optional;

/// Signs another transaction of a nonce that waits: the same fields at a higher fee, or a payment
/// of nothing to oneself, which takes the nonce and has no other effect. What it signs is in the
/// journal before it returns.
final class Replacement {
    /// Nodes take a replacement that pays a tenth more (go-ethereum's `PriceBump`); an eighth more
    /// is over it whatever is rounded.
    private static final int EIGHTH = 8;

    private static final BigInteger GAS_OF_A_TRANSFER = BigInteger.valueOf(21_000);

    private final Nodes nodes;
    private final Journal journal;
    private final SendPolicy policy;

    Replacement(Nodes nodes, Journal journal, SendPolicy policy) {
        this.nodes = nodes;
        this.journal = journal;
        this.policy = policy;
    }

    /// What keeps it from being signed, or empty once it is signed and written down; empty too when
    /// somebody else replaced it first.
    ///
    /// @param entry that waits
    Optional<Refusal> sign(Journal.Entry entry, boolean cancels, TransactionSigner signer) {
        var waiting = UnsignedTransaction.of(entry.raw());
        var fees = nodes.fees();
        var tip = more(waiting.tipPerGas()).max(fees.tip());
        var maxFee = more(waiting.maxFeePerGas()).max(fees.nextBaseFee().shiftLeft(1).add(tip));
        if (maxFee.compareTo(policy.maxFeePerGas()) > 0) {
            return Optional.of(Refusal.FEE_TOO_HIGH);
        }
        // A cancellation is sped up as what it is: a second thought never brings the payment back.
        boolean nothing = cancels || journal.attempts().cancels(entry);
        var next =
                new UnsignedTransaction(
                        waiting.chainId(),
                        waiting.nonce(),
                        nothing ? Optional.of(signer.address()) : waiting.to(),
                        nothing ? BigInteger.ZERO : waiting.value(),
                        nothing ? "0x" : waiting.data(),
                        nothing ? GAS_OF_A_TRANSFER : waiting.gasLimit(),
                        tip,
                        maxFee);
        var tooDear =
                journal.fees()
                        .refuses(entry.id(), next.gasLimit().multiply(maxFee), entry.amount());
        if (tooDear.isPresent()) {
            return tooDear;
        }
        var dearest = next.gasLimit().multiply(maxFee).add(next.value());
        if (nodes.view().gasBalance(signer.address()).compareTo(dearest) < 0) {
            return Optional.of(Refusal.NOT_ENOUGH_GAS);
        }
        journal.attempts().replace(entry, signer.sign(next), nothing);
        return Optional.empty();
    }

    /// An eighth more, rounded up, and never the same.
    private static BigInteger more(BigInteger fee) {
        var eighth = fee.add(BigInteger.valueOf(EIGHTH - 1)).divide(BigInteger.valueOf(EIGHTH));
        return fee.add(eighth.max(BigInteger.ONE));
    }
}
