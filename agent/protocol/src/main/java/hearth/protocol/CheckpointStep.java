package hearth.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// How a round's checkpoint follows from its parent: by adding a published difference of a quarter
/// of the bytes. Who holds the parent needs no more.
///
/// @param parent content address of the checkpoint before
/// @param broadcast content address of the difference, `q8-256`
public record CheckpointStep(Sha256 parent, Sha256 broadcast) {
    /// Of the difference.
    public static final BlockCodec CODEC = BlockCodec.Q8;

    /// Metadata of the difference's file.
    ///
    /// @param round that published it
    public static SortedMap<String, String> metadata(JobId job, int round, Sha256 parent) {
        var metadata = new TreeMap<String, String>();
        metadata.put("base", parent.hex());
        metadata.put("codec", CODEC.id());
        metadata.put("hearth", "1");
        metadata.put("job", job.value());
        metadata.put("round", Integer.toString(round));
        return metadata;
    }

    /// Bytes of the difference.
    public long length(JobId job, int round, List<TensorSpec> specs) {
        return CodedTensors.exactLength(CODEC, metadata(job, round, parent), specs);
    }

    /// Writes the checkpoint: the same bytes as the coordinator's if both files are the named ones.
    /// A few MiB of memory do. The file is not forced to the disk, and of no use if this throws.
    ///
    /// @throws MalformedMessageException if a file is something else
    public void apply(
            JobId job,
            int round,
            List<TensorSpec> specs,
            Path parentFile,
            Path broadcastFile,
            Path checkpoint) {
        var before = Safetensors.read(parentFile);
        var difference =
                CodedTensors.open(
                        CODEC, metadata(job, round, parent), specs, mapped(broadcastFile));
        try (var out = new FloatsWriter(checkpoint, specs)) {
            for (var spec : specs) {
                var values = before.tensor(spec.name()).asFloats();
                if (values.limit() != spec.elements()) {
                    throw new MalformedMessageException("a parent of another shape", null);
                }
                for (int at = 0; at < values.limit(); at += BlockCodec.PIECE) {
                    float[] sum = CodedTensors.piece(values, at);
                    float[] change = difference.values(spec, at, sum.length);
                    for (int i = 0; i < sum.length; i++) {
                        sum[i] += change[i];
                    }
                    out.put(spec, at, sum);
                }
            }
        }
    }

    private static ByteBuffer mapped(Path file) {
        try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
            return in.map(MapMode.READ_ONLY, 0, in.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
