package hearth.coordinator;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/// Everything a coordinator is constructed from.
///
/// @param folder of its key and, unless they are shared, its database and blobs; created if missing
/// @param address to listen at; port 0 takes any free one
/// @param contract chain and rewards contract that roots are made for; absent while none is
/// attached
/// @param stores of what it knows
/// @param traffic how much one sender may ask
/// @param certificate to speak TLS with; absent where a proxy does, or on this computer only
public record CoordinatorConfig(
        Path folder,
        InetSocketAddress address,
        Optional<RewardsContract> contract,
        Policy policy,
        Clock clock,
        Ports ports,
        Stores stores,
        TrafficLimits traffic,
        Optional<ServerCertificate> certificate) {
    /// Without TLS.
    public CoordinatorConfig(
            Path folder,
            InetSocketAddress address,
            Optional<RewardsContract> contract,
            Policy policy,
            Clock clock,
            Ports ports,
            Stores stores,
            TrafficLimits traffic) {
        this(folder, address, contract, policy, clock, ports, stores, traffic, Optional.empty());
    }

    /// With a database and blobs of its own, and the limits of a public network.
    public CoordinatorConfig(
            Path folder,
            InetSocketAddress address,
            Optional<RewardsContract> contract,
            Policy policy,
            Clock clock,
            Ports ports) {
        this(folder, address, contract, policy, clock, ports, new Stores.Embedded());
    }

    /// With the limits of a public network.
    public CoordinatorConfig(
            Path folder,
            InetSocketAddress address,
            Optional<RewardsContract> contract,
            Policy policy,
            Clock clock,
            Ports ports,
            Stores stores) {
        this(folder, address, contract, policy, clock, ports, stores, TrafficLimits.network());
    }

    /// The same with other limits.
    public CoordinatorConfig limiting(TrafficLimits other) {
        return new CoordinatorConfig(
                folder, address, contract, policy, clock, ports, stores, other, certificate);
    }

    /// The same with TLS.
    public CoordinatorConfig securedBy(ServerCertificate shown) {
        return new CoordinatorConfig(
                folder,
                address,
                contract,
                policy,
                clock,
                ports,
                stores,
                traffic,
                Optional.of(shown));
    }

    /// @param rewards address of the rewards contract, `0x` and 40 hex digits
    public record RewardsContract(long chainId, String rewards) {
        public RewardsContract {
            if (!rewards.matches("0x[0-9a-fA-F]{40}")) {
                throw new IllegalArgumentException("not an address");
            }
        }

        /// Addresses differ in the case of their letters and mean the same.
        boolean isSameAs(RewardsContract other) {
            return chainId == other.chainId && rewards.equalsIgnoreCase(other.rewards);
        }
    }

    /// What other modules do for the coordinator.
    ///
    /// @param settlement absent while no chain is attached
    /// @param escrow of the budgets of owners' jobs; absent where nobody can pay for one
    /// @param log in which their rounds are written; absent where there is none
    public record Ports(
            PayoutVerifier payouts,
            Optional<Settlement> settlement,
            Evaluator evaluator,
            Optional<Escrow> escrow,
            Optional<PublicLog> log) {
        /// With the coordinator's own jobs only.
        public Ports(PayoutVerifier payouts, Optional<Settlement> settlement, Evaluator evaluator) {
            this(payouts, settlement, evaluator, Optional.empty(), Optional.empty());
        }
    }
}
