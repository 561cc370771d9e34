package hearth.coordinator.verification;

import hearth.coordinator.PracticeJob;
import hearth.protocol.Manifest;
import hearth.protocol.Manifest.LossLimits;
import hearth.protocol.Manifest.RepeatLimits;
import hearth.protocol.Manifest.TrainingPlan;
import hearth.protocol.Manifest.Verification;

import java.math.BigDecimal;
import java.util.Optional;

/// What is tried; two trials with the same setting see the same.
///
/// @param honest leases of a round
/// @param innerSteps of a lease
/// @param warmStartSteps before the first round
/// @param sequences of which each loss is measured
/// @param seed of everything that is drawn
public record TrialSetting(
        int honest, int innerSteps, int warmStartSteps, int sequences, long seed) {
    /// Examples of 64 bytes, so that a sequence has 256 as with common models.
    private static final int SEQUENCE = 4;

    /// The limits of DESIGN.md, at the sizes for which our research measured them
    /// (reference/training.md §2.3), with twice the batch.
    public static TrialSetting usual() {
        return new TrialSetting(10, 30, 1500, 16, 1);
    }

    /// The job's data and sizes with the limits of DESIGN.md, but for the cosine and the fall
    /// (`docs/decisions/0009-bounds-of-the-cheap-layers.md`).
    Manifest manifest(PracticeJob job) {
        var of = job.manifest();
        var plan = of.training();
        return new Manifest(
                of.version(),
                of.title(),
                of.owner(),
                of.recipe(),
                of.parameters(),
                of.frozen(),
                new TrainingPlan(
                        innerSteps,
                        plan.warmupSteps(),
                        plan.batch(),
                        plan.learningRate(),
                        plan.weightDecay(),
                        plan.clip(),
                        plan.outerLearningRate(),
                        plan.outerMomentum(),
                        honest,
                        plan.rounds(),
                        warmStartSteps,
                        plan.genesisSeed(),
                        plan.codec(),
                        plan.decay(),
                        plan.accumulation()),
                of.data(),
                new Verification(
                        new BigDecimal("0.5"),
                        new BigDecimal("2"),
                        new BigDecimal("0.05"),
                        new BigDecimal("0.6"),
                        Optional.of(
                                new LossLimits(
                                                new BigDecimal("0.2"),
                                                sequences,
                                                SEQUENCE,
                                                new BigDecimal("-0.01"),
                                                new BigDecimal("2.5"))
                                        .doubting(new BigDecimal("0.25"), BigDecimal.ZERO)),
                        Optional.of(RepeatLimits.usual())),
                of.flopPerLease(),
                of.weiPerTeraflop(),
                of.budget());
    }
}
