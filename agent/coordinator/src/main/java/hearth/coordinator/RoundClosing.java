package hearth.coordinator;

import hearth.coordinator.Duties.Tenure;
import hearth.coordinator.aggregation.Geometry;
import hearth.coordinator.aggregation.LossCheck;
import hearth.coordinator.aggregation.Update;
import hearth.coordinator.aggregation.Verdict;
import hearth.protocol.Manifest;
import hearth.protocol.Sha256;
import hearth.storage.Session;

import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/// Turns full rounds into checkpoints. Each step is a pure function of what the database and the
/// blobs say, followed by one transaction that first checks the round's state; so a step that was
/// cut off is simply done again. One thread at a time, which has several rounds done at once; of
/// each round one step at a time.
final class RoundClosing {
    private static final System.Logger LOG = System.getLogger(RoundClosing.class.getName());

    private final Premises premises;
    private final Manifests manifests;
    private final RoundPublishing publishing;

    RoundClosing(Premises premises, Manifests manifests, Auditing auditing) {
        this.premises = premises;
        this.manifests = manifests;
        publishing = new RoundPublishing(premises, manifests, auditing);
    }

    /// @return rounds published now
    List<PublishedRound> advance() {
        var published = new ConcurrentLinkedQueue<PublishedRound>();
        var broken = new ConcurrentLinkedQueue<RuntimeException>();
        each("CLOSING", this::score, published, broken);
        each("AGGREGATING", publishing::advance, published, broken);
        if (!broken.isEmpty()) {
            throw broken.element();
        }
        return List.copyOf(published);
    }

    private interface Step {
        /// @return whether the round is published
        boolean take(Rounds.Round round, Tenure tenure);
    }

    /// A few at a time: most of a step is a wait for the disk, and the transactions of several
    /// share it.
    private void each(
            String state,
            Step step,
            Queue<PublishedRound> published,
            Queue<RuntimeException> broken) {
        var rounds = premises.database().ask(s -> Rounds.in(s, state));
        int most = Math.min(rounds.size(), premises.closers());
        if (most <= 1) {
            rounds.forEach(r -> attempt(r, () -> owned(r, state, step, published), broken));
            return;
        }
        try (var threads =
                Executors.newFixedThreadPool(
                        most, Thread.ofVirtual().name("coordinator-round-", 0).factory())) {
            for (var round : rounds) {
                Runnable work = () -> owned(round, state, step, published);
                threads.execute(() -> attempt(round, work, broken));
            }
        }
    }

    /// A round that cannot be finished, such as for a damaged blob, must not hold up other jobs.
    private static void attempt(Rounds.Round round, Runnable step, Queue<RuntimeException> broken) {
        LogContext.within(
                Map.of("job", round.job(), "round", round.number()),
                () -> {
                    try {
                        step.run();
                    } catch (RuntimeException e) {
                        LOG.log(
                                Level.WARNING,
                                "the round is not finished: {0}",
                                e.getClass().getName());
                        broken.add(e);
                    }
                });
    }

    /// One coordinator has a round at a time.
    private void owned(
            Rounds.Round round, String state, Step step, Queue<PublishedRound> published) {
        var taken = premises.duties().take(Duties.closing(round.job(), round.number()));
        if (taken.isEmpty()) {
            return;
        }
        try (var tenure = taken.get()) {
            if (premises.database().ask(s -> Rounds.isIn(s, round, state))
                    && step.take(round, tenure)) {
                published.add(new PublishedRound(round.job(), round.number()));
            }
        }
    }

    private boolean score(Rounds.Round round, Tenure tenure) {
        if (premises.database().ask(s -> LossChecks.isMissing(s, round.job(), round.number()))) {
            return false;
        }
        var manifest = premises.database().ask(s -> manifests.of(s, round.job()));
        var results = premises.database().read(s -> RoundResults.in(s, round, "STATIC_OK"));
        var waiting = results.all();
        var earlier = premises.database().ask(s -> earlierContent(s, round));
        var geometry = new Geometry(manifest.verification(), earlier, manifest.parameters());
        var updates = publishing.updates(manifest, results);
        var counted = results.counted().all().stream().map(Results.Waiting::sequence).toList();
        var verdicts =
                geometry.judge(
                        updates.stream().filter(u -> counted.contains(u.sequence())).toList());
        var parts = updates.stream().filter(u -> !counted.contains(u.sequence())).toList();
        var shards =
                waiting.stream()
                        .collect(
                                Collectors.toMap(
                                        Results.Waiting::sequence, Results.Waiting::shard));
        verdicts.putAll(
                geometry.judgeParts(
                        parts,
                        good(updates, verdicts),
                        (a, b) -> Objects.equals(shards.get(a), shards.get(b))));
        judgeLosses(round, manifest, waiting, geometry, updates, verdicts);
        boolean isEnough = RoundEnd.isEnough(counted.size(), round.target());
        boolean isClean = good(updates, verdicts).size() == updates.size();
        if (isEnough && isClean && !RoundPublishing.isMeasured(manifest)) {
            publishing.publish(
                    round, manifest, results, session -> aggregating(session, round), tenure);
            return true;
        }
        premises.database()
                .change(
                        session -> {
                            tenure.confirm(session);
                            write(session, round, waiting, verdicts);
                        });
        return false;
    }

    /// Layer L2, for those that were measured and are good so far.
    private void judgeLosses(
            Rounds.Round round,
            Manifest manifest,
            List<Results.Waiting> waiting,
            Geometry geometry,
            List<Update> updates,
            Map<Long, Verdict> verdicts) {
        if (manifest.verification().loss().isEmpty()) {
            return;
        }
        var places = geometry.places(good(updates, verdicts));
        var check = new LossCheck(manifest.verification().loss().get());
        var scores = premises.database().read(s -> LossChecks.of(s, round.job(), round.number()));
        double usual = Geometry.Place.usualCosine(places.values());
        for (var result : waiting) {
            var score = scores.get(result.lease());
            var place = places.get(result.sequence());
            if (score != null && place != null) {
                verdicts.put(
                        result.sequence(),
                        check.judge(score, result.share(manifest), place.cosine(), usual));
            }
        }
    }

    private static List<Update> good(List<Update> updates, Map<Long, Verdict> verdicts) {
        return updates.stream()
                .filter(u -> verdicts.get(u.sequence()) instanceof Verdict.Good)
                .toList();
    }

    /// What of this round's content was sent in an earlier one. (`+` keeps SQLite from walking
    /// through all earlier rounds.)
    private static Set<Sha256> earlierContent(Session session, Rounds.Round round) {
        return new HashSet<>(
                session.all(
                        "SELECT content_hash FROM result WHERE job = ? AND round = ? AND state ="
                                + " 'STATIC_OK' AND EXISTS (SELECT 1 FROM result AS was WHERE"
                                + " was.job = result.job AND was.content_hash = result.content_hash"
                                + " AND +was.round < result.round AND was.state IN ('FINAL_OK',"
                                + " 'AUDIT_WAIT'))",
                        row -> row.hash("content_hash"),
                        round.job(),
                        round.number()));
    }

    private void write(
            Session session,
            Rounds.Round round,
            List<Results.Waiting> waiting,
            Map<Long, Verdict> verdicts) {
        int good = 0;
        int refused = 0;
        for (var result : waiting) {
            var verdict = verdicts.get(result.sequence());
            switch (verdict) {
                case Verdict.Good _ -> good += result.isCounted() ? 1 : 0;
                case Verdict.Bad bad -> {
                    refuse(session, round, result, bad);
                    refused++;
                }
                case null -> throw new IllegalStateException("every update has a verdict");
            }
        }
        if (RoundEnd.isEnough(good, round.target())) {
            aggregating(session, round);
            Results.score(session, round, waiting.size() - refused);
        } else {
            Rounds.reopen(session, round);
        }
    }

    private static void aggregating(Session session, Rounds.Round round) {
        if (!Rounds.move(session, round, "CLOSING", "AGGREGATING")) {
            throw new IllegalStateException("one thread closes a round");
        }
    }

    private void refuse(
            Session session, Rounds.Round round, Results.Waiting result, Verdict.Bad bad) {
        Finals.refuse(
                session,
                Finals.Entry.of(session, manifests, result),
                "STATIC_OK",
                bad.reason(),
                bad.evidence(),
                premises.clock().instant());
        if (result.isCounted()) {
            Shards.reject(session, round.job(), result.shard());
        }
    }
}
