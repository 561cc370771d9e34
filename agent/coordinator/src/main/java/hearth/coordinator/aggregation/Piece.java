package hearth.coordinator.aggregation;

import hearth.protocol.TensorSpec;

import java.util.ArrayList;
import java.util.List;

/// Some of a job's numbers: `count` elements of one of its tensors.
///
/// @param from first of them in the tensor
/// @param at first of them among all of the job's, in the manifest's order
public record Piece(TensorSpec spec, int from, int count, long at) {
    /// Whole blocks of every codec; so few that a piece of each update of a round is little.
    static final int MOST = 1 << 16;

    /// All of a job's numbers, in order.
    public static List<Piece> of(List<TensorSpec> specs) {
        var pieces = new ArrayList<Piece>();
        long at = 0;
        for (var spec : specs) {
            int elements = Math.toIntExact(spec.elements());
            for (int from = 0; from < elements; from += MOST) {
                int count = Math.min(MOST, elements - from);
                pieces.add(new Piece(spec, from, count, at));
                at += count;
            }
        }
        return List.copyOf(pieces);
    }

    /// Of all of them.
    static int total(List<Piece> pieces) {
        return pieces.isEmpty()
                ? 0
                : Math.toIntExact(pieces.getLast().at() + pieces.getLast().count());
    }
}
