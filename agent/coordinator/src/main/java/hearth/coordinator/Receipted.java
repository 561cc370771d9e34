package hearth.coordinator;

import hearth.protocol.Manifest;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.Row;

import java.util.Optional;

/// A paid result with its receipt.
///
/// @param isLate whether an appeal made it good after its round
record Receipted(
        String lease,
        Sha256 update,
        String receipt,
        Wei amount,
        Optional<Long> steps,
        boolean isCounted,
        boolean isTraining,
        boolean isLate) {
    int steps(Manifest manifest) {
        return steps.map(Math::toIntExact).orElse(manifest.training().innerSteps());
    }

    static Receipted read(Row row) {
        return new Receipted(
                row.text("lease"),
                row.hash("update_hash"),
                row.text("receipt"),
                row.wei("amount"),
                row.optionalNumber("steps"),
                row.integer("counted") == 1,
                row.text("role").equals(Leases.TRAIN),
                row.integer("late") > 0);
    }

    /// What only an appeal made good came too late for its round.
    boolean mayCount() {
        return isTraining && !isLate;
    }
}
