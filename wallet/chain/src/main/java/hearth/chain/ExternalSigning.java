package hearth.chain;

import hearth.keys.Address;
import hearth.keys.ForeignSignature;
import hearth.keys.SignedTransaction;
import hearth.keys.TransactionSigner;
import hearth.keys.UnsignedTransaction;

import java.util.Optional;
import java.util.function.Function;

/// Transactions of accounts whose key is elsewhere: in a hardware wallet, on a computer without a
/// network. What was prepared is in the journal; only bytes that are exactly that, signed by its
/// account, are ever sent, and they go the same way as the wallet's own.
public final class ExternalSigning {
    private final Transactions transactions;

    public ExternalSigning(EmberNetwork network) {
        this.transactions = network.transactions();
    }

    /// What came of preparing.
    public sealed interface Preparation {
        record ToSign(PreparedTransaction prepared) implements Preparation {}

        /// Nothing is to be signed: it was refused, or was sent before.
        record Known(TxResult result) implements Preparation {}
    }

    /// What came of submitting.
    public sealed interface Submission {
        record Sent(TxResult result) implements Submission {}

        /// Nothing of this name was prepared here.
        record NothingPrepared() implements Submission {}

        /// Another transaction, or another account's signature. Nothing was sent.
        record NotWhatWasPrepared() implements Submission {}
    }

    private record Elsewhere(Address address) implements TransactionSigner {
        @Override
        public SignedTransaction sign(UnsignedTransaction transaction) {
            throw new SignatureNeededException(transaction);
        }
    }

    /// Settles nonce, gas and fees of the next transaction that a wish needs; staking needs two,
    /// the second once the first is in a block. Preparing the same intent again settles them anew.
    ///
    /// @param wish such as `signer -> wallet.send(intent, to, amount, signer)`
    public Preparation prepare(Address from, Function<TransactionSigner, TxResult> wish) {
        try {
            return new Preparation.Known(wish.apply(new Elsewhere(from)));
        } catch (SignatureNeededException needed) {
            return new Preparation.ToSign(
                    transactions.journal().preparations().find(needed.intent()).orElseThrow());
        }
    }

    /// Sends what was signed elsewhere; the same bytes again change nothing.
    ///
    /// @param raw `0x` and hex
    public Submission submit(String intent, String raw) {
        Optional<PreparedTransaction> prepared = transactions.journal().preparations().find(intent);
        if (prepared.isEmpty()) {
            return new Submission.NothingPrepared();
        }
        return ForeignSignature.read(prepared.get().transaction(), prepared.get().from(), raw)
                .<Submission>map(s -> new Submission.Sent(transactions.sendSigned(intent, s)))
                .orElseGet(Submission.NotWhatWasPrepared::new);
    }
}
