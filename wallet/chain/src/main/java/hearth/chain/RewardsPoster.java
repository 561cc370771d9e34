package hearth.chain;

import hearth.keys.TransactionSigner;
import hearth.protocol.Wei;

import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/// Puts the roots of settled epochs on the chain, each one once.
public final class RewardsPoster {
    private final EmberNetwork network;
    private final TransactionSigner poster;

    /// @param poster account with the poster's role
    public RewardsPoster(EmberNetwork network, TransactionSigner poster) {
        this.network = network;
        this.poster = poster;
    }

    /// Posts a root unless the chain has one for this epoch; may be repeated at any time, and posts
    /// it once more where it was there and was vetoed.
    ///
    /// @param epoch from 1, without gaps
    /// @param root 32 bytes
    /// @param total sum of all leaves
    /// @param dataHash SHA-256 of the published leaf file, 32 bytes
    public PostResult post(long epoch, byte[] root, Wei total, byte[] dataHash) {
        try {
            var there = network.reads().postedRoot(epoch);
            if (there.isPresent()) {
                return compare(there.get(), root, total, dataHash);
            }
        } catch (NodeUnreachableException e) {
            return new PostResult.Unreachable();
        }
        String id = "root:" + epoch + ":" + HexFormat.of().formatHex(root);
        for (int time = 1; ; time++) {
            var result = send(time == 1 ? id : id + ":" + time, epoch, root, total, dataHash);
            try {
                if (!isVetoed(result, epoch)) {
                    return of(result);
                }
            } catch (NodeUnreachableException e) {
                return new PostResult.Unreachable();
            }
        }
    }

    private TxResult send(String id, long epoch, byte[] root, Wei total, byte[] dataHash) {
        return network.transactions()
                .sendRepeatable(
                        new Intent(
                                id,
                                Activity.Kind.POST_ROOT,
                                poster.address(),
                                total,
                                Optional.empty(),
                                Optional.of(network.profile().rewards()),
                                ContractCalls.proposeRoot(epoch, root, total, dataHash)),
                        poster);
    }

    /// Whether what a transaction proposed for good is there no more: only the guardian removes it,
    /// and then the epoch is proposed anew, the same root by another transaction.
    private boolean isVetoed(TxResult result, long epoch) {
        return result instanceof TxResult.Included in
                && in.isFinal()
                && network.reads().postedRoot(epoch).isEmpty()
                && network.settledReads().postedRoot(epoch).isEmpty();
    }

    private static PostResult of(TxResult result) {
        return switch (result) {
            case TxResult.Included in -> new PostResult.Posted(in.hash(), in.block());
            case TxResult.Refused refused -> new PostResult.Refused(refused.reason());
            case TxResult.Pending pending -> new PostResult.Unreachable();
            case TxResult.Unreachable unreachable -> new PostResult.Unreachable();
        };
    }

    private static PostResult compare(PostedRoot there, byte[] root, Wei total, byte[] dataHash) {
        var hex = HexFormat.of();
        boolean same =
                there.root().equals(hex.formatHex(root))
                        && there.total().equals(total)
                        && there.dataHash().equals(hex.formatHex(dataHash));
        return same ? new PostResult.AlreadyPosted(there) : new PostResult.Conflict(there);
    }

    /// What the chain has for an epoch; known and empty if nothing was posted.
    public Reading<Optional<PostedRoot>> posted(long epoch) {
        return Reading.of(() -> network.reads().postedRoot(epoch));
    }

    /// The same at the newest block that counts as final.
    public Reading<Optional<PostedRoot>> settled(long epoch) {
        return Reading.of(() -> network.settledReads().postedRoot(epoch));
    }

    /// What the contract lets a root promise, at the newest block that counts as final.
    ///
    /// @param epochCap the most that one epoch may add to all earnings
    /// @param challengeWindow between a root and its first claim
    /// @param funded everything that was paid in for rewards since the beginning
    public record Limits(Wei epochCap, Duration challengeWindow, Wei funded) {}

    public Reading<Limits> limits() {
        return Reading.of(
                () -> {
                    var reads = network.settledReads();
                    return new Limits(reads.epochCap(), reads.challengeWindow(), reads.funded());
                });
    }

    /// Everything that was paid in for rewards since the beginning.
    public Reading<Wei> funded() {
        return Reading.of(() -> network.reads().funded());
    }
}
