package hearth.coordinator;

import hearth.coordinator.aggregation.LossScore;
import hearth.coordinator.aggregation.Numbers;
import hearth.coordinator.aggregation.Peers;
import hearth.coordinator.aggregation.Update;
import hearth.protocol.Manifest;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;

/// Measures what the drawn results do to the loss, in the evaluator's training child, as they
/// arrive; the verdict falls when the round closes. One thread at a time.
final class LossScoring {
    private static final System.Logger LOG = System.getLogger(LossScoring.class.getName());

    static final int FEWEST_OTHERS = 2;

    /// Enough for a mean, and few enough to be read for each result.
    private static final int MOST_OTHERS = 8;

    /// Place of what is measured among the others: no result has this number.
    private static final long MEASURED = -1;

    private final Premises premises;
    private final Manifests manifests;
    private final Evaluator evaluator;

    LossScoring(Premises premises, Manifests manifests, Evaluator evaluator) {
        this.premises = premises;
        this.manifests = manifests;
        this.evaluator = evaluator;
    }

    /// @return false if nothing waits
    boolean workOnce() {
        var wanted = premises.database().ask(LossChecks::oldest);
        wanted.ifPresent(w -> LogContext.within(Map.of("lease", w.lease()), () -> measure(w)));
        return wanted.isPresent();
    }

    /// What cannot be measured must not hold up its round: it goes without after some attempts.
    private void measure(LossChecks.Wanted wanted) {
        var held = premises.database().read(s -> Leases.find(s, wanted.lease())).orElseThrow();
        LogContext.note("job", held.lease().job());
        LogContext.note("round", held.lease().round());
        var manifest = manifests.of(held.lease().manifest());
        LossScore.Summary score;
        try {
            score = score(held, manifest, wanted.secret());
        } catch (RuntimeException e) {
            if (!Evaluator.isClosed(e)
                    && premises.database().transaction(s -> LossChecks.failed(s, wanted.lease()))) {
                LOG.log(Level.WARNING, "a result goes on without its loss", e);
            }
            throw e;
        }
        premises.database().change(session -> LossChecks.measured(session, wanted.lease(), score));
    }

    /// Some others of the round, each clipped to their median norm: what any work of this round
    /// does to any data, so that what is left is this lease's own.
    private Optional<Peers> peers(Leases.Held held, Manifest manifest, Numbers own) {
        var lease = held.lease();
        var others =
                premises
                        .database()
                        .read(s -> Results.in(s, lease.job(), lease.round(), "STATIC_OK"))
                        .stream()
                        .filter(r -> r.isCounted() && !r.lease().equals(lease.id()))
                        .limit(MOST_OTHERS)
                        .toList();
        var updates = new ArrayList<Update>();
        for (var other : others) {
            var of = premises.database().read(s -> Leases.find(s, other.lease())).orElseThrow();
            var file = premises.blobs().view(other.update()).orElseThrow();
            var values = UpdateInspection.values(manifest, of.lease(), file);
            updates.add(new Update(other.sequence(), 0, other.content(), values, 1));
        }
        var measured = new Update(MEASURED, 0, held.committed().orElseThrow(), own, 1);
        return updates.size() < FEWEST_OTHERS
                ? Optional.empty()
                : Optional.of(
                        Peers.of(
                                measured, updates, manifest.verification(), manifest.parameters()));
    }

    private LossScore.Summary score(Leases.Held held, Manifest manifest, long secret) {
        var file = premises.blobs().view(held.committed().orElseThrow()).orElseThrow();
        var own = UpdateInspection.values(manifest, held.lease(), file);
        return evaluator
                .score(
                        manifest,
                        held.lease(),
                        own,
                        peers(held, manifest, own),
                        Part.of(held, manifest).share(),
                        secret,
                        premises.blobs())
                .summary();
    }
}
