package hearth.coordinator;

import hearth.protocol.Manifest;
import hearth.protocol.Wei;

/// How much of a lease an update stands for, and what follows from that
/// (`docs/decisions/0003-parts-of-leases.md`).
///
/// @param steps that were done
/// @param of steps of the whole lease
/// @param pay the share of the whole, rounded down to a wei
record Part(int steps, int of, Wei pay) {
    static Part of(Leases.Held held, Manifest manifest) {
        return of(held.committedSteps().orElse(held.lease().units(manifest)), manifest);
    }

    static Part of(int steps, Manifest manifest) {
        return new Part(steps, manifest.training().innerSteps(), manifest.payFor(steps));
    }

    boolean isCounted() {
        return Arrival.isCounted(steps, of);
    }

    double share() {
        return (double) steps / of;
    }
}
