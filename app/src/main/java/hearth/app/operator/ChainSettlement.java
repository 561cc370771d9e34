package hearth.app.operator;

import hearth.chain.PostResult;
import hearth.chain.Reading;
import hearth.chain.RewardsPoster;
import hearth.coordinator.Settlement;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import java.io.IOException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;

/// The coordinator's settlement on a real chain.
final class ChainSettlement implements Settlement {
    private final RewardsPoster poster;
    private final Clock clock;

    ChainSettlement(RewardsPoster poster, Clock clock) {
        this.poster = poster;
        this.clock = clock;
    }

    @Override
    public PostOutcome post(long epoch, byte[] root, Wei total, Sha256 dataHash) {
        return outcome(poster.post(epoch, root, total, dataHash.bytes()));
    }

    static PostOutcome outcome(PostResult result) {
        return switch (result) {
            case PostResult.Posted posted -> new PostOutcome.Posted(posted.hash());
            case PostResult.AlreadyPosted there -> new PostOutcome.AlreadyThere();
            case PostResult.Conflict conflict -> new PostOutcome.Refused("another-root-is-posted");
            case PostResult.Refused refused -> new PostOutcome.Refused(refused.reason().name());
            case PostResult.Unreachable none -> new PostOutcome.Unavailable("chain-unreachable");
        };
    }

    @Override
    public Optional<PostedRoot> posted(long epoch) {
        return switch (poster.posted(epoch)) {
            case Reading.Known<Optional<hearth.chain.PostedRoot>> known ->
                    known.value().map(this::root);
            case Reading.Unreachable<Optional<hearth.chain.PostedRoot>> none ->
                    throw new UnreachableException(
                            "the chain does not answer", new IOException("no node"));
        };
    }

    private PostedRoot root(hearth.chain.PostedRoot posted) {
        var hex = posted.root().startsWith("0x") ? posted.root().substring(2) : posted.root();
        return new PostedRoot(
                HexFormat.of().parseHex(hex), !posted.validAt().isAfter(clock.instant()));
    }
}
