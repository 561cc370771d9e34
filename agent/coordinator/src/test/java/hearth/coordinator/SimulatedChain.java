package hearth.coordinator;

import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// A chain that takes epochs by the rules of the Rewards contract, sometimes does not answer, and
/// can lose its newest roots.
final class SimulatedChain implements Settlement {
    private record Root(String hex, Wei total, Instant validAt) {
        byte[] root() {
            return HexFormat.of().parseHex(hex);
        }
    }

    private final RandomGenerator random;
    private final List<Root> roots = new ArrayList<>();
    private final double failure;
    boolean isReliable;

    /// Of the contract; by itself it takes everything at once.
    InstantSource clock = () -> Instant.EPOCH;

    Duration window = Duration.ZERO;
    Wei epochCap = Limits.NONE.epochCap();
    Supplier<Wei> funded = Limits.NONE::funded;

    /// Why it did not take a root.
    final List<String> refusals = new ArrayList<>();

    SimulatedChain(RandomGenerator random, double failure) {
        this.random = random;
        this.failure = failure;
    }

    @Override
    public synchronized PostOutcome post(long epoch, byte[] root, Wei total, Sha256 dataHash) {
        if (!isReliable && random.nextDouble() < failure) {
            return new PostOutcome.Unavailable("away");
        }
        if (epoch <= roots.size()) {
            return Arrays.equals(roots.get((int) epoch - 1).root(), root)
                    ? new PostOutcome.AlreadyThere()
                    : new PostOutcome.Refused("another root");
        }
        if (epoch != roots.size() + 1) {
            return refuse("unexpected epoch");
        }
        if (!roots.isEmpty() && roots.getLast().validAt().isAfter(clock.instant())) {
            return refuse("root still pending");
        }
        if (total.compareTo(total()) < 0) {
            throw new AssertionError("the total fell");
        }
        if (total.compareTo(funded.get()) > 0) {
            return refuse("total above funded");
        }
        if (total.minus(total()).compareTo(epochCap) > 0) {
            return refuse("epoch cap exceeded");
        }
        roots.add(new Root(HexFormat.of().formatHex(root), total, clock.instant().plus(window)));
        if (!isReliable && random.nextDouble() < failure) {
            return new PostOutcome.Unavailable("the answer was lost");
        }
        return new PostOutcome.Posted("0x" + "0".repeat(64));
    }

    @Override
    public synchronized Optional<PostedRoot> posted(long epoch) {
        if (!isReliable && random.nextDouble() < failure) {
            throw new UnreachableException("away", new IllegalStateException());
        }
        return epoch > roots.size()
                ? Optional.empty()
                : Optional.of(
                        new PostedRoot(
                                roots.get((int) epoch - 1).root(),
                                roots.get((int) epoch - 1).validAt(),
                                !roots.get((int) epoch - 1).validAt().isAfter(clock.instant())));
    }

    private PostOutcome refuse(String reason) {
        refusals.add(reason);
        return new PostOutcome.Refused(reason);
    }

    @Override
    public synchronized Limits limits() {
        if (!isReliable && random.nextDouble() < failure) {
            throw new UnreachableException("away", new IllegalStateException());
        }
        return new Limits(epochCap, funded.get(), window);
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

    Instant validAt(long epoch) {
        return roots.get((int) epoch - 1).validAt();
    }

    Wei total() {
        return roots.isEmpty() ? Wei.ZERO : roots.getLast().total();
    }
}
