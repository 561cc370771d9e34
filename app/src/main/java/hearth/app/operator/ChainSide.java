package hearth.app.operator;

import hearth.chain.EmberNetwork;
import hearth.chain.JobEscrows;
import hearth.chain.RewardsPoster;
import hearth.chain.RoundLogs;
import hearth.coordinator.CoordinatorConfig.Ports;
import hearth.coordinator.CoordinatorConfig.RewardsContract;
import hearth.coordinator.Escrow;
import hearth.coordinator.Evaluator;
import hearth.coordinator.PublicLog;
import hearth.coordinator.Settlement;
import hearth.keys.TransactionSigner;

import java.time.Clock;
import java.util.Optional;

/// What a coordinator does on the chain of its network: posts the roots of earnings, takes and
/// settles the budgets of jobs, writes their rounds.
///
/// @param contract that its roots are for
public record ChainSide(
        RewardsContract contract, Settlement settlement, Escrow escrow, PublicLog log) {
    /// @param poster account with the poster's role
    /// @param coordinator account with the coordinator's role; may be the same
    /// @throws hearth.chain.ChainException if the network has no escrow or no log of rounds
    public static ChainSide of(
            EmberNetwork network,
            TransactionSigner poster,
            TransactionSigner coordinator,
            Clock clock) {
        var profile = network.profile();
        return new ChainSide(
                new RewardsContract(profile.chainId(), profile.rewards().value()),
                new ChainSettlement(new RewardsPoster(network, poster), clock),
                new ChainEscrow(new JobEscrows(network), coordinator),
                new ChainRoundLog(new RoundLogs(network), coordinator));
    }

    /// What other modules do for a coordinator on this chain.
    public Ports ports(Evaluator evaluator) {
        return new Ports(
                new WalletPayoutVerifier(),
                Optional.of(settlement),
                evaluator,
                Optional.of(escrow),
                Optional.of(log));
    }

    /// The same for one that has no chain: settlements wait, frozen, and no owner can pay.
    public static Ports none(Evaluator evaluator) {
        return new Ports(new WalletPayoutVerifier(), Optional.empty(), evaluator);
    }
}
