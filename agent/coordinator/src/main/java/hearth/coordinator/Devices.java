package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.Messages.Registration;
import hearth.protocol.ServerId;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// Known devices, where each is paid, and the nonces that their requests have used up.
final class Devices {
    private static final int MAX_NAME = 64;

    private final Premises premises;
    private final ServerId server;
    private final PayoutVerifier verifier;

    Devices(Premises premises, ServerId server, PayoutVerifier verifier) {
        this.premises = premises;
        this.server = server;
        this.verifier = verifier;
    }

    Answer<DeviceId> register(DeviceId device, Registration registration) {
        var name = registration.name();
        if (name.isBlank()
                || name.length() > MAX_NAME
                || name.chars().anyMatch(Character::isISOControl)) {
            return Answer.refused(Refusal.MALFORMED);
        }
        premises.database()
                .change(
                        session ->
                                session.update(
                                        "INSERT INTO device (id, name, registered_at)"
                                                + " VALUES (?, ?, ?)"
                                                + " ON CONFLICT (id) DO UPDATE SET name ="
                                                + " excluded.name",
                                        device,
                                        name,
                                        premises.clock().instant()));
        return Answer.done(device);
    }

    boolean isKnown(DeviceId device) {
        return premises.database()
                .read(
                        session ->
                                session.count(
                                                "SELECT count(*) AS n FROM device WHERE id = ?",
                                                device)
                                        == 1);
    }

    Answer<DeviceId> bindPayout(DeviceId device, PayoutBinding binding) {
        if (!binding.payout().matches("0x[0-9a-fA-F]{40}")) {
            return Answer.refused(Refusal.MALFORMED);
        }
        boolean expired =
                premises.clock().instant().isAfter(Instant.ofEpochSecond(binding.notAfter()));
        boolean signed =
                verifier.signer(server, device, binding)
                        .filter(signer -> signer.equalsIgnoreCase(binding.payout()))
                        .isPresent();
        if (expired || !signed) {
            return Answer.refused(Refusal.BAD_BINDING);
        }
        int changed =
                premises.database()
                        .transaction(
                                session ->
                                        session.update(
                                                "UPDATE device SET payout = ? WHERE id = ?",
                                                binding.payout().toLowerCase(Locale.ROOT),
                                                device));
        return changed == 1 ? Answer.done(device) : Answer.refused(Refusal.UNKNOWN_DEVICE);
    }

    /// @return false if the nonce was used before
    boolean useNonce(DeviceId device, String nonce, Duration window) {
        var now = premises.clock().instant();
        return premises.database()
                .transaction(
                        session -> {
                            session.update("DELETE FROM nonce WHERE until < ?", now);
                            int added =
                                    session.update(
                                            "INSERT OR IGNORE INTO nonce (device, nonce, until)"
                                                    + " VALUES (?, ?, ?)",
                                            device,
                                            nonce,
                                            now.plus(window));
                            return added == 1;
                        });
    }
}
