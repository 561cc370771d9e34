package hearth.coordinator;

import hearth.coordinator.UpdateInspection.Finding;
import hearth.coordinator.aggregation.Piece;
import hearth.coordinator.simulation.StandInTraining;
import hearth.coordinator.simulation.Temper;
import hearth.protocol.Lease;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Manifest;
import hearth.protocol.Safetensors;
import hearth.testing.FuzzTarget;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/// Tensor files and the results that arrive in them.
final class FuzzedFiles {
    private FuzzedFiles() {}

    private static byte[] update() {
        return StandInTraining.update(
                FuzzedMessages.manifest(), FuzzedMessages.lease(), Temper.HONEST, 1);
    }

    /// Any tensor file.
    static final class OfTensors implements FuzzTarget {
        @Override
        public List<byte[]> seeds() {
            return List.of(update());
        }

        @Override
        public boolean takes(byte[] input) {
            try {
                var content = Safetensors.decode(input);
                if (!Arrays.equals(Safetensors.encode(content), input)) {
                    throw new IllegalStateException("two files for the same tensors");
                }
                return true;
            } catch (MalformedMessageException malformed) {
                return false;
            }
        }
    }

    /// An update of a lease: illegal, or finite numbers.
    static final class OfResult implements FuzzTarget {
        private final Manifest manifest = FuzzedMessages.manifest();
        private final Lease lease = FuzzedMessages.lease();

        @Override
        public List<byte[]> seeds() {
            return List.of(update());
        }

        @Override
        public boolean takes(byte[] input) {
            return switch (UpdateInspection.inspect(manifest, lease, ByteBuffer.wrap(input))) {
                case Finding.Legal legal -> {
                    requireFinite(legal);
                    yield true;
                }
                case Finding.Answered answered ->
                        throw new IllegalStateException(answered.toString());
                case Finding.Illegal _ -> false;
            };
        }

        private void requireFinite(Finding.Legal legal) {
            for (var piece : Piece.of(manifest.parameters())) {
                for (float value : legal.values().read(piece)) {
                    if (!Float.isFinite(value)) {
                        throw new IllegalStateException("not finite: " + value);
                    }
                }
            }
        }
    }
}
