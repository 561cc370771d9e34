package hearth.coordinator;

import hearth.coordinator.Duties.Tenure;
import hearth.coordinator.aggregation.Aggregation;
import hearth.coordinator.aggregation.Aggregation.Rule;
import hearth.coordinator.aggregation.Numbers;
import hearth.coordinator.aggregation.OuterState;
import hearth.coordinator.aggregation.Trust;
import hearth.coordinator.aggregation.Update;
import hearth.protocol.CheckpointStep;
import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.Lease;
import hearth.protocol.LossLimits;
import hearth.protocol.Manifest;
import hearth.protocol.Sha256;
import hearth.storage.Session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Layer L5: makes a checkpoint of a round's good results. A job with a bound on what a round may
/// do to the held-out loss has each step measured first: one that raises it is not taken, but a
/// smaller one or none (`docs/decisions/0007-steps-that-are-not-taken.md`). One thread at a time.
final class RoundPublishing {
    private final Premises premises;
    private final Manifests manifests;
    private final Auditing auditing;

    RoundPublishing(Premises premises, Manifests manifests, Auditing auditing) {
        this.premises = premises;
        this.manifests = manifests;
        this.auditing = auditing;
    }

    /// @return whether the round was published; otherwise its next step has to be measured
    boolean advance(Rounds.Round round, Tenure tenure) {
        var manifest = premises.database().read(s -> manifests.of(s, round.job()));
        var scored = premises.database().read(s -> RoundResults.in(s, round, "SCORED"));
        var newest = premises.database().read(s -> Candidates.newest(s, round));
        if (newest.isEmpty()) {
            var rule = premises.database().read(s -> firstRule(s, round, manifest, "SCORED"));
            return isMeasured(manifest)
                    ? propose(round, manifest, scored, rule, tenure)
                    : publish(
                            round,
                            manifest,
                            scored,
                            make(round, manifest, scored, rule),
                            Optional.empty(),
                            _ -> {},
                            tenure);
        }
        var candidate = newest.get();
        return switch (candidate.verdict(manifest)) {
            case WAITING -> false;
            case GOOD -> {
                var record = Json.read(candidate.record(), RoundRecord.class);
                yield publish(round, manifest, scored, record, newest, _ -> {}, tenure);
            }
            case RISES -> {
                discard(candidate);
                var next = candidate.rule().next();
                yield next == Rule.NONE
                        ? publish(
                                round,
                                manifest,
                                scored,
                                make(round, manifest, scored, next),
                                Optional.empty(),
                                _ -> {},
                                tenure)
                        : propose(round, manifest, scored, next, tenure);
            }
        };
    }

    /// Publishes a round of which no result was refused and whose step nobody measures, in the
    /// transaction that says so: each of its results is written once and not three times.
    ///
    /// @param good all of its results
    /// @param judging writes that the round is judged; nothing where it was before
    void publish(
            Rounds.Round round,
            Manifest manifest,
            RoundResults good,
            Consumer<Session> judging,
            Tenure tenure) {
        var rule = premises.database().read(s -> firstRule(s, round, manifest, good.state()));
        var record = make(round, manifest, good, rule);
        publish(round, manifest, good, record, Optional.empty(), judging, tenure);
    }

    static boolean isMeasured(Manifest manifest) {
        return manifest.verification().loss().flatMap(LossLimits::maxRise).isPresent();
    }

    private static Rule firstRule(
            Session session, Rounds.Round round, Manifest manifest, String state) {
        var known = Standings.sinceFailure(session, round, state, manifest.recipe().recipe());
        return Trust.isLow(known) ? Rule.TRIMMED : Rule.MEAN;
    }

    private boolean propose(
            Rounds.Round round, Manifest manifest, RoundResults scored, Rule rule, Tenure tenure) {
        var record = make(round, manifest, scored, rule);
        premises.database()
                .change(
                        session -> {
                            tenure.confirm(session);
                            Candidates.propose(session, round, rule, record.checkpoint(), record);
                        });
        return false;
    }

    /// What was made of a step that is not taken; unless it is also something that is.
    private void discard(Candidates.Candidate candidate) {
        var record = Json.read(candidate.record(), RoundRecord.class);
        for (var hash : made(record)) {
            if (!premises.database().read(s -> Blobs.isKnown(s, hash))) {
                premises.blobs().remove(hash);
            }
        }
    }

    private static List<Sha256> made(RoundRecord record) {
        return List.of(
                record.broadcast(), record.checkpoint(), record.momentum(), record.residual());
    }

    private RoundRecord make(
            Rounds.Round round, Manifest manifest, RoundResults scored, Rule rule) {
        var job = round.job();
        var aggregated = scored.counted();
        var last = premises.database().ask(s -> recordOf(s, job, round.number() - 1));
        var metadata = CheckpointStep.metadata(job, round.number(), round.base());
        var blobs = premises.blobs();
        try (var made = new RoundFiles(blobs.scratch(), manifest.parameters(), metadata)) {
            aggregation(manifest, rule)
                    .apply(parent(manifest, round, last), updates(manifest, aggregated), made);
            made.finish();
            return new RoundRecord(
                    RoundRecord.VERSION,
                    job,
                    round.number(),
                    last,
                    manifest.id(),
                    round.base(),
                    aggregated.all().stream()
                            .map(r -> new RoundRecord.Accepted(r.lease().value(), r.update()))
                            .toList(),
                    blobs.put(made.broadcast()),
                    blobs.put(made.checkpoint()),
                    blobs.put(made.momentum()),
                    blobs.put(made.residual()),
                    rule == Rule.MEAN ? Optional.empty() : Optional.of(rule.id()));
        }
    }

    private boolean publish(
            Rounds.Round round,
            Manifest manifest,
            RoundResults scored,
            RoundRecord record,
            Optional<Candidates.Candidate> measured,
            Consumer<Session> judging,
            Tenure tenure) {
        var recordBytes = Json.bytes(record);
        premises.blobs().put(recordBytes);
        var old = OldState.at(premises, manifests, round);
        old.from(premises.blobs());
        premises.database()
                .change(
                        session -> {
                            tenure.confirm(session);
                            judging.accept(session);
                            old.note(session, round);
                            tenure.owner().ifPresent(owner -> note(session, round, owner));
                            made(record).forEach(hash -> publish(session, hash));
                            publish(
                                    session,
                                    round,
                                    manifest,
                                    record,
                                    recordBytes,
                                    scored,
                                    measured);
                        });
        return true;
    }

    private static void note(Session session, Rounds.Round round, String owner) {
        session.update(
                "INSERT INTO publisher (job, round, owner) VALUES (?, ?, ?)",
                round.job(),
                round.number(),
                owner);
    }

    List<Update> updates(Manifest manifest, RoundResults results) {
        var updates = new ArrayList<Update>();
        for (var result : results.all()) {
            updates.add(
                    new Update(
                            result.sequence(),
                            result.committedAt().toEpochMilli(),
                            result.content(),
                            values(manifest, results.held(result).lease(), result.update()),
                            result.share(manifest)));
        }
        return updates;
    }

    private Numbers values(Manifest manifest, Lease lease, Sha256 update) {
        return UpdateInspection.values(
                manifest, lease, premises.blobs().view(update).orElseThrow());
    }

    static Aggregation aggregation(Manifest manifest, Rule rule) {
        var training = manifest.training();
        return new Aggregation(
                manifest.parameters(),
                training.outerLearningRate().doubleValue(),
                training.outerMomentum().doubleValue(),
                rule);
    }

    private void publish(Session session, Sha256 blob) {
        long bytes = premises.blobs().size(blob).orElseThrow();
        Blobs.publish(session, premises.blobs(), blob, bytes);
    }

    private static Optional<Sha256> recordOf(Session session, JobId job, int number) {
        return session.first(
                "SELECT record FROM round WHERE job = ? AND number = ? AND state = 'PUBLISHED'",
                row -> row.hash("record"),
                job,
                number);
    }

    private OuterState parent(Manifest manifest, Rounds.Round round, Optional<Sha256> last) {
        return last.map(hash -> premises.blobs().get(hash).orElseThrow())
                .map(bytes -> Json.read(bytes, RoundRecord.class))
                .map(record -> Checkpoints.state(premises.blobs(), manifest, record))
                .orElseGet(
                        () ->
                                OuterState.beginning(
                                        Checkpoints.load(
                                                premises.blobs(), manifest, round.base())));
    }

    private void publish(
            Session session,
            Rounds.Round round,
            Manifest manifest,
            RoundRecord record,
            byte[] recordBytes,
            RoundResults scored,
            Optional<Candidates.Candidate> measured) {
        var now = premises.clock().instant();
        var job = round.job();
        var recordHash = Sha256.of(recordBytes);
        Blobs.publish(session, premises.blobs(), recordHash, recordBytes.length);
        int changed =
                session.update(
                        "UPDATE round SET state = 'PUBLISHED', published_at = ?, record = ?,"
                                + " accepted = accepted + ? WHERE job = ? AND number = ? AND state"
                                + " = 'AGGREGATING'",
                        now,
                        recordHash,
                        scored.all().size(),
                        job,
                        round.number());
        if (changed != 1) {
            throw new IllegalStateException("one thread publishes a round");
        }
        int aggregated = scored.counted().all().size();
        Shards.accept(session, round, scored.state(), aggregated);
        auditing.settle(session, manifest, round, scored, now);
        int next = round.number() + 1;
        session.update(
                "INSERT INTO checkpoint (job, number, hash) VALUES (?, ?, ?)",
                job,
                next,
                record.checkpoint());
        measured.ifPresent(candidate -> Candidates.adopt(session, candidate, next, now));
        Jobs.continueWith(session, job, manifest, next, record.checkpoint(), now);
    }
}
