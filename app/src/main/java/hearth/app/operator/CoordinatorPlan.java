package hearth.app.operator;

import hearth.coordinator.Policy;
import hearth.coordinator.ServerCertificate;
import hearth.coordinator.Stores;
import hearth.coordinator.TrafficLimits;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/// How a coordinator is to run.
///
/// @param folder of its key and what it keeps itself
/// @param address to listen at; port 0 takes any free one
/// @param chain absent while none is attached
/// @param certificate to speak TLS with; absent where a proxy does, or on this computer only
public record CoordinatorPlan(
        Path folder,
        InetSocketAddress address,
        Policy policy,
        Stores stores,
        TrafficLimits traffic,
        Optional<ChainSide> chain,
        Optional<ServerCertificate> certificate) {
    /// On this computer, with stores of its own.
    public static CoordinatorPlan here(
            Path folder, InetSocketAddress address, Policy policy, Optional<ChainSide> chain) {
        return new CoordinatorPlan(
                folder,
                address,
                policy,
                new Stores.Embedded(),
                TrafficLimits.network(),
                chain,
                Optional.empty());
    }

    /// The same with a chain.
    public CoordinatorPlan settlingOn(ChainSide side) {
        return new CoordinatorPlan(
                folder, address, policy, stores, traffic, Optional.of(side), certificate);
    }
}
