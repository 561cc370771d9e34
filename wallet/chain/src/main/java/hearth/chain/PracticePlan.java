package hearth.chain;

import hearth.protocol.Wei;

import java.time.Duration;

/// How a new practice network is furnished. All of it is play money.
///
/// @param supply of EMBER, all to the operator
/// @param jobBudget that rewards are paid from
/// @param yield streamed to stakers over `yieldPeriod`, again and again
/// @param unbonding between asking for stake and withdrawing it
public record PracticePlan(
        Wei supply, Wei jobBudget, Wei yield, Duration yieldPeriod, Duration unbonding) {

    /// A thousand million EMBER, ten thousand of them as yield over 30 days, one minute unbonding.
    public static PracticePlan of(Wei jobBudget) {
        return new PracticePlan(
                Wei.ofEmber("1000000000"),
                jobBudget,
                Wei.ofEmber("10000"),
                Duration.ofDays(30),
                Duration.ofMinutes(1));
    }

    /// Votes that a person can see through in a quarter of an hour: one EMBER at stake proposes and
    /// is a quorum.
    NetworkPlan.Rules votes() {
        var one = Wei.ofEmber("1");
        return new NetworkPlan.Rules(
                unbonding,
                Duration.ZERO,
                supply,
                Duration.ZERO,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(10),
                Duration.ofMinutes(1),
                one,
                4,
                one);
    }
}
