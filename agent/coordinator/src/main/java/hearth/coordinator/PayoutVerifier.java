package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.ServerId;

import java.util.Optional;

/// Recovers who signed a payout binding (EIP-712). The coordinator itself knows no curve of the
/// chain.
@FunctionalInterface
public interface PayoutVerifier {
    /// @param server that the binding must name: this coordinator
    /// @return the signing address, `0x` and 40 hex digits; empty if the signature is none at all
    Optional<String> signer(ServerId server, DeviceId device, PayoutBinding binding);
}
