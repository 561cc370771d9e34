package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.PayoutMessages;
import hearth.protocol.ServerId;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Whether a wallet's words count at this coordinator now.
///
/// @param chainId on which it pays, 0 while no chain is attached
record WalletWords(PayoutVerifier verifier, ServerId server, long chainId, InstantSource clock) {
    /// A word that lasts longer would be a word for ever.
    private static final Duration LONGEST = Duration.ofHours(1);

    /// Whether the account itself says that the key is its own.
    boolean binds(DeviceId key, PayoutBinding binding) {
        return !clock.instant().isAfter(Instant.ofEpochSecond(binding.notAfter()))
                && verifier.signer(server, key, binding)
                        .filter(signer -> signer.equalsIgnoreCase(binding.payout()))
                        .isPresent();
    }

    /// Whether the account that has to says so, for this coordinator and chain, and not too long
    /// ago.
    boolean are(PayoutMessages.Order order) {
        long now = clock.instant().getEpochSecond();
        return now <= order.notAfter()
                && order.notAfter() - now <= LONGEST.toSeconds()
                && verifier.signer(server, chainId, order)
                        .filter(signer -> signer.equalsIgnoreCase(order.by()))
                        .isPresent();
    }
}
