package hearth.coordinator;

import hearth.coordinator.aggregation.RepeatCheck;
import hearth.coordinator.aggregation.RepeatCheck.Likeness;
import hearth.storage.Session;

import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

/// How far a refusal reaches into what a device is owed for other work
/// (`docs/decisions/0028-whose-bounds.md`): nothing is taken by bounds that an owner wrote, and on
/// the word of others nothing but what their job holds back.
final class Slashing {
    private final Manifests manifests;

    Slashing(Manifests manifests) {
        this.manifests = manifests;
    }

    /// @param of whose result was repeated
    /// @param newest repetition of it
    /// @param distances of earlier repetitions to the newest
    boolean isSettled(Leases.Held of, Audits.Audit newest, Collection<Double> distances) {
        var bounds = bounds(of);
        return Belief.isSettled(
                newest.isOwn(),
                Stream.concat(Stream.of(newest.distance()), distances.stream())
                        .map(bounds::of)
                        .toList());
    }

    /// @param refused result of whoever is to lose something
    /// @param of lease that was repeated
    /// @param distance to what is believed
    void slash(
            Session session,
            Finals.Entry refused,
            Leases.Held of,
            double distance,
            boolean isSettled) {
        if (bounds(of).of(distance) == Likeness.OTHER) {
            Finals.slash(
                    session,
                    refused.of().device(),
                    refused.sequence(),
                    isSettled ? Optional.empty() : Optional.of(refused.job()));
        }
    }

    private RepeatCheck bounds(Leases.Held of) {
        return new RepeatCheck(MeasuredBounds.repeat(manifests.of(of.lease().manifest())));
    }
}
