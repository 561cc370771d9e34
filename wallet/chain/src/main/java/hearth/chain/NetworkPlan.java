package hearth.chain;

import hearth.keys.Address;
import hearth.protocol.Json;
import hearth.protocol.MerkleTree;
import hearth.protocol.Wei;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;

/// A network that is to be made: its name, its token, who begins with which role, and its rules.
///
/// @param supply of EMBER, all of it to the treasury
/// @param confirmations blocks above a transaction after which it counts as final
public record NetworkPlan(String name, Wei supply, Roles roles, Rules rules, int confirmations) {
    private static final int DIGEST_BYTES = 8;

    /// Who begins with what. Every role but the treasury is the timelock's to take and give.
    ///
    /// @param treasury owns the supply
    /// @param poster proposes the roots of earnings
    /// @param rewardsGuardian vetoes pending roots and pauses claims for a while
    /// @param governanceGuardian stops proposals in the first year
    /// @param rewarder adds yield
    /// @param slasher opens slash cases
    /// @param coordinator settles jobs and writes rounds
    public record Roles(
            Address treasury,
            Address poster,
            Address rewardsGuardian,
            Address governanceGuardian,
            Address rewarder,
            Address slasher,
            Address coordinator) {
        /// One account in every role: for a network that its maker runs alone.
        public static Roles allOf(Address account) {
            return new Roles(account, account, account, account, account, account, account);
        }
    }

    /// @param unbonding between asking for stake and withdrawing it
    /// @param challengeWindow between a root and its first claim
    /// @param epochCap the most that one epoch may add to all earnings
    /// @param grace after a job's deadline, in which its work can still be settled
    /// @param timelock between a decision and its execution
    /// @param votingDelay between a proposal and its vote
    /// @param lateQuorum by which a quorum at the last moment prolongs the vote
    /// @param proposalThreshold stake that a proposer needs
    /// @param quorumPercent of all stake
    /// @param quorumFloor votes that a quorum never falls below during launch
    public record Rules(
            Duration unbonding,
            Duration challengeWindow,
            Wei epochCap,
            Duration grace,
            Duration timelock,
            Duration votingDelay,
            Duration votingPeriod,
            Duration lateQuorum,
            Wei proposalThreshold,
            int quorumPercent,
            Wei quorumFloor) {
        /// Shares of the supply: an epoch 0.1 %, a proposal 0.01 %, the floor 1 %.
        public static Rules standard(Wei supply) {
            return new Rules(
                    Duration.ofDays(14),
                    Duration.ofDays(1),
                    share(supply, 1000),
                    Duration.ofDays(7),
                    Duration.ofDays(2),
                    Duration.ofDays(1),
                    Duration.ofDays(5),
                    Duration.ofDays(1),
                    share(supply, 10_000),
                    4,
                    share(supply, 100));
        }

        private static Wei share(Wei supply, long part) {
            return new Wei(supply.value().divide(BigInteger.valueOf(part)));
        }
    }

    public NetworkPlan {
        if (!name.matches("[a-z0-9][a-z0-9-]{0,31}")) {
            throw new IllegalArgumentException("a network's name is a-z, 0-9 and -, at most 32");
        }
        if (supply.isZero() || confirmations < 0) {
            throw new IllegalArgumentException("not a plan of a network");
        }
    }

    /// Names what is planned: another plan is another network, the same one is continued.
    String digest() {
        byte[] text = Json.text(this).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(MerkleTree.keccak256(text), 0, DIGEST_BYTES);
    }
}
