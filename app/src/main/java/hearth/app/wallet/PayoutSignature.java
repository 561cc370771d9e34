package hearth.app.wallet;

import hearth.app.wallet.WalletDesk.Binding;
import hearth.keys.AccountOrder;
import hearth.keys.Address;
import hearth.keys.AddressReading;
import hearth.keys.PayoutBinding;
import hearth.keys.PayoutBindings;
import hearth.keys.UnlockedWallet;
import hearth.keys.WalletLockedException;
import hearth.protocol.DeviceId;
import hearth.protocol.Messages;
import hearth.protocol.PayoutMessages.Payout;
import hearth.protocol.PayoutMessages.PayoutChange;
import hearth.protocol.PayoutMessages.PayoutUndo;
import hearth.protocol.PayoutMessages.PendingChange;
import hearth.protocol.ServerId;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/// The open wallet's words about where a device is paid. Each names the coordinator, and those that
/// change something the chain and the number of the change, so that no other can use it.
public final class PayoutSignature {
    private static final Duration LIFE = Duration.ofMinutes(10);

    private PayoutSignature() {}

    static Binding by(
            UnlockedWallet wallet, Address payout, DeviceId device, ServerId server, Instant now) {
        var notAfter = end(now);
        try {
            byte[] signature =
                    PayoutBindings.sign(
                            wallet, new PayoutBinding(device, payout, server, notAfter));
            return new Binding.Signed(
                    new Messages.PayoutBinding(
                            payout.value(), notAfter.getEpochSecond(), hex(signature)));
        } catch (WalletLockedException e) {
            return new Binding.Locked();
        }
    }

    /// That the device is paid to an account of this wallet in place of the one that is paid now.
    ///
    /// @param chainId of the chain on which the coordinator pays
    public static Binding change(
            UnlockedWallet wallet,
            Address to,
            DeviceId device,
            Payout paid,
            long chainId,
            ServerId server,
            Instant now) {
        var notAfter = end(now);
        var from = address(paid.payout().orElseThrow());
        var order =
                new AccountOrder.PayoutChange(
                        device, from, to, server, chainId, paid.next(), notAfter);
        try {
            return new Binding.Changing(
                    new PayoutChange(
                            device,
                            from.value(),
                            to.value(),
                            paid.next(),
                            notAfter.getEpochSecond(),
                            hex(PayoutBindings.sign(wallet, order))));
        } catch (WalletLockedException e) {
            return new Binding.Locked();
        }
    }

    /// That a change is not to count, by the account that is paid now.
    ///
    /// @throws IllegalArgumentException if that account is none of this wallet's
    public static Binding undo(
            UnlockedWallet wallet,
            PendingChange change,
            long chainId,
            ServerId server,
            Instant now) {
        var notAfter = end(now);
        var from = address(change.from());
        var to = address(change.to());
        var order =
                new AccountOrder.PayoutUndo(
                        change.device(), from, to, server, chainId, change.number(), notAfter);
        try {
            return new Binding.Undoing(
                    new PayoutUndo(
                            change.device(),
                            from.value(),
                            to.value(),
                            change.number(),
                            notAfter.getEpochSecond(),
                            hex(PayoutBindings.sign(wallet, order))));
        } catch (WalletLockedException e) {
            return new Binding.Locked();
        }
    }

    private static Address address(String text) {
        return switch (Address.read(text)) {
            case AddressReading.Valid valid -> Address.of(valid.eip55());
            case AddressReading.Invalid _ -> throw new IllegalArgumentException(text);
        };
    }

    private static Instant end(Instant now) {
        return now.plus(LIFE).truncatedTo(ChronoUnit.SECONDS);
    }

    private static String hex(byte[] signature) {
        return HexFormat.of().formatHex(signature);
    }
}
