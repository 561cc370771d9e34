package hearth.coordinator;

import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.Sha256;
import hearth.storage.Session;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes the published rounds of owners' jobs into the public log, each one once and in order:
/// what is next is what the log says. One thread at a time.
final class RoundLogging {
    /// Of one job in one turn, so that a long one does not hold up the others.
    private static final int MOST = 4;

    private final Premises premises;
    private final Manifests manifests;
    private final PublicLog log;

    RoundLogging(Premises premises, Manifests manifests, PublicLog log) {
        this.premises = premises;
        this.manifests = manifests;
        this.log = log;
    }

    private record Job(JobId id, Sha256 manifest, String account, long rounds) {}

    private record Round(Sha256 record, int refused) {}

    void work() {
        try {
            for (var job : premises.database().read(RoundLogging::behind)) {
                write(job);
            }
        } catch (Settlement.UnreachableException chainIsAway) {
            // The log says what is next, so the next turn goes on there.
            return;
        }
    }

    /// Jobs that have more rounds than are noted as written.
    private static List<Job> behind(Session session) {
        return session.all(
                "SELECT job.id, job.manifest, job_owner.account, (SELECT count(*) FROM round WHERE"
                        + " round.job = job.id AND round.state = 'PUBLISHED') AS n FROM job JOIN"
                        + " job_owner ON job_owner.key = job.owner WHERE (SELECT count(*) FROM"
                        + " round WHERE round.job = job.id AND round.state = 'PUBLISHED') > (SELECT"
                        + " count(*) FROM round_log WHERE round_log.job = job.id) ORDER BY job.id",
                row ->
                        new Job(
                                new JobId(row.text("id")),
                                row.hash("manifest"),
                                row.text("account"),
                                row.number("n")));
    }

    private void write(Job job) {
        var head = log.find(job.manifest());
        if (head.isEmpty()) {
            var licence = manifests.of(job.manifest()).data().licence();
            var hash = Sha256.of(licence.getBytes(StandardCharsets.UTF_8));
            if (!(log.open(job.manifest(), job.account(), hash) instanceof Escrow.Outcome.Done)) {
                return;
            }
            head = log.find(job.manifest());
        }
        if (head.isPresent()) {
            recall(job, head.get());
        }
        for (int i = 0; i < MOST && head.isPresent() && head.get().rounds() < job.rounds(); i++) {
            if (!write(job, head.get().rounds(), head.get())) {
                return;
            }
            head = log.find(job.manifest());
        }
    }

    /// A round that is written and whose answer was lost: asked again, the chain's journal knows.
    private void recall(Job job, PublicLog.Head head) {
        long first =
                premises.database()
                        .read(
                                session ->
                                        session.count(
                                                "SELECT min(number) AS n FROM round WHERE job = ?"
                                                        + " AND NOT EXISTS (SELECT 1 FROM round_log"
                                                        + " AS l WHERE l.job = round.job AND l.round"
                                                        + " = round.number)",
                                                job.id()));
        if (first < head.rounds()) {
            boolean _ = write(job, first, head);
        }
    }

    private boolean write(Job job, long number, PublicLog.Head head) {
        var round = premises.database().read(session -> round(session, job.id(), number));
        var record =
                Json.read(premises.blobs().get(round.record()).orElseThrow(), RoundRecord.class);
        var written =
                log.write(
                        job.manifest(),
                        number,
                        record.checkpoint(),
                        record.accepted().stream().map(RoundRecord.Accepted::update).toList(),
                        round.refused(),
                        head.head());
        written.ifPresent(tx -> premises.database().change(s -> note(s, job.id(), number, tx)));
        return written.isPresent();
    }

    private static Round round(Session session, JobId job, long number) {
        long refused =
                session.count(
                        "SELECT count(*) AS n FROM result WHERE job = ? AND round = ? AND role ="
                                + " 'TRAIN' AND state = 'FINAL_BAD'",
                        job,
                        number);
        return session.first(
                        "SELECT record FROM round WHERE job = ? AND number = ?",
                        row -> new Round(row.hash("record"), (int) refused),
                        job,
                        number)
                .orElseThrow();
    }

    private static void note(Session session, JobId job, long round, String transaction) {
        session.update(
                "INSERT INTO round_log (job, round, tx) VALUES (?, ?, ?) ON CONFLICT (job, round)"
                        + " DO UPDATE SET tx = excluded.tx",
                job,
                round,
                transaction);
    }
}
