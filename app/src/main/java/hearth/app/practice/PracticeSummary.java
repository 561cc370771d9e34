package hearth.app.practice;

import hearth.protocol.JobId;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// What a headless practice run prints at its end (COMMANDS.md). Everything counts from the first
/// start of this data folder, so that running it again continues the sums.
///
/// @param rounds published, of all jobs
/// @param earnedWei held and released
/// @param claimTx of the newest claim, absent while nothing was claimed
public record PracticeSummary(
        long rounds,
        long leasesAccepted,
        long leasesRefused,
        List<Job> jobs,
        Wei earnedWei,
        Wei heldWei,
        Wei releasedWei,
        Wei claimedWei,
        Optional<String> claimTx,
        Wei stakedWei,
        Wei walletBalanceWei,
        long chainId,
        String payoutAddress) {
    /// @param heldOutLossStart of the checkpoint that round 0 started from
    /// @param sample text of the newest checkpoint, for recipes that write text
    public record Job(
            JobId id,
            String recipe,
            int rounds,
            Optional<BigDecimal> heldOutLossStart,
            Optional<BigDecimal> heldOutLossEnd,
            Optional<BigDecimal> accuracy,
            Optional<String> sample,
            Optional<Sha256> checkpoint) {}
}
