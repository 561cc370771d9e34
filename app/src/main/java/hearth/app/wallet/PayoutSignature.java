package hearth.app.wallet;

import hearth.app.wallet.WalletDesk.Binding;
import hearth.keys.Address;
import hearth.keys.PayoutBinding;
import hearth.keys.PayoutBindings;
import hearth.keys.UnlockedWallet;
import hearth.keys.WalletLockedException;
import hearth.protocol.DeviceId;
import hearth.protocol.Messages;
import hearth.protocol.ServerId;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/// The open wallet's word that a device is paid to one of its accounts.
final class PayoutSignature {
    private static final Duration LIFE = Duration.ofMinutes(10);

    private PayoutSignature() {}

    static Binding by(
            UnlockedWallet wallet, Address payout, DeviceId device, ServerId server, Instant now) {
        var notAfter = now.plus(LIFE).truncatedTo(ChronoUnit.SECONDS);
        try {
            byte[] signature =
                    PayoutBindings.sign(
                            wallet, new PayoutBinding(device, payout, server, notAfter));
            return new Binding.Signed(
                    new Messages.PayoutBinding(
                            payout.value(),
                            notAfter.getEpochSecond(),
                            HexFormat.of().formatHex(signature)));
        } catch (WalletLockedException e) {
            return new Binding.Locked();
        }
    }
}
