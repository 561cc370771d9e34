package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.PayoutMessages;
import hearth.protocol.ServerId;

import java.util.Optional;

/// Recovers who signed a wallet's word (EIP-712). The coordinator itself knows no curve of the
/// chain.
@FunctionalInterface
public interface PayoutVerifier {
    /// @param server that the binding must name: this coordinator
    /// @return the signing address, `0x` and 40 hex digits; empty if the signature is none at all
    Optional<String> signer(ServerId server, DeviceId device, PayoutBinding binding);

    /// The same of what changes a binding. One that cannot tell lets nothing be changed.
    ///
    /// @param chainId on which this coordinator pays
    default Optional<String> signer(ServerId server, long chainId, PayoutMessages.Order order) {
        return Optional.empty();
    }
}
