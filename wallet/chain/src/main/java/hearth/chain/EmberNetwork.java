package hearth.chain;

import java.nio.file.Path;
import java.time.InstantSource;

/// The connection to one pinned network: its node, its contracts, and the journal of what was asked
/// of it. One per process and journal file; safe for use by several threads.
public final class EmberNetwork implements AutoCloseable {
    private final NetworkProfile profile;
    private final Node node;
    private final ContractReads reads;
    private final Transactions transactions;

    private EmberNetwork(NetworkProfile profile, Node node, Transactions transactions) {
        this.profile = profile;
        this.node = node;
        this.transactions = transactions;
        this.reads = new ContractReads(node, profile.token(), profile.rewards(), profile.staking());
    }

    /// Opens without asking the node anything; call {@link #refresh} once it may be there.
    ///
    /// @param journal SQLite file, made if missing
    public static EmberNetwork open(
            NetworkProfile profile, Path journal, SendPolicy policy, InstantSource clock) {
        var node = new Node(profile.rpc().getFirst());
        return new EmberNetwork(
                profile,
                node,
                new Transactions(
                        node,
                        ChainCheck.of(profile),
                        new Journal(journal, profile.genesisHash()),
                        policy,
                        clock,
                        profile.confirmations()));
    }

    public NetworkProfile profile() {
        return profile;
    }

    /// Sends again what a crash left unsent, and notices reorganisations. Does nothing while the
    /// node cannot be reached.
    public void refresh() {
        transactions.refresh();
    }

    Node node() {
        return node;
    }

    ContractReads reads() {
        return reads;
    }

    Transactions transactions() {
        return transactions;
    }

    @Override
    public void close() {
        transactions.close();
        node.close();
    }
}
