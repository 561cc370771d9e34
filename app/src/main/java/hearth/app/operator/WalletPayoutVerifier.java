package hearth.app.operator;

import hearth.coordinator.PayoutVerifier;
import hearth.keys.AccountOrder;
import hearth.keys.Address;
import hearth.keys.AddressReading;
import hearth.keys.PayoutBinding;
import hearth.keys.PayoutBindings;
import hearth.protocol.DeviceId;
import hearth.protocol.Messages;
import hearth.protocol.PayoutMessages;
import hearth.protocol.ServerId;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/// Recovers who signed a wallet's word with the wallet's own code.
final class WalletPayoutVerifier implements PayoutVerifier {
    @Override
    public Optional<String> signer(
            ServerId server, DeviceId device, Messages.PayoutBinding binding) {
        return address(binding.payout())
                .filter(_ -> isSignature(binding.walletSignature()))
                .map(
                        payout ->
                                new PayoutBinding(
                                        device,
                                        payout,
                                        server,
                                        Instant.ofEpochSecond(binding.notAfter())))
                .flatMap(
                        signed ->
                                PayoutBindings.recoverSigner(
                                        signed, HexFormat.of().parseHex(binding.walletSignature())))
                .map(Address::value);
    }

    @Override
    public Optional<String> signer(ServerId server, long chainId, PayoutMessages.Order order) {
        if (!isSignature(order.walletSignature()) || order.notAfter() < 0) {
            return Optional.empty();
        }
        var notAfter = Instant.ofEpochSecond(order.notAfter());
        Optional<AccountOrder> signed =
                switch (order) {
                    case PayoutMessages.PayoutChange c ->
                            both(
                                    c.from(),
                                    c.to(),
                                    (from, to) ->
                                            new AccountOrder.PayoutChange(
                                                    c.device(),
                                                    from,
                                                    to,
                                                    server,
                                                    chainId,
                                                    c.number(),
                                                    notAfter));
                    case PayoutMessages.PayoutUndo u ->
                            both(
                                    u.from(),
                                    u.to(),
                                    (from, to) ->
                                            new AccountOrder.PayoutUndo(
                                                    u.device(),
                                                    from,
                                                    to,
                                                    server,
                                                    chainId,
                                                    u.number(),
                                                    notAfter));
                    case PayoutMessages.OwnerRevocation r ->
                            address(r.account())
                                    .map(
                                            account ->
                                                    new AccountOrder.OwnerRevocation(
                                                            r.key(), account, server, chainId,
                                                            notAfter));
                };
        var signature = HexFormat.of().parseHex(order.walletSignature());
        return signed.flatMap(o -> PayoutBindings.recoverSigner(o, signature)).map(Address::value);
    }

    private interface OfTwo {
        AccountOrder of(Address from, Address to);
    }

    private static Optional<AccountOrder> both(String from, String to, OfTwo order) {
        return address(from).flatMap(one -> address(to).map(other -> order.of(one, other)));
    }

    private static Optional<Address> address(String text) {
        return Address.read(text) instanceof AddressReading.Valid valid
                ? Optional.of(Address.of(valid.eip55()))
                : Optional.empty();
    }

    private static boolean isSignature(String text) {
        return text.matches("[0-9a-f]{130}");
    }
}
