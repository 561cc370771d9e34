package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.JobId;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.PayoutMessages.OwnerRevocation;
import hearth.storage.Session;

import java.util.Locale;
import java.util.Optional;

/// Who may publish jobs: keys that a wallet bound to its account, with the same signed word that
/// binds a device (decision record 15). The key signs requests and can never spend.
final class JobOwners {
    private final Premises premises;
    private final WalletWords words;

    JobOwners(Premises premises, WalletWords words) {
        this.premises = premises;
        this.words = words;
    }

    /// Binds a key until it is revoked: a key that is bound to another account stays with that one.
    Answer<DeviceId> bind(DeviceId key, PayoutBinding binding) {
        if (!words.binds(key, binding)) {
            return Answer.refused(Refusal.BAD_BINDING);
        }
        var account = binding.payout().toLowerCase(Locale.ROOT);
        var bound =
                premises.database()
                        .transaction(
                                session -> {
                                    session.update(
                                            "INSERT INTO job_owner (key, account, bound_at) VALUES"
                                                    + " (?, ?, ?) ON CONFLICT (key) DO NOTHING",
                                            key,
                                            account,
                                            premises.clock().instant());
                                    return bound(session, key).orElseThrow();
                                });
        if (bound.isRevoked()) {
            return Answer.refused(Refusal.KEY_REVOKED);
        }
        return bound.account().equals(account)
                ? Answer.done(key)
                : Answer.refused(Refusal.BAD_BINDING);
    }

    /// Revokes a key for good, whoever brings its account's word: it may be in other hands. Again
    /// changes nothing.
    Answer<DeviceId> revoke(OwnerRevocation order) {
        if (!order.account().matches("0x[0-9a-fA-F]{40}")) {
            return Answer.refused(Refusal.MALFORMED);
        }
        if (!words.are(order)) {
            return Answer.refused(Refusal.BAD_BINDING);
        }
        int revoked =
                premises.database()
                        .transaction(
                                session ->
                                        session.update(
                                                "UPDATE job_owner SET revoked_at ="
                                                        + " COALESCE(revoked_at, ?) WHERE key = ?"
                                                        + " AND account = ?",
                                                premises.clock().instant(),
                                                order.key(),
                                                order.account().toLowerCase(Locale.ROOT)));
        return revoked == 1 ? Answer.done(order.key()) : Answer.refused(Refusal.NOT_AN_OWNER);
    }

    private record Bound(String account, boolean isRevoked) {}

    private static Optional<Bound> bound(Session session, DeviceId key) {
        return session.first(
                "SELECT account, revoked_at FROM job_owner WHERE key = ?",
                row ->
                        new Bound(
                                row.text("account"), row.optionalInstant("revoked_at").isPresent()),
                key);
    }

    /// The key, if it acts for an account.
    Answer<DeviceId> owner(DeviceId key) {
        return premises.database()
                .read(session -> bound(session, key))
                .map(
                        bound ->
                                bound.isRevoked()
                                        ? Answer.<DeviceId>refused(Refusal.KEY_REVOKED)
                                        : Answer.done(key))
                .orElseGet(() -> Answer.refused(Refusal.NOT_AN_OWNER));
    }

    /// Whether a job is this key's, or another key's of the same account; of one that was revoked
    /// it stays the account's.
    boolean owns(DeviceId key, JobId job) {
        return premises.database()
                .read(
                        session ->
                                session.count(
                                                "SELECT count(*) AS n FROM job JOIN job_owner AS of"
                                                        + " ON of.key = job.owner JOIN job_owner AS"
                                                        + " asks ON asks.account = of.account WHERE"
                                                        + " job.id = ? AND asks.key = ? AND"
                                                        + " asks.revoked_at IS NULL",
                                                job,
                                                key)
                                        == 1);
    }
}
