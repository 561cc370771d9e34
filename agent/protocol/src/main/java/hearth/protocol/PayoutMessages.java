package hearth.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is said of where a device is paid, and a wallet's words that change who is paid or may act
/// for it. Each such word counts at one coordinator, on one chain, once and for a short time.
public final class PayoutMessages {
    private PayoutMessages() {}

    /// What a wallet signs (EIP-712) besides the first binding of a device.
    public sealed interface Order {
        /// Whose wallet has to sign, `0x` and 40 hex digits.
        String by();

        /// Seconds since 1970 until which it may be presented.
        long notAfter();

        /// 65 bytes as hex (r, s, v).
        String walletSignature();
    }

    /// `GET /v1/device/payout`: where the signing device is paid, and what is about to change.
    ///
    /// @param payout account of its work from now on; absent while it is bound to none
    /// @param next number that the device's next change has to have
    /// @param chainId of the domain that orders are signed in, 0 while no chain is attached
    /// @param changes that lead away from this account and do not count yet, this device's and
    /// those of others that are paid to it; at most 64
    public record Payout(
            Optional<String> payout, long next, long chainId, List<PendingChange> changes) {
        public Payout {
            changes = List.copyOf(changes);
        }

        /// The change of one device.
        public Optional<PendingChange> changeOf(DeviceId device) {
            return changes.stream().filter(c -> c.device().equals(device)).findFirst();
        }
    }

    /// A change of a payout address that does not count yet.
    ///
    /// @param number of the device's changes
    /// @param from account that is paid until then, and whose wallet may take the change back
    public record PendingChange(
            DeviceId device, long number, String from, String to, Instant countsAt) {}

    /// `POST /v1/device/payout/change`: another account takes the place of the one that is paid,
    /// some time from now. Signed by the wallet of the new one over
    /// `PayoutChange(device, from, to, server, number, notAfter)`.
    public record PayoutChange(
            DeviceId device,
            String from,
            String to,
            long number,
            long notAfter,
            String walletSignature)
            implements Order {
        @Override
        public String by() {
            return to;
        }
    }

    /// `POST /v1/device/payout/undo`: a change that does not count yet never will. Signed by the
    /// wallet of the account that is paid now over `PayoutUndo(device, from, to, server, number,
    /// notAfter)`; whoever has that word may send it.
    public record PayoutUndo(
            DeviceId device,
            String from,
            String to,
            long number,
            long notAfter,
            String walletSignature)
            implements Order {
        @Override
        public String by() {
            return from;
        }
    }

    /// `POST /v1/owner/revoke`: a key that acts for an account does so no more, for good. Signed
    /// by the account's wallet over `OwnerRevocation(key, account, server, notAfter)`; whoever has
    /// that word may send it.
    ///
    /// @param key of an owner of jobs
    public record OwnerRevocation(
            DeviceId key, String account, long notAfter, String walletSignature) implements Order {
        @Override
        public String by() {
            return account;
        }
    }
}
