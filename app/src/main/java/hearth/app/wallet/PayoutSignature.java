package hearth.app.wallet;

import hearth.app.wallet.WalletDesk.Binding;
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

/// The open wallet's word that a device is paid to its first account.
final class PayoutSignature {
    private static final Duration LIFE = Duration.ofMinutes(10);

    private PayoutSignature() {}

    static Binding by(UnlockedWallet wallet, DeviceId device, ServerId server, Instant now) {
        var payout = wallet.addresses().getFirst();
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
