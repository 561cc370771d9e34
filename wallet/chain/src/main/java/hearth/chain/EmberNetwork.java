package hearth.chain;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// The connection to one pinned network: its nodes, its contracts, and the journal of what was
/// asked of it. One per process and journal file; safe for use by several threads.
public final class EmberNetwork implements AutoCloseable {
    private final NetworkProfile profile;
    private final Nodes nodes;
    private final Transactions transactions;

    private EmberNetwork(NetworkProfile profile, Nodes nodes, Transactions transactions) {
        this.profile = profile;
        this.nodes = nodes;
        this.transactions = transactions;
    }

    /// Opens without asking the node anything; call {@link #refresh} once it may be there.
    ///
    /// @param journal SQLite file, made if missing
    public static EmberNetwork open(
            NetworkProfile profile, Path journal, SendPolicy policy, InstantSource clock) {
        var nodes = Nodes.at(profile.rpc());
        return new EmberNetwork(
                profile,
                nodes,
                new Transactions(
                        nodes,
                        Pinned.of(profile),
                        new Journal(journal, profile.genesisHash(), Optional.of(profile.token())),
                        policy,
                        clock));
    }

    public NetworkProfile profile() {
        return profile;
    }

    /// Sends again what a crash left unsent, and notices reorganisations. Does nothing while the
    /// node cannot be reached.
    public void refresh() {
        transactions.refresh();
    }

    /// What single nodes say otherwise than the rest, as far as it is known now; empty with one
    /// node.
    public List<NodeFinding> findings() {
        return nodes.findings();
    }

    /// A node to ask for what proves itself.
    Node node() {
        return nodes.first();
    }

    /// For one look at the chain: with several nodes everything that is read through it is read
    /// from one block that they agree on.
    ContractReads reads() {
        return new ContractReads(
                nodes.view(), profile.token(), profile.rewards(), profile.staking());
    }

    /// The same at what counts as final by the profile.
    ContractReads settledReads() {
        return new ContractReads(settled(), profile.token(), profile.rewards(), profile.staking());
    }

    /// For one look at the newest block that the nodes agree on.
    ChainView view() {
        return nodes.view();
    }

    /// For one look at what counts as final by the profile.
    ChainView settled() {
        return nodes.view(profile.confirmations());
    }

    Transactions transactions() {
        return transactions;
    }

    @Override
    public void close() {
        transactions.close();
        nodes.close();
    }
}
