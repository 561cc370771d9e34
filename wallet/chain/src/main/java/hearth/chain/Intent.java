package hearth.chain;

import hearth.keys.Address;
import hearth.protocol.Wei;

import java.math.BigInteger;
import java.util.Optional;

/// One wish to change the chain. Its id makes it happen at most once, however often it is sent.
///
/// @param id chosen by the caller, at most 200 characters
/// @param amount EMBER that it is about, for the activity list
/// @param counterparty who is paid, for the activity list
/// @param to the contract; empty creates one
/// @param data `0x` and the call in hex
record Intent(
        String id,
        Activity.Kind kind,
        Address from,
        Wei amount,
        Optional<Address> counterparty,
        Optional<Address> to,
        String data) {
    Intent {
        if (id.isEmpty() || id.length() > 200) {
            throw new IllegalArgumentException("not an intent id");
        }
    }

    /// The same wish under another id.
    Intent named(String other) {
        return new Intent(other, kind, from, amount, counterparty, to, data);
    }

    /// No contract of ours takes the chain's own coins.
    BigInteger value() {
        return BigInteger.ZERO;
    }
}
