package hearth.chain;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// Finds out before a signature what a call would do, what it would cost, and whether that is what
/// was asked for. Only what passes here is signed.
final class Rehearsal {
    /// Storage slots that a call may turn out to fill beyond its estimate; staking fills three.
    private static final BigInteger FRESH_SLOTS = BigInteger.valueOf(5);

    /// EIP-2929: 20,000 to fill and 2,100 for the first touch.
    private static final BigInteger GAS_OF_A_FRESH_SLOT = BigInteger.valueOf(22_100);

    private final Nodes nodes;
    private final SendPolicy policy;
    private final Optional<Simulation> simulation;

    /// @param simulation empty while there are no contracts of ours yet
    Rehearsal(Nodes nodes, SendPolicy policy, Optional<Simulation> simulation) {
        this.nodes = nodes;
        this.policy = policy;
        this.simulation = simulation;
    }

    /// What came of it.
    sealed interface Outcome {
        /// @param gasLimit of all calls; empty for several that were not tried
        record Ready(
                Effect effect, Optional<BigInteger> gasLimit, BigInteger tip, BigInteger maxFee)
                implements Outcome {
            Optional<BigInteger> highestFee() {
                return gasLimit.map(maxFee::multiply);
            }
        }

        record Refused(Refusal reason) implements Outcome {}
    }

    /// @param calls of one sender, in their order; the last one is what they are for
    Outcome of(List<Intent> calls) {
        var wish = calls.getLast();
        if (calls.stream().anyMatch(Rehearsal::isUnlimited)) {
            return new Outcome.Refused(Refusal.UNLIMITED_ALLOWANCE);
        }
        var estimate = Optional.<BigInteger>empty();
        if (calls.size() == 1) {
            switch (nodes.estimateGas(wish.from(), wish.to(), wish.value(), wish.data())) {
                case RpcAnswer.Result it -> estimate = Optional.of(Node.quantity(it.value()));
                case RpcAnswer.Failure error -> {
                    return new Outcome.Refused(refusalOf(error));
                }
            }
        }
        var tried = tried(calls);
        if (tried.orElse(null) instanceof Simulation.Outcome.Reverted reverted) {
            return new Outcome.Refused(Refusal.ofRevert(reverted.revertData()));
        }
        var effect =
                tried.orElse(null) instanceof Simulation.Outcome.Tried it
                        ? it.effect()
                        : Effect.asked(wish);
        if (!effect.isOf(wish)) {
            return new Outcome.Refused(Refusal.EFFECT_DIFFERS);
        }
        var fees = nodes.fees();
        var maxFee = fees.nextBaseFee().shiftLeft(1).add(fees.tip());
        if (maxFee.compareTo(policy.maxFeePerGas()) > 0) {
            return new Outcome.Refused(Refusal.FEE_TOO_HIGH);
        }
        var gas = estimate.or(effect::gasUsed).map(g -> limitFor(g, calls.size()));
        return new Outcome.Ready(effect, gas, fees.tip(), maxFee);
    }

    private static boolean isUnlimited(Intent call) {
        return call.kind() == Activity.Kind.APPROVE
                && new Allowance("", call.amount()).isUnlimited();
    }

    private Optional<Simulation.Outcome> tried(List<Intent> calls) {
        return simulation
                .filter(s -> calls.stream().allMatch(c -> c.to().isPresent()))
                .flatMap(s -> s.of(calls, nodes));
    }

    /// What was estimated on today's storage may not do for the block that includes it: other
    /// transactions come first, and a second more of yield fills slots that were empty when
    /// unstaking was estimated in the second of the stake. What is not used is not paid.
    private static BigInteger limitFor(BigInteger estimate, int calls) {
        var slots = FRESH_SLOTS.multiply(BigInteger.valueOf(calls));
        return estimate.add(estimate.shiftRight(2)).add(slots.multiply(GAS_OF_A_FRESH_SLOT));
    }

    private static Refusal refusalOf(RpcAnswer.Failure error) {
        if (error.revertData().length() > 2) {
            return Refusal.ofRevert(error.revertData());
        }
        return error.says("insufficient funds") ? Refusal.NOT_ENOUGH_GAS : Refusal.REVERTED;
    }
}
