package hearth.chain;

import java.util.Optional;

/// What the chain of a network has for its epochs, for whoever verifies a coordinator. Asks the
/// nodes of the profile, once they are the network that it pins; signs and keeps nothing.
public final class PostedRoots implements AutoCloseable {
    private final NetworkProfile profile;
    private final Nodes nodes;

    public PostedRoots(NetworkProfile profile) {
        this.profile = profile;
        this.nodes = Nodes.at(profile.rpc());
    }

    /// Whether the nodes are on the pinned chain and have the pinned contracts.
    public Reading<Boolean> isTheNetwork() {
        var check = ChainCheck.of(profile);
        return Reading.of(() -> nodes.verdict(check) == ChainCheck.Verdict.SAME);
    }

    /// @return known and empty if nothing was posted
    public Reading<Optional<PostedRoot>> posted(long epoch) {
        return Reading.of(
                () ->
                        new ContractReads(
                                        nodes.view(),
                                        profile.token(),
                                        profile.rewards(),
                                        profile.staking())
                                .postedRoot(epoch));
    }

    @Override
    public void close() {
        nodes.close();
    }
}
