package hearth.app.wallet;

import hearth.keys.Address;
import hearth.protocol.Wei;

import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The wallet at one moment; immutable. What the chain has not answered yet is absent, never zero.
///
/// @param address `0x` and 40 hex digits, EIP-55
/// @param problem stable id of what keeps the chain from being read
/// @param nodes that say otherwise than the others
/// @param known recipients that the owner vouches for: own accounts, contacts, some watched ones
/// @param network its name; absent while no network is open
/// @param paid whom this wallet ever paid
public record WalletState(
        Presence presence,
        Optional<String> address,
        Optional<Funds> funds,
        Optional<StakeBook> staking,
        List<Movement> activity,
        Optional<String> problem,
        List<NodeWarning> nodes,
        List<Known> known,
        Optional<String> network,
        Paid paid) {
    public WalletState {
        activity = List.copyOf(activity);
        nodes = List.copyOf(nodes);
        known = List.copyOf(known);
    }

    /// That paid nobody yet.
    public WalletState(
            Presence presence,
            Optional<String> address,
            Optional<Funds> funds,
            Optional<StakeBook> staking,
            List<Movement> activity,
            Optional<String> problem,
            List<NodeWarning> nodes,
            List<Known> known,
            Optional<String> network) {
        this(
                presence,
                address,
                funds,
                staking,
                activity,
                problem,
                nodes,
                known,
                network,
                Paid.NOBODY);
    }

    /// Of a network without a name.
    public WalletState(
            Presence presence,
            Optional<String> address,
            Optional<Funds> funds,
            Optional<StakeBook> staking,
            List<Movement> activity,
            Optional<String> problem,
            List<NodeWarning> nodes,
            List<Known> known) {
        this(presence, address, funds, staking, activity, problem, nodes, known, Optional.empty());
    }

    /// With nobody known.
    public WalletState(
            Presence presence,
            Optional<String> address,
            Optional<Funds> funds,
            Optional<StakeBook> staking,
            List<Movement> activity,
            Optional<String> problem,
            List<NodeWarning> nodes) {
        this(presence, address, funds, staking, activity, problem, nodes, List.of());
    }

    /// Whom any account of this wallet ever paid, however long ago.
    ///
    /// @param here on this network
    /// @param anywhere on all of them: addresses that others may imitate
    public record Paid(List<Address> here, List<Address> anywhere) {
        static final Paid NOBODY = new Paid(List.of(), List.of());

        public Paid {
            here = List.copyOf(here);
            anywhere = List.copyOf(anywhere);
        }
    }

    /// Somebody whom the owner knows.
    ///
    /// @param name absent for an own account without one
    public record Known(String address, Optional<String> name) {}

    /// No wallet, no figures.
    public static WalletState none() {
        return new WalletState(
                Presence.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of());
    }

    /// A wallet that was not opened yet: what its file alone says.
    ///
    /// @param exists whether there is a file, readable or not
    public static WalletState closed(boolean exists, Optional<String> address) {
        return new WalletState(
                exists ? Presence.LOCKED : Presence.NONE,
                address,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of());
    }

    /// Whether the first answer of the chain is on its way.
    public boolean isWaiting() {
        return presence != Presence.NONE && funds.isEmpty() && problem.isEmpty();
    }

    /// A node whose word the wallet did not take.
    ///
    /// @param address of the node
    /// @param kind stable id: `silent`, `other-height`, `other-answer`, `false-proof`
    /// @param about what was asked
    /// @param others what the others said
    public record NodeWarning(
            String address, String kind, String about, String said, String others) {}

    /// Whether there is a wallet, and whether it can sign.
    public enum Presence {
        NONE,
        LOCKED,
        UNLOCKED
    }

    /// Balances as the chain last said.
    ///
    /// @param gas of the chain's own coin, in its smallest unit
    /// @param feesAreFree whether transactions cost none of it, as on the practice network
    /// @param claimable settled by the coordinator, paid by the contract now and not fetched yet;
    /// absent while the coordinator cannot be asked
    /// @param waiting settled besides, and claimable later
    /// @param claimed fetched so far, from the rewards contract
    public record Funds(
            Wei ember,
            BigInteger gas,
            boolean feesAreFree,
            Optional<Wei> claimable,
            Optional<Waiting> waiting,
            Wei claimed,
            Instant readAt) {
        /// With nothing that waits.
        public Funds(
                Wei ember,
                BigInteger gas,
                boolean feesAreFree,
                Optional<Wei> claimable,
                Wei claimed,
                Instant readAt) {
            this(ember, gas, feesAreFree, claimable, Optional.empty(), claimed, readAt);
        }
    }

    /// Settled pay whose root is still in its challenge window.
    ///
    /// @param claimableAt from when on it can be fetched
    public record Waiting(Wei amount, Instant claimableAt) {}

    /// The staking contract as it concerns this wallet.
    ///
    /// @param totalStaked of everybody
    /// @param yield earned and not claimed yet
    /// @param yieldPerSecond that all stakers share now; zero while no yield is paid in
    /// @param yieldEnds when the stream runs dry
    /// @param flexible of the stake: bound to no term
    public record StakeBook(
            Wei staked,
            Wei totalStaked,
            Wei yield,
            Wei yieldPerSecond,
            Optional<Instant> yieldEnds,
            Duration unbondingPeriod,
            List<Unbonding> unbonding,
            Wei flexible) {
        public StakeBook {
            unbonding = List.copyOf(unbonding);
        }
    }

    /// Stake on its way back.
    public record Unbonding(long id, Wei amount, Instant releaseAt) {}

    /// One transaction of this wallet.
    ///
    /// @param kind stable id, such as `send`, `claim`, `stake`; the bundle has its words
    /// @param counterparty address at the other end, where one matters
    /// @param isOurs whether this wallet's account signed it, and not somebody for it
    /// @param page where it can be looked up
    public record Movement(
            String kind,
            Optional<Wei> amount,
            Optional<String> counterparty,
            Optional<String> hash,
            Settlement settlement,
            Optional<Instant> at,
            boolean isOurs,
            Optional<URI> page) {}

    /// How final a transaction is.
    public enum Settlement {
        PENDING,
        INCLUDED,
        FINAL,
        FAILED,
        /// Taken back by the owner before it was in a block.
        CANCELLED
    }
}
