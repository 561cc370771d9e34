package hearth.coordinator;

import java.time.Duration;
import java.time.Instant;

/// The times and limits by which a coordinator runs; none of them changes what a job means.
///
/// @param leaseTime until a lease without a heartbeat expires; a heartbeat begins it anew
/// @param longestLease after which no heartbeat helps
/// @param roundPatience that a first result has to wait until its round, with half of its results,
/// gives no more work; it closes when those who have some are done, or after two and a half times
/// as long
/// @param holdBack how long accepted pay is held before it may be released
/// @param holdBackCount newest accepted results of a device that stay held whatever their age
/// @param epochInterval between two settlements
/// @param sweep how often expiry, rounds and postings are looked at
/// @param provenAfter accepted results from which a device may hold `provenLeases` at once instead
/// of [#NEW_LEASES]
/// @param provenLeases at once for such a device; a committed one beyond that may still be arriving
/// @param ownerShare largest part of a round that one account may fill, at least one place
/// @param checking how often results are looked at closely
public record Policy(
        Duration leaseTime,
        Duration longestLease,
        Duration roundPatience,
        Duration holdBack,
        int holdBackCount,
        Duration epochInterval,
        Duration sweep,
        int provenAfter,
        int provenLeases,
        double ownerShare,
        Checking checking) {
    /// With the checks of a public network.
    public Policy(
            Duration leaseTime,
            Duration longestLease,
            Duration roundPatience,
            Duration holdBack,
            int holdBackCount,
            Duration epochInterval,
            Duration sweep,
            int provenAfter,
            int provenLeases,
            double ownerShare) {
        this(
                leaseTime,
                longestLease,
                roundPatience,
                holdBack,
                holdBackCount,
                epochInterval,
                sweep,
                provenAfter,
                provenLeases,
                ownerShare,
                Checking.network());
    }

    /// Attempts after which a shard is given up.
    static final int MAX_ATTEMPTS = 5;

    /// One that is trained and one that is prefetched meanwhile.
    static final int NEW_LEASES = 2;

    private static final int MARGIN = 4;

    /// How long a first result waits for all who work in its round.
    Duration longestRound() {
        return roundPatience.multipliedBy(5).dividedBy(2);
    }

    int placesOfOneOwner(int target) {
        return Math.max(1, (int) (ownerShare * target));
    }

    /// How long a lease lasts that was heard of now.
    public Instant leaseUntil(Instant grantedAt, Instant now) {
        return earlier(now.plus(leaseTime), grantedAt.plus(longestLease));
    }

    /// How long one lasts on the disk that is written now: a quarter longer, so that most
    /// heartbeats need not be written.
    public Instant keptUntil(Instant grantedAt, Instant now) {
        return earlier(
                now.plus(leaseTime).plusNanos(leaseTime.toNanos() / MARGIN),
                grantedAt.plus(longestLease));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /// The same with other times between two sweeps, and so for who waits for a round.
    public Policy sweeping(Duration every) {
        return new Policy(
                leaseTime,
                longestLease,
                roundPatience,
                holdBack,
                holdBackCount,
                epochInterval,
                every,
                provenAfter,
                provenLeases,
                ownerShare,
                checking);
    }

    /// The same with other checks.
    public Policy checking(Checking other) {
        return new Policy(
                leaseTime,
                longestLease,
                roundPatience,
                holdBack,
                holdBackCount,
                epochInterval,
                sweep,
                provenAfter,
                provenLeases,
                ownerShare,
                other);
    }

    /// Everything short, so that one sitting shows the whole way from lease to claim.
    public static Policy practice() {
        return new Policy(
                Duration.ofMinutes(2),
                Duration.ofMinutes(30),
                Duration.ofMinutes(5),
                Duration.ofSeconds(5),
                0,
                Duration.ofSeconds(30),
                Duration.ofSeconds(1),
                10,
                4,
                1.0,
                Checking.practice());
    }

    /// The values of DESIGN.md for a public network.
    public static Policy network() {
        return new Policy(
                Duration.ofMinutes(10),
                Duration.ofHours(2),
                Duration.ofHours(1),
                Duration.ofHours(24),
                64,
                Duration.ofHours(1),
                Duration.ofSeconds(5),
                10,
                8,
                0.1);
    }
}
