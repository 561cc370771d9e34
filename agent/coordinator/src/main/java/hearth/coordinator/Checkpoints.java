package hearth.coordinator;

import hearth.coordinator.aggregation.Numbers;
import hearth.coordinator.aggregation.OuterState;
import hearth.coordinator.aggregation.Piece;
import hearth.protocol.FloatsWriter;
import hearth.protocol.JobId;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Manifest;
import hearth.protocol.Safetensors;
import hearth.protocol.Sha256;
import hearth.protocol.Tensor;
import hearth.protocol.TensorSpec;
import hearth.storage.BlobStore;
import hearth.storage.Session;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/// Parameters as tensor files: F32, no metadata, exactly the manifest's tensors.
final class Checkpoints {
    private Checkpoints() {}

    /// The numbers of a file, read where they lie.
    ///
    /// @throws MalformedMessageException if a parameter is missing or has another shape
    static Numbers numbers(List<TensorSpec> specs, ByteBuffer file) {
        var content = Safetensors.decode(file);
        for (var spec : specs) {
            var tensor = content.tensor(spec.name());
            if (tensor.dtype() != Tensor.Dtype.F32 || tensor.elements() != spec.elements()) {
                throw new MalformedMessageException("a parameter of another shape", null);
            }
        }
        return piece -> {
            var values = new float[piece.count()];
            content.tensor(piece.spec().name()).asFloats().get(piece.from(), values);
            return values;
        };
    }

    static Numbers load(BlobStore blobs, Manifest manifest, Sha256 hash) {
        return numbers(manifest.parameters(), blobs.view(hash).orElseThrow());
    }

    /// From which the job began.
    static Sha256 first(Session session, JobId job) {
        return session.first(
                        "SELECT hash FROM checkpoint WHERE job = ? AND number = 0",
                        row -> row.hash("hash"),
                        job)
                .orElseThrow();
    }

    static OuterState state(BlobStore blobs, Manifest manifest, RoundRecord last) {
        return new OuterState(
                load(blobs, manifest, last.checkpoint()),
                load(blobs, manifest, last.momentum()),
                load(blobs, manifest, last.residual()));
    }

    /// Writes a checkpoint and what was changed of it as one file.
    static void sum(Manifest manifest, Numbers before, Numbers change, Path after) {
        try (var out = new FloatsWriter(after, manifest.parameters())) {
            for (var piece : Piece.of(manifest.parameters())) {
                float[] values = before.read(piece);
                float[] more = change.read(piece);
                for (int i = 0; i < values.length; i++) {
                    values[i] += more[i];
                }
                out.put(piece.spec(), piece.from(), values);
            }
        }
    }
}
