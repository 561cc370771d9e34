package hearth.chain;

import hearth.keys.Address;
import hearth.keys.SignedTransaction;
import hearth.keys.TransactionSigner;
import hearth.keys.UnsignedTransaction;

import java.util.ArrayList;
import java.util.List;

/// Stands where a signer stands and only takes down what would be asked of it. One thread.
final class Onlooker implements TransactionSigner {
    private final Address account;
    private final List<Intent> seen = new ArrayList<>();

    Onlooker(Address account) {
        this.account = account;
    }

    @Override
    public Address address() {
        return account;
    }

    @Override
    public SignedTransaction sign(UnsignedTransaction transaction) {
        throw new IllegalStateException("nothing is signed here");
    }

    void see(Intent intent) {
        seen.add(intent);
    }

    /// In the order in which they would be sent.
    List<Intent> seen() {
        return List.copyOf(seen);
    }
}
