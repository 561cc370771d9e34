package hearth.coordinator.aggregation;

import hearth.protocol.CheckpointStep;
import hearth.protocol.TensorSpec;

import java.util.List;

/// Takes the pieces of what an outer step makes.
public interface Made {
    /// @param wanted difference to the parent
    /// @return what everybody reads of it once it is published in its codec
    float[] publish(Piece piece, float[] wanted);

    void parameters(Piece piece, float[] values);

    void momentum(Piece piece, float[] values);

    void residual(Piece piece, float[] values);

    /// Keeps all in memory, and publishes nothing.
    final class InMemory implements Made {
        private final float[] parameters;
        private final float[] momentum;
        private final float[] residual;

        public InMemory(List<TensorSpec> specs) {
            int total = Piece.total(Piece.of(specs));
            parameters = new float[total];
            momentum = new float[total];
            residual = new float[total];
        }

        @Override
        public float[] publish(Piece piece, float[] wanted) {
            return CheckpointStep.CODEC.decode(CheckpointStep.CODEC.encode(wanted));
        }

        @Override
        public void parameters(Piece piece, float[] values) {
            put(parameters, piece, values);
        }

        @Override
        public void momentum(Piece piece, float[] values) {
            put(momentum, piece, values);
        }

        @Override
        public void residual(Piece piece, float[] values) {
            put(residual, piece, values);
        }

        private static void put(float[] all, Piece piece, float[] values) {
            System.arraycopy(values, 0, all, Math.toIntExact(piece.at()), values.length);
        }

        /// Flat.
        public float[] parameters() {
            return parameters;
        }

        public OuterState state() {
            return new OuterState(
                    Numbers.of(parameters), Numbers.of(momentum), Numbers.of(residual));
        }
    }
}
