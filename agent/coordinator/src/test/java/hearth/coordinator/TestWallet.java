package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.Json;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.PayoutMessages;
import hearth.protocol.PayoutMessages.OwnerRevocation;
import hearth.protocol.PayoutMessages.PayoutChange;
import hearth.protocol.PayoutMessages.PayoutUndo;
import hearth.protocol.ServerId;
import hearth.protocol.Sha256;

import java.util.Locale;
import java.util.Optional;

/// Words of wallets without a curve: a signature is the account and a hash over what it signs, the
/// server and the chain. The real ones are tested where the curve is.
final class TestWallet implements PayoutVerifier {
    @Override
    public Optional<String> signer(ServerId server, DeviceId device, PayoutBinding binding) {
        return Optional.of(binding.payout());
    }

    @Override
    public Optional<String> signer(ServerId server, long chainId, PayoutMessages.Order order) {
        var signature = order.walletSignature();
        var by = signature.substring(0, 42);
        return signature.equals(sign(by, server, chainId, order))
                ? Optional.of(by)
                : Optional.empty();
    }

    private static String sign(
            String by, ServerId server, long chainId, PayoutMessages.Order order) {
        var name = order.getClass().getSimpleName();
        return by + Sha256.of(name + server + chainId + Json.text(unsigned(order))).hex();
    }

    private static PayoutMessages.Order unsigned(PayoutMessages.Order order) {
        return with(order, "");
    }

    private static PayoutMessages.Order with(PayoutMessages.Order order, String signature) {
        return switch (order) {
            case PayoutChange c ->
                    new PayoutChange(
                            c.device(), c.from(), c.to(), c.number(), c.notAfter(), signature);
            case PayoutUndo u ->
                    new PayoutUndo(
                            u.device(), u.from(), u.to(), u.number(), u.notAfter(), signature);
            case OwnerRevocation r ->
                    new OwnerRevocation(r.key(), r.account(), r.notAfter(), signature);
        };
    }

    /// The order with the signature of an account.
    static <T extends PayoutMessages.Order> T signed(
            String by, ServerId server, long chainId, T order, Class<T> type) {
        var account = by.toLowerCase(Locale.ROOT);
        return type.cast(with(order, sign(account, server, chainId, order)));
    }
}
