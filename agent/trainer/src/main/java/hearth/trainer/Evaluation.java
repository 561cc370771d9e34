package hearth.trainer;

import java.util.List;
import java.util.OptionalDouble;

/// A measured model.
///
/// @param loss mean in nats, of an image or a byte
/// @param accuracy share of right answers, 0 to 1, for recipes that classify
/// @param examples that were measured
/// @param batches mean loss of each batch, in order
public record Evaluation(
        double loss, OptionalDouble accuracy, long examples, List<Double> batches) {
    public Evaluation {
        batches = List.copyOf(batches);
    }
}
