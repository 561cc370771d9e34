package hearth.app.operator;

import hearth.coordinator.PayoutVerifier;
import hearth.keys.Address;
import hearth.keys.AddressReading;
import hearth.keys.PayoutBinding;
import hearth.keys.PayoutBindings;
import hearth.protocol.DeviceId;
import hearth.protocol.Messages;
import hearth.protocol.ServerId;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/// Recovers who signed a payout binding with the wallet's own code.
final class WalletPayoutVerifier implements PayoutVerifier {
    @Override
    public Optional<String> signer(
            ServerId server, DeviceId device, Messages.PayoutBinding binding) {
        if (!(Address.read(binding.payout()) instanceof AddressReading.Valid valid)
                || !binding.walletSignature().matches("[0-9a-f]{130}")) {
            return Optional.empty();
        }
        var signed =
                new PayoutBinding(
                        device,
                        Address.of(valid.eip55()),
                        server,
                        Instant.ofEpochSecond(binding.notAfter()));
        return PayoutBindings.recoverSigner(
                        signed, HexFormat.of().parseHex(binding.walletSignature()))
                .map(Address::value);
    }
}
