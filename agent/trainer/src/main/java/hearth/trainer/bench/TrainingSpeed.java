package hearth.trainer.bench;

import hearth.protocol.RecipeConfig;

import java.util.List;
import java.util.function.ToDoubleFunction;

/// What `hearth bench training` found.
///
/// @param rounds of each case
/// @param loadAverageBefore,loadAverageAfter of the system over a minute; negative if unknown
public record TrainingSpeed(
        List<Case> cases,
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
            Rest rest) {}

    /// Where the time goes, on average over the pairs of processes.
    ///
    /// @param nativeForward,nativeBackward,nativeClipping,nativeOptimiser shares of a native step
    /// @param ourPreparing share of our step in which batches are drawn and handed to the program;
    ///     the baseline has them ready
    /// @param ourStartAndEndMillis once a lease: reading the start, writing the difference
    /// @param nativePageFaultsPerStep,ourPageFaultsPerStep of whole turns, so ours include loading
    ///     the start and writing the difference
    /// @param otherCores that other programs used meanwhile; above 0.2 the figures are noisy
    public record Rest(
            double nativeForward,
            double nativeBackward,
            double nativeClipping,
            double nativeOptimiser,
            double ourPreparing,
            double ourStartAndEndMillis,
            double nativePageFaultsPerStep,
            double ourPageFaultsPerStep,
            double otherCores) {
        static Rest mean(List<Rest> all) {
            return new Rest(
                    mean(all, Rest::nativeForward),
                    mean(all, Rest::nativeBackward),
                    mean(all, Rest::nativeClipping),
                    mean(all, Rest::nativeOptimiser),
                    mean(all, Rest::ourPreparing),
                    mean(all, Rest::ourStartAndEndMillis),
                    mean(all, Rest::nativePageFaultsPerStep),
                    mean(all, Rest::ourPageFaultsPerStep),
                    mean(all, Rest::otherCores));
        }

        private static double mean(List<Rest> all, ToDoubleFunction<Rest> value) {
            return all.stream().mapToDouble(value).average().orElseThrow();
        }
    }
}
