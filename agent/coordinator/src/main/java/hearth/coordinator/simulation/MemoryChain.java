package hearth.coordinator.simulation;

import hearth.coordinator.Settlement;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.Database;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Stands in for the chain: roots in order, sometimes away, sometimes an answer that is lost after
/// the root was taken; in a rough world it may also lose its newest root again.
final class MemoryChain implements Settlement {
    private static final double FAILURE = 0.1;

    /// After which a root of a rough world stays.
    private static final long FINALITY = 3 * Habits.MINUTE;

    @SuppressWarnings("ArrayRecordComponent") // compared by content
    private record Root(byte[] bytes, Wei sum, long at) {}

    private final RandomGenerator random;
    private final Trouble trouble;
    private final boolean isRough;
    private final List<Root> roots = new ArrayList<>();
    private final Map<Long, byte[]> first = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private long now;

    MemoryChain(RandomGenerator random, Trouble trouble, boolean isRough) {
        this.random = random;
        this.trouble = trouble;
        this.isRough = isRough;
    }

    /// The chain's own time.
    void jumpTo(long millis) {
        now = millis;
    }

    private boolean happens(Fault fault) {
        return isRough ? trouble.strikes(fault) : random.nextDouble() < FAILURE;
    }

    private void mayForget() {
        if (isRough
                && !roots.isEmpty()
                && !isFinal(roots.getLast())
                && trouble.strikes(Fault.CHAIN_REORGANISED)) {
            roots.removeLast();
        }
    }

    private boolean isFinal(Root root) {
        return !isRough || now >= root.at() + FINALITY;
    }

    @Override
    public PostOutcome post(long epoch, byte[] root, Wei sum, Sha256 dataHash) {
        mayForget();
        if (happens(Fault.CHAIN_AWAY)) {
            return new PostOutcome.Unavailable("away");
        }
        if (epoch <= roots.size()) {
            return Arrays.equals(roots.get((int) epoch - 1).bytes(), root)
                    ? new PostOutcome.AlreadyThere()
                    : new PostOutcome.Refused("another root");
        }
        if (epoch != roots.size() + 1 || sum.compareTo(total()) < 0) {
            return new PostOutcome.Refused("not the next root");
        }
        if (!Arrays.equals(first.computeIfAbsent(epoch, _ -> root.clone()), root)) {
            violations.add("epoch " + epoch + " came with two roots");
        }
        roots.add(new Root(root.clone(), sum, now));
        return happens(Fault.CHAIN_ANSWER_LOST)
                ? new PostOutcome.Unavailable("the answer was lost")
                : new PostOutcome.Posted("0x" + "0".repeat(64));
    }

    @Override
    public Optional<PostedRoot> posted(long epoch) {
        if (isRough && trouble.strikes(Fault.CHAIN_AWAY)) {
            throw new UnreachableException("away", new IllegalStateException("simulated"));
        }
        mayForget();
        return epoch > roots.size()
                ? Optional.empty()
                : Optional.of(posted(roots.get((int) epoch - 1)));
    }

    private PostedRoot posted(Root root) {
        return new PostedRoot(root.bytes().clone(), Instant.EPOCH, isFinal(root));
    }

    @Override
    public Limits limits() {
        return Limits.NONE;
    }

    void pass(long millis) {
        now += millis;
    }

    /// What a coordinator believes of it that is not so.
    List<String> differences(Database database) {
        var believed =
                database.read(
                        session ->
                                session.all(
                                        "SELECT root, total, state FROM epoch WHERE root IS NOT"
                                                + " NULL ORDER BY number",
                                        row ->
                                                String.join(
                                                        " ",
                                                        row.text("root"),
                                                        row.wei("total").toString(),
                                                        row.text("state"))));
        var here =
                roots.stream()
                        .map(r -> HexFormat.of().formatHex(r.bytes()) + " " + r.sum() + " FINAL")
                        .toList();
        return believed.equals(here)
                ? List.of()
                : List.of("the chain has " + here + " where its coordinator has " + believed);
    }

    /// What was asked of it that must never be.
    List<String> violations() {
        return violations;
    }

    /// What the chain may pay in all.
    Wei total() {
        return roots.isEmpty() ? Wei.ZERO : roots.getLast().sum();
    }
}
