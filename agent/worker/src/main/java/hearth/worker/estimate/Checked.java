package hearth.worker.estimate;

import hearth.worker.electricity.Draw;

import java.util.List;
import java.util.Optional;

/// What the check of one kind of training on one device showed.
public sealed interface Checked {
    /// It trained.
    ///
    /// @param draws mean of each device above idle; empty where nothing tells
    /// @param memoryBytes of the card that training took, or of the child on a processor
    record Ran(double stepsPerSecond, List<Draw> draws, Optional<Long> memoryBytes)
            implements Checked {
        public Ran {
            draws = List.copyOf(draws);
        }

        /// Above idle, of all together.
        public Optional<Double> watts() {
            return draws.isEmpty()
                    ? Optional.empty()
                    : Optional.of(draws.stream().mapToDouble(Draw::watts).sum());
        }

        /// The worst of the sources.
        public Optional<Draw.Source> source() {
            return draws.stream().map(Draw::source).min(Enum::compareTo);
        }
    }

    /// Its memory is too small.
    record DoesNotFit() implements Checked {}

    /// @param seconds that one step would take, judged by what ran before
    record TooSlow(double seconds) implements Checked {}

    /// @param id of the trainer's failure
    record Failed(String id) implements Checked {}
}
