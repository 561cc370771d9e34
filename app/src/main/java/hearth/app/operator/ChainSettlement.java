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

    /// Final once its claims count and no reorganisation that the profile reckons with removes it.
    @Override
    public Optional<PostedRoot> posted(long epoch) {
        return known(poster.posted(epoch)).map(newest -> root(epoch, newest));
    }

    private PostedRoot root(long epoch, hearth.chain.PostedRoot newest) {
        boolean isFinal =
                !newest.validAt().isAfter(clock.instant())
                        && known(poster.settled(epoch)).filter(newest::equals).isPresent();
        var hex = newest.root().startsWith("0x") ? newest.root().substring(2) : newest.root();
        return new PostedRoot(HexFormat.of().parseHex(hex), newest.validAt(), isFinal);
    }

    @Override
    public Limits limits() {
        var limits = known(poster.limits());
        return new Limits(limits.epochCap(), limits.funded(), limits.challengeWindow());
    }

    private static <T> T known(Reading<T> reading) {
        return switch (reading) {
            case Reading.Known<T>(var value) -> value;
            case Reading.Unreachable<T> _ ->
                    throw new UnreachableException(
                            "the chain does not answer", new IOException("no node"));
        };
    }
}
