package hearth.chain;

import java.util.Arrays;
import java.util.Optional;

/// How far a proposal came.
public enum ProposalStage {
    /// Voting has not begun.
    PENDING(0),
    /// Votes are counted now.
    ACTIVE(1),
    /// Withdrawn by its proposer, or stopped by the guardian.
    CANCELED(2),
    /// Too few votes, or more against than for.
    DEFEATED(3),
    /// Anybody may hand it to the timelock.
    SUCCEEDED(4),
    /// Waits in the timelock; after that anybody may execute it.
    QUEUED(5),
    /// Nobody executed it in time.
    EXPIRED(6),
    /// Done.
    EXECUTED(7);

    private final int code;

    ProposalStage(int code) {
        this.code = code;
    }

    /// @param code as the governor counts
    static Optional<ProposalStage> of(int code) {
        return Arrays.stream(values()).filter(stage -> stage.code == code).findFirst();
    }
}
