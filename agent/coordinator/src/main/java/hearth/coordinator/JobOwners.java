package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.JobId;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.ServerId;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// Who may publish jobs: keys that a wallet bound to its account, with the same signed word that
/// binds a device (decision record 15). The key signs requests and can never spend.
final class JobOwners {
    private final Premises premises;
    private final ServerId server;
    private final PayoutVerifier verifier;

    JobOwners(Premises premises, ServerId server, PayoutVerifier verifier) {
        this.premises = premises;
        this.server = server;
        this.verifier = verifier;
    }

    /// Binds a key for good: a key that is bound to another account stays with that one.
    Answer<DeviceId> bind(DeviceId key, PayoutBinding binding) {
        var now = premises.clock().instant();
        var signer = verifier.signer(server, key, binding);
        boolean signed =
                signer.isPresent()
                        && signer.get().equalsIgnoreCase(binding.payout())
                        && !now.isAfter(Instant.ofEpochSecond(binding.notAfter()));
        if (!signed) {
            return Answer.refused(Refusal.BAD_BINDING);
        }
        var account = binding.payout().toLowerCase(Locale.ROOT);
        boolean same =
                premises.database()
                        .transaction(
                                session -> {
                                    session.update(
                                            "INSERT INTO job_owner (key, account, bound_at) VALUES"
                                                    + " (?, ?, ?) ON CONFLICT (key) DO NOTHING",
                                            key,
                                            account,
                                            now);
                                    return session.count(
                                                    "SELECT count(*) AS n FROM job_owner WHERE key"
                                                            + " = ? AND account = ?",
                                                    key,
                                                    account)
                                            == 1;
                                });
        return same ? Answer.done(key) : Answer.refused(Refusal.BAD_BINDING);
    }

    /// The account that a key is bound to.
    Optional<String> account(DeviceId key) {
        return premises.database()
                .read(
                        session ->
                                session.first(
                                        "SELECT account FROM job_owner WHERE key = ?",
                                        row -> row.text("account"),
                                        key));
    }

    /// Whether a job is this key's, or another key's of the same account.
    boolean owns(DeviceId key, JobId job) {
        return premises.database()
                .read(
                        session ->
                                session.count(
                                                "SELECT count(*) AS n FROM job JOIN job_owner AS of"
                                                        + " ON of.key = job.owner JOIN job_owner AS"
                                                        + " asks ON asks.account = of.account WHERE"
                                                        + " job.id = ? AND asks.key = ?",
                                                job,
                                                key)
                                        == 1);
    }
}
