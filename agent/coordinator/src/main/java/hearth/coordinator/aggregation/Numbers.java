package hearth.coordinator.aggregation;

import java.util.Arrays;
import java.util.List;

/// One number for each of a job's parameters, wherever they are: read a piece at a time, because
/// together they may be larger than the memory.
public interface Numbers {
    /// @return new, of the piece's length
    float[] read(Piece piece);

    /// @param flat tensors one after another in the manifest's order; shared, not copied
    static Numbers of(float[] flat) {
        return piece -> {
            int at = Math.toIntExact(piece.at());
            return Arrays.copyOfRange(flat, at, at + piece.count());
        };
    }

    /// Zero for each.
    static Numbers zeros() {
        return piece -> new float[piece.count()];
    }

    /// All of them, flat.
    default float[] all(List<Piece> pieces) {
        var all = new float[Piece.total(pieces)];
        for (var piece : pieces) {
            float[] some = read(piece);
            System.arraycopy(some, 0, all, Math.toIntExact(piece.at()), some.length);
        }
        return all;
    }

    /// Euclidean norm; the same to the bit for the same numbers, however they are cut.
    default double norm(List<Piece> pieces) {
        double sum = 0;
        for (var piece : pieces) {
            for (float value : read(piece)) {
                sum += (double) value * value;
            }
        }
        return Math.sqrt(sum);
    }
}
