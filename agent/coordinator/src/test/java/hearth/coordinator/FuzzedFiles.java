package hearth.coordinator;

import hearth.coordinator.UpdateInspection.Finding;
import hearth.coordinator.aggregation.Piece;
import hearth.coordinator.simulation.StandInTraining;
import hearth.coordinator.simulation.Temper;
import hearth.protocol.BlockCodec;
import hearth.protocol.Lease;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Manifest;
import hearth.protocol.Safetensors;
import hearth.testing.FuzzTarget;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Tensor files, the results that arrive in them, and the codes in those.
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
        public long executions() {
            return 300_000;
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
        public long executions() {
            return 150_000;
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

    /// One tensor of 300 numbers in the coded form that the first byte names: illegal, or finite
    /// numbers.
    static final class OfCodes implements FuzzTarget {
        private static final int COUNT = 300;
        private static final BlockCodec[] CODECS = BlockCodec.values();

        @Override
        public List<byte[]> seeds() {
            var values = new float[COUNT];
            for (int i = 0; i < COUNT; i++) {
                values[i] = (i % 17 - 8) / 8f;
            }
            var seeds = new ArrayList<byte[]>();
            for (int i = 0; i < CODECS.length; i++) {
                var coded = CODECS[i].encode(values);
                int length = 1 + 2 * coded.scales().length + coded.codes().length;
                var bytes = ByteBuffer.allocate(length).put((byte) i);
                for (short scale : coded.scales()) {
                    bytes.putShort(scale);
                }
                seeds.add(bytes.put(coded.codes()).array());
            }
            return seeds;
        }

        @Override
        public long executions() {
            return 1_500_000;
        }

        @Override
        public boolean takes(byte[] input) {
            if (input.length == 0) {
                return false;
            }
            var codec = CODECS[Math.floorMod(input[0], CODECS.length)];
            var scales = new short[Math.min(codec.scales(COUNT), (input.length - 1) / 2)];
            var bytes = ByteBuffer.wrap(input).position(1);
            for (int i = 0; i < scales.length; i++) {
                scales[i] = bytes.getShort();
            }
            var codes = new byte[bytes.remaining()];
            bytes.get(codes);
            try {
                for (float value : codec.decode(new BlockCodec.Coded(codes, scales, COUNT))) {
                    if (!Float.isFinite(value)) {
                        throw new IllegalStateException("not finite: " + value);
                    }
                }
                return true;
            } catch (MalformedMessageException malformed) {
                return false;
            }
        }
    }
}
