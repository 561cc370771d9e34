package hearth.chain;

import hearth.keys.TransactionSigner;
import hearth.protocol.Wei;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;

/// A whole practice network: chain, contracts, the operator's connection and what the operator does
/// with it. After the chain crashed and came back, what was lost is sent again by itself.
public final class PracticeNetwork implements AutoCloseable {
    private final PracticeChain chain;
    private final PracticeDeployment deployment;
    private final NetworkProfile profile;
    private final EmberNetwork network;

    private PracticeNetwork(
            PracticeChain chain,
            PracticeDeployment deployment,
            NetworkProfile profile,
            EmberNetwork network) {
        this.chain = chain;
        this.deployment = deployment;
        this.profile = profile;
        this.network = network;
    }

    /// Furnishes a chain that has started; closing the network closes the chain too.
    ///
    /// @param folder the chain's own
    /// @throws NodeUnreachableException if the chain went away
    /// @throws ChainException if a step was refused
    public static PracticeNetwork on(
            PracticeChain chain,
            PracticePlan plan,
            Path folder,
            SecureRandom random,
            InstantSource clock) {
        var deployment = new PracticeDeployment(chain, plan, folder, random, clock);
        var profile = deployment.ensure();
        var network =
                EmberNetwork.open(profile, deployment.journal(), SendPolicy.practice(), clock);
        chain.onRestart(
                () -> {
                    // First without asking for our contracts: the chain may have lost them too.
                    deployment.refresh();
                    network.refresh();
                });
        return new PracticeNetwork(chain, deployment, profile, network);
    }

    /// What wallets of this computer need for {@link EmberNetwork#open}; also in
    /// {@link PracticeDeployment#profileFile}.
    public NetworkProfile profile() {
        return profile;
    }

    public PracticeChain chain() {
        return chain;
    }

    /// The operator's connection and journal; relayed claims are in its activity.
    public EmberNetwork network() {
        return network;
    }

    PracticeDeployment deployment() {
        return deployment;
    }

    public ClaimRelay relay() {
        return new ClaimRelay(network, deployment.operator());
    }

    public RewardsPoster poster() {
        return new RewardsPoster(network, deployment.operator());
    }

    /// The escrow of owners' jobs.
    public JobEscrows escrows() {
        return new JobEscrows(network);
    }

    /// The log of their rounds.
    public RoundLogs roundLogs() {
        return new RoundLogs(network);
    }

    /// The account with every role.
    public TransactionSigner operator() {
        return deployment.operator();
    }

    /// Pays another job's budget into the rewards.
    ///
    /// @param id of the budget; each one is paid once
    public void fund(String id, Wei budget) {
        deployment.fund(id, profile, budget);
    }

    @Override
    public void close() {
        chain.onRestart(() -> {});
        network.close();
        deployment.close();
        chain.close();
    }
}
