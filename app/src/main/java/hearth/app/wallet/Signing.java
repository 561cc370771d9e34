package hearth.app.wallet;

import hearth.app.wallet.WalletDesk.Sending;
import hearth.chain.Forecast;
import hearth.chain.TxResult;
import hearth.keys.Address;
import hearth.keys.TransactionSigner;

import java.util.Optional;
import java.util.function.BiFunction;

/// What lends the open wallet's signature to one wish.
public interface Signing {
    /// The account that signs, whether it is open or not.
    Optional<Address> account();

    /// Carries out one wish under one intent, however often it has to be asked for.
    ///
    /// @param wish from an intent id and the signer
    Sending send(BiFunction<String, TransactionSigner, TxResult> wish);

    /// What such a wish would change; signs nothing and needs no open wallet.
    Forecast forecast(BiFunction<String, TransactionSigner, TxResult> wish);
}
