package hearth.coordinator.simulation;

import hearth.coordinator.Coordinator;
import hearth.coordinator.CoordinatorConfig;
import hearth.coordinator.Premises;
import hearth.protocol.SigningKey;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/// The real [Coordinator] with what a simulated network has at its ports.
final class StandInPorts {
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[32]);
    private static final int CHAIN_ID = 31337;
    private static final String CONTRACT = "0x00000000000000000000000000000000000000ff";

    private StandInPorts() {}

    /// One that knows what the database knows, as after a start of its process.
    static Coordinator coordinator(Premises premises, MemoryChain chain, Trouble trouble) {
        return new Coordinator(
                premises,
                KEY,
                new CoordinatorConfig(
                        Path.of("nowhere"),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Optional.of(new CoordinatorConfig.RewardsContract(CHAIN_ID, CONTRACT)),
                        premises.policy(),
                        premises.clock(),
                        new CoordinatorConfig.Ports(
                                (_, _, binding) -> Optional.of(binding.payout()),
                                Optional.of(chain),
                                new FailingTraining(trouble))));
    }
}
