package hearth.app.owner;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.keys.AccountOrder;
import hearth.keys.PayoutBindings;
import hearth.keys.UnlockedWallet;
import hearth.protocol.DeviceId;
import hearth.protocol.PayoutMessages.OwnerRevocation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;

/// Takes from a key what the wallet gave it: to publish jobs, to end them and to read their
/// answers. For good; jobs stay the account's, whose other keys go on. The file of this folder's
/// own key goes once the coordinator has taken the word, so that the next job makes another; the
/// word may be sent again.
public final class KeyRevocation {
    private static final Duration LIFE = Duration.ofMinutes(10);

    /// @param own whether it was this folder's
    public record Revoked(DeviceId key, String account, boolean own) {}

    private KeyRevocation() {}

    /// The id of this folder's key, which is made if there is none: whoever keeps it can revoke the
    /// key of a computer that was lost.
    public static DeviceId id(HearthHome home) {
        return OwnerKey.of(home, new SecureRandom()).deviceId();
    }

    /// @param key this folder's, if none is named
    /// @throws CommandFailure if the coordinator does not take it; then nothing is changed here
    public static Revoked of(
            HearthHome home,
            OwnerNetwork place,
            Optional<DeviceId> key,
            Supplier<UnlockedWallet> wallet,
            Clock clock) {
        var random = new SecureRandom();
        var own = OwnerKey.of(home, random);
        var which = key.orElse(own.deviceId());
        boolean isOwn = which.equals(own.deviceId());
        try (var client = new OwnerClient(place.coordinator(), place.server(), own, clock, random);
                var opened = wallet.get()) {
            var account = opened.addresses().getFirst();
            var notAfter = clock.instant().plus(LIFE).truncatedTo(ChronoUnit.SECONDS);
            var order =
                    new AccountOrder.OwnerRevocation(
                            which, account, client.server(), place.profile().chainId(), notAfter);
            client.revoke(
                    new OwnerRevocation(
                            which,
                            account.value(),
                            notAfter.getEpochSecond(),
                            HexFormat.of().formatHex(PayoutBindings.sign(opened, order))));
            if (isOwn) {
                Files.deleteIfExists(OwnerKey.file(home));
            }
            return new Revoked(which, account.value(), isOwn);
        } catch (RefusedException refused) {
            if (!refused.id().equals("not-an-owner")) {
                throw refused;
            }
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "No key with this id acts for this wallet's account there.",
                    refused);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
