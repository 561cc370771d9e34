package hearth.coordinator.verification;

import hearth.coordinator.MeasuredBounds;
import hearth.coordinator.PracticeJob;
import hearth.protocol.Manifest;
import hearth.protocol.Manifest.TrainingPlan;

/// What is tried; two trials with the same setting see the same.
///
/// @param honest leases of a round
/// @param innerSteps of a lease
/// @param warmStartSteps before the first round
/// @param sequences of which each loss is measured, at most
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

    /// The same, drawn otherwise.
    public TrialSetting withSeed(long other) {
        return new TrialSetting(honest, innerSteps, warmStartSteps, sequences, other);
    }

    /// The job's data and sizes with the bounds of `hearth job` for a model that was warmed up.
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
                MeasuredBounds.ofWarmModels(sequences, SEQUENCE),
                of.flopPerLease(),
                of.weiPerTeraflop(),
                of.budget());
    }
}
