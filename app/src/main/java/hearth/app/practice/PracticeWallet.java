package hearth.app.practice;

import hearth.app.cli.WalletDoor;
import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.keys.Address;
import hearth.keys.OwnerOnlyFile;
import hearth.keys.PayoutBinding;
import hearth.keys.PayoutBindings;
import hearth.keys.Secret;
import hearth.protocol.DeviceId;
import hearth.protocol.Messages;
import hearth.protocol.ServerId;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;

/// The wallet of a headless practice run: made without questions, under a random password that
/// stays beside it in an owner-only file, because it guards nothing but test tokens. A wallet that
/// a person made is never opened.
final class PracticeWallet {
    private static final int PASSWORD_BYTES = 24;
    private static final int MAX_PASSWORD = 1024;
    private static final int WORDS = 12;
    private static final Duration BINDING_LIFE = Duration.ofMinutes(10);

    private final HearthHome home;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final WalletDoor door;

    PracticeWallet(HearthHome home, Clock clock) {
        this.home = home;
        this.clock = clock;
        this.door = new WalletDoor(home, random, clock);
    }

    /// The account that is paid; makes the wallet if there is none.
    Address address() {
        if (!door.hasWallet()) {
            try (var password = newPassword();
                    var phrase = door.newPhrase(WORDS);
                    var wallet = door.create(phrase, password)) {
                return wallet.addresses().getFirst();
            }
        }
        return door.address();
    }

    /// The wallet's word that the device earns for it.
    Messages.PayoutBinding bind(DeviceId device, ServerId server) {
        try (var password = storedPassword();
                var wallet = door.unlock(password)) {
            var payout = door.active(wallet.addresses());
            var notAfter = clock.instant().plus(BINDING_LIFE).truncatedTo(ChronoUnit.SECONDS);
            var signature =
                    PayoutBindings.sign(
                            wallet, new PayoutBinding(device, payout, server, notAfter));
            return new Messages.PayoutBinding(
                    payout.value(), notAfter.getEpochSecond(), HexFormat.of().formatHex(signature));
        }
    }

    private Secret newPassword() {
        var bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        var text = Base64.getUrlEncoder().withoutPadding().encode(bytes);
        try {
            passwordFile().write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Secret.taking(text);
    }

    private Secret storedPassword() {
        try {
            return passwordFile()
                    .read(MAX_PASSWORD)
                    .map(Secret::taking)
                    .orElseThrow(
                            () ->
                                    new CommandFailure(
                                            CommandFailure.REFUSED,
                                            "The wallet in "
                                                    + home.folder()
                                                    + " is yours and asks for its password: finish the first steps"
                                                    + " in the window, or set HEARTH_HOME to another folder for a headless run."));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private OwnerOnlyFile passwordFile() {
        return new OwnerOnlyFile(home.practicePassword(), 0);
    }
}
