package hearth.chain;

import hearth.keys.Address;
import hearth.keys.UnsignedTransaction;
import hearth.protocol.Wei;

import java.math.BigInteger;
import java.util.Optional;

/// A transaction that another signer is to sign: what it is for, and every field of it. Holds no
/// secret.
///
/// @param intent by which it is submitted
/// @param amount EMBER that it is about
/// @param counterparty who is paid, allowed or claimed for
/// @param transaction exactly what has to be signed
public record PreparedTransaction(
        String intent,
        Activity.Kind kind,
        Address from,
        Wei amount,
        Optional<Address> counterparty,
        UnsignedTransaction transaction) {
    /// The most that it can cost in the chain's own coin, in its smallest unit.
    public BigInteger highestFee() {
        return transaction.gasLimit().multiply(transaction.maxFeePerGas());
    }
}
