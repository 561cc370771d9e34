package hearth.coordinator;

import hearth.protocol.RealisedRates;

import java.time.Instant;

/// What people and their tools look at in a coordinator, each answer as of now. What they cost
/// depends on what goes on and not on what there ever was.
final class Figures {
    private final Premises premises;
    private final Manifests manifests;

    Figures(Premises premises, Manifests manifests) {
        this.premises = premises;
        this.manifests = manifests;
    }

    StatusPage.Status status() {
        var now = premises.clock().instant();
        return premises.database().read(session -> StatusPage.of(session, manifests, now));
    }

    RealisedRates earnings() {
        var now = premises.clock().instant();
        return premises.database().read(session -> RealisedEarnings.of(session, manifests, now));
    }

    /// In the text form of OpenMetrics.
    ///
    /// @param active devices that asked for work lately
    String metrics(Metrics.Traffic traffic, long active, Instant now) {
        return premises.database().read(session -> Metrics.of(session, traffic, active, now));
    }

    /// Devices that asked for work lately. Looks at every device.
    long activeDevices() {
        var now = premises.clock().instant();
        return premises.database().ask(session -> Metrics.active(session, now));
    }

    /// Rounds that were ever published, whoever did it.
    long publishedRounds() {
        return premises.database().ask(session -> Tallies.of(session).count(Tallies.Kind.ROUND));
    }
}
