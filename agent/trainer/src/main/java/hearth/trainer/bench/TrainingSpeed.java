package hearth.trainer.bench;

import hearth.protocol.RecipeConfig;

import java.util.List;

/// What `hearth bench training` found.
///
/// @param libtorch folder of the shared objects that both sides used
/// @param loadAverageBefore,loadAverageAfter of the system over a minute; negative if unknown
public record TrainingSpeed(
        List<Case> cases,
        String libtorch,
        int processors,
        int rounds,
        double loadAverageBefore,
        double loadAverageAfter) {
    public TrainingSpeed {
        cases = List.copyOf(cases);
    }

    /// @param ratioToNative median over the rounds of native time ÷ ours: above 1 ours is faster
    /// @param nativeMsPerStep,oursMsPerStep milliseconds
    /// @param largestLossDifference relative, between the two sides; 0 is bit-identical
    /// @param otherCores that other programs used meanwhile; above 0.2 the figures are noisy
    public record Case(
            String name,
            RecipeConfig model,
            String recipe,
            int batch,
            int threads,
            double ratioToNative,
            Quartiles ratio,
            Quartiles nativeMsPerStep,
            Quartiles oursMsPerStep,
            double largestLossDifference,
            double otherCores,
            Rest rest) {}

    /// Where the time goes.
    ///
    /// @param nativeForward,nativeBackward,nativeClipping,nativeOptimiser shares of a native step
    /// @param ourPreparing share of our step in which batches are drawn and handed to the program;
    ///     the baseline has them ready
    /// @param ourStartAndEndMillis once a lease: reading the start, writing the difference
    /// @param nativePageFaultsPerStep,ourPageFaultsPerStep of whole turns, so ours include loading
    ///     the start and writing the difference
    public record Rest(
            double nativeForward,
            double nativeBackward,
            double nativeClipping,
            double nativeOptimiser,
            double ourPreparing,
            double ourStartAndEndMillis,
            double nativePageFaultsPerStep,
            double ourPageFaultsPerStep) {}
}
