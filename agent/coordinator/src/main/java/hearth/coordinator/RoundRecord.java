package hearth.coordinator;

import hearth.protocol.JobId;
import hearth.protocol.Sha256;

import java.util.List;
import java.util.Optional;

/// What a published round was made from and what it made: with the named bytes anybody can repeat
/// it. The records of a job form a chain by hash.
///
/// @param previous record of the round before
/// @param parent checkpoint that the round started from
/// @param accepted lease ids to update hashes
/// @param rule by which it was made; absent for the plain mean
/// @param momentum,residual state of the outer optimiser after the round
public record RoundRecord(
        int version,
        JobId job,
        int round,
        Optional<Sha256> previous,
        Sha256 manifest,
        Sha256 parent,
        List<Accepted> accepted,
        Sha256 broadcast,
        Sha256 checkpoint,
        Sha256 momentum,
        Sha256 residual,
        Optional<String> rule) {
    static final int VERSION = 1;

    public RoundRecord {
        accepted = List.copyOf(accepted);
    }

    /// One aggregated update, in order of arrival.
    public record Accepted(String lease, Sha256 update) {}
}
