package hearth.coordinator.simulation;

import hearth.coordinator.Settlement;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Stands in for the chain: roots in order, sometimes away, sometimes an answer that is lost after
/// the root was taken.
final class MemoryChain implements Settlement {
    private static final double FAILURE = 0.1;

    private final RandomGenerator random;
    private final List<byte[]> roots = new ArrayList<>();
    private Wei total = Wei.ZERO;

    MemoryChain(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public PostOutcome post(long epoch, byte[] root, Wei sum, Sha256 dataHash) {
        if (random.nextDouble() < FAILURE) {
            return new PostOutcome.Unavailable("away");
        }
        if (epoch <= roots.size()) {
            return Arrays.equals(roots.get((int) epoch - 1), root)
                    ? new PostOutcome.AlreadyThere()
                    : new PostOutcome.Refused("another root");
        }
        if (epoch != roots.size() + 1 || sum.compareTo(total) < 0) {
            return new PostOutcome.Refused("not the next root");
        }
        roots.add(root.clone());
        total = sum;
        return random.nextDouble() < FAILURE
                ? new PostOutcome.Unavailable("the answer was lost")
                : new PostOutcome.Posted("0x" + "0".repeat(64));
    }

    @Override
    public Optional<PostedRoot> posted(long epoch) {
        return epoch > roots.size()
                ? Optional.empty()
                : Optional.of(
                        new PostedRoot(roots.get((int) epoch - 1).clone(), Instant.EPOCH, true));
    }

    @Override
    public Limits limits() {
        return Limits.NONE;
    }

    /// What the chain may pay in all.
    Wei total() {
        return total;
    }
}
