package hearth.coordinator;

import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A chain that takes epochs in order like the Rewards contract, sometimes does not answer, and can
/// lose its newest roots.
final class SimulatedChain implements Settlement {
    private record Root(String hex, Wei total) {
        byte[] root() {
            return HexFormat.of().parseHex(hex);
        }
    }

    private final RandomGenerator random;
    private final List<Root> roots = new ArrayList<>();
    private final double failure;
    boolean isReliable;

    SimulatedChain(RandomGenerator random, double failure) {
        this.random = random;
        this.failure = failure;
    }

    @Override
    public PostOutcome post(long epoch, byte[] root, Wei total, Sha256 dataHash) {
        if (!isReliable && random.nextDouble() < failure) {
            return new PostOutcome.Unavailable("away");
        }
        if (epoch <= roots.size()) {
            return Arrays.equals(roots.get((int) epoch - 1).root(), root)
                    ? new PostOutcome.AlreadyThere()
                    : new PostOutcome.Refused("another root");
        }
        if (epoch != roots.size() + 1) {
            return new PostOutcome.Refused("unexpected epoch");
        }
        if (!roots.isEmpty() && total.compareTo(roots.getLast().total()) < 0) {
            throw new AssertionError("the total fell");
        }
        roots.add(new Root(HexFormat.of().formatHex(root), total));
        if (!isReliable && random.nextDouble() < failure) {
            return new PostOutcome.Unavailable("the answer was lost");
        }
        return new PostOutcome.Posted("0x" + "0".repeat(64));
    }

    @Override
    public Optional<PostedRoot> posted(long epoch) {
        if (!isReliable && random.nextDouble() < failure) {
            throw new UnreachableException("away", new IllegalStateException());
        }
        return epoch > roots.size()
                ? Optional.empty()
                : Optional.of(
                        new PostedRoot(
                                roots.get((int) epoch - 1).root(), epoch <= roots.size() - 1));
    }

    void lose(int newest) {
        for (int i = 0; i < newest && !roots.isEmpty(); i++) {
            roots.removeLast();
        }
    }

    int height() {
        return roots.size();
    }

    byte[] root(long epoch) {
        return roots.get((int) epoch - 1).root();
    }

    Wei total() {
        return roots.isEmpty() ? Wei.ZERO : roots.getLast().total();
    }
}
