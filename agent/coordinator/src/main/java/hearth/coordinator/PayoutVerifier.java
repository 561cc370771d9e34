package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.Messages.PayoutBinding;

import java.util.Optional;

/// Recovers who signed a payout binding (EIP-712). The coordinator itself knows no curve of the
/// chain.
@FunctionalInterface
public interface PayoutVerifier {
    /// @return the signing address, `0x` and 40 hex digits; empty if the signature is none at all
    Optional<String> signer(DeviceId device, PayoutBinding binding);
}
