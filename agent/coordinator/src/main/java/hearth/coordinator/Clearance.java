package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.JobId;
import hearth.protocol.Manifest;
import hearth.protocol.Privacy;
import hearth.protocol.SandboxGrade;
import hearth.protocol.Sha256;
import hearth.storage.Session;

/// Who may work for a job whose data is not everybody's, and who may fetch what belongs to it
/// (`docs/decisions/0019-privacy-of-jobs.md`).
final class Clearance {
    private Clearance() {}

    /// Whether a device may be given work of a job: whoever has a lease sees its data.
    ///
    /// @param account to which the device's pay goes
    static boolean mayWork(
            Session session,
            Policy policy,
            JobId job,
            Manifest manifest,
            DeviceId device,
            String account) {
        return manifest.privacy()
                .map(
                        tier ->
                                switch (tier) {
                                    case PROVEN -> isProven(session, policy, device);
                                    case OWN -> owns(session, job, account);
                                })
                .orElse(true);
    }

    /// Enough accepted in a row wherever it ever failed, and the newest work in a whole sandbox, by
    /// its own word.
    private static boolean isProven(Session session, Policy policy, DeviceId device) {
        boolean isKnown =
                session.count(
                                "SELECT count(*) AS n FROM standing WHERE device = ? AND"
                                        + " since_failure >= ?",
                                device,
                                policy.provenAfter())
                        > 0;
        boolean failedLately =
                session.count(
                                "SELECT count(*) AS n FROM standing WHERE device = ? AND refused > 0"
                                        + " AND since_failure < ?",
                                device,
                                policy.provenAfter())
                        > 0;
        return isKnown
                && !failedLately
                && session.first(
                                "SELECT sandbox FROM device WHERE id = ?",
                                row -> row.optionalText("sandbox"),
                                device)
                        .flatMap(grade -> grade)
                        .filter(SandboxGrade.A.name()::equals)
                        .isPresent();
    }

    private static boolean owns(Session session, JobId job, String account) {
        return session.first(
                        "SELECT job_owner.account FROM job JOIN job_owner ON job_owner.key ="
                                + " job.owner WHERE job.id = ?",
                        row -> row.text("account"),
                        job)
                .filter(account::equalsIgnoreCase)
                .isPresent();
    }

    /// Whether a key may fetch content that is not public: a device what a lease of its own names
    /// as long as it is live, an owner the answers of a job of the same account.
    static boolean mayFetch(Session session, Manifests manifests, DeviceId key, Sha256 content) {
        return Leases.live(session, key).stream()
                        .map(Leases.Held::lease)
                        .anyMatch(
                                lease ->
                                        lease.shard().equals(content)
                                                || manifests
                                                        .of(lease.manifest())
                                                        .frozen()
                                                        .filter(content::equals)
                                                        .isPresent())
                || session.count(
                                "SELECT count(*) AS n FROM result JOIN job ON job.id = result.job"
                                        + " JOIN job_owner AS of ON of.key = job.owner JOIN job_owner"
                                        + " AS asks ON asks.account = of.account WHERE"
                                        + " result.update_hash = ? AND result.state = 'FINAL_OK' AND"
                                        + " job.privacy IS NOT NULL AND asks.key = ? AND"
                                        + " asks.revoked_at IS NULL",
                                content,
                                key)
                        > 0;
    }

    /// As it stands in the table of jobs; absent where everybody may see everything.
    static String name(Privacy tier) {
        return switch (tier) {
            case PROVEN -> "PROVEN";
            case OWN -> "OWN";
        };
    }
}
