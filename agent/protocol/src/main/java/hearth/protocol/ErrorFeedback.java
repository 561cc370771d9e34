package hearth.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// Makes updates with a codec that drops most of what it is given. What was not sent is owed and
/// added to the next: `e ← 0.95 e + Δ`, send `Q(e)`, `e ← e − Q(e)`, in binary32. A pure function:
/// the same difference and residual give the same bytes, and both residuals are committed to by
/// hash in the update. After Seide et al., Interspeech 2014; the decay after SparseLoCo (arXiv
/// 2508.15706).
public final class ErrorFeedback {
    private static final float KEPT = 0.95f;
    private static final int ZEROS = 1 << 16;

    private ErrorFeedback() {}

    /// @param update file for the coordinator
    /// @param residual file to keep: safetensors, F32, the job's parameters
    @SuppressWarnings("ArrayRecordComponent") // bytes on their way to the disk
    public record Step(byte[] update, byte[] residual, CodedTensors.Residuals residuals) {}

    /// @param metadata of the update, without the hashes of residuals
    /// @param difference one array for each spec
    /// @param before residual file of the step before; none is a residual of zeros
    /// @throws IllegalArgumentException if a value is not finite or too large for the codec
    /// @throws MalformedMessageException if `before` is not the residual of such parameters
    public static Step encode(
            BlockCodec codec,
            SortedMap<String, String> metadata,
            List<TensorSpec> specs,
            Map<String, float[]> difference,
            Optional<byte[]> before) {
        var update = new byte[Math.toIntExact(CodedTensors.exactLength(codec, metadata, specs))];
        var slots = Safetensors.floatSlots(specs);
        int header = headerBytes(slots);
        var residual = new byte[Math.toIntExact(TensorPieces.length(header, slots))];
        int coded = CodedTensors.headerBytes(codec, metadata, specs);
        try (var out = TensorPieces.in(update, coded, CodedTensors.slots(codec, specs))) {
            try (var left = TensorPieces.in(residual, header, slots)) {
                code(
                        codec,
                        specs,
                        s -> FloatBuffer.wrap(CodedTensors.named(difference, s)),
                        before.map(Safetensors::decode),
                        out,
                        left);
            }
            var residuals =
                    new CodedTensors.Residuals(
                            before.map(Sha256::of).orElseGet(() -> nothingOwed(specs)),
                            Sha256.of(residual));
            out.header(CodedTensors.committed(metadata, residuals));
            return new Step(update, residual, residuals);
        }
    }

    /// The same with files, for which a few MiB of memory do, however large the tensors are. Both
    /// are made anew, are not forced to the disk, and are of no use if this throws.
    ///
    /// @param before residual file of the step before
    /// @param update gets the file for the coordinator
    /// @param residual gets the file to keep
    public static CodedTensors.Residuals write(
            BlockCodec codec,
            SortedMap<String, String> metadata,
            List<TensorSpec> specs,
            Function<TensorSpec, FloatBuffer> difference,
            Optional<Path> before,
            Path update,
            Path residual) {
        var slots = Safetensors.floatSlots(specs);
        int coded = CodedTensors.headerBytes(codec, metadata, specs);
        try (var out = TensorPieces.in(update, coded, CodedTensors.slots(codec, specs))) {
            try (var left = TensorPieces.in(residual, headerBytes(slots), slots)) {
                code(codec, specs, difference, before.map(Safetensors::read), out, left);
            }
            var residuals =
                    new CodedTensors.Residuals(
                            before.map(Sha256::ofFile).orElseGet(() -> nothingOwed(specs)),
                            Sha256.ofFile(residual));
            out.header(CodedTensors.committed(metadata, residuals));
            return residuals;
        }
    }

    private static int headerBytes(SortedMap<String, Safetensors.Slot> slots) {
        return Safetensors.header(new TreeMap<>(), slots).length;
    }

    private static void code(
            BlockCodec codec,
            List<TensorSpec> specs,
            Function<TensorSpec, FloatBuffer> difference,
            Optional<Safetensors.Content> before,
            TensorPieces update,
            TensorPieces residual) {
        if (before.isPresent() && before.get().tensors().size() != specs.size()) {
            throw new MalformedMessageException("residual of another model", null);
        }
        for (var spec : specs) {
            var kept = before.map(b -> kept(b, spec));
            var change = CodedTensors.shaped(difference.apply(spec), spec);
            for (int at = 0; at < change.limit(); at += BlockCodec.PIECE) {
                int from = at;
                float[] owed = CodedTensors.piece(change, at);
                kept.ifPresent(k -> addKept(owed, CodedTensors.piece(k, from)));
                var coded = codec.encode(owed);
                CodedTensors.put(update, codec, spec, at, coded);
                float[] sent = codec.decode(coded);
                for (int i = 0; i < owed.length; i++) {
                    owed[i] -= sent[i];
                }
                residual.put(spec.name(), (long) at * Float.BYTES, Tensor.bytes(owed));
            }
        }
        residual.header(new TreeMap<>());
    }

    private static FloatBuffer kept(Safetensors.Content before, TensorSpec spec) {
        var tensor = before.tensor(spec.name());
        if (tensor.dtype() != Tensor.Dtype.F32 || !tensor.shape().equals(spec.shape())) {
            throw new MalformedMessageException("residual of another model", null);
        }
        return tensor.asFloats();
    }

    private static void addKept(float[] change, float[] kept) {
        for (int i = 0; i < change.length; i++) {
            change[i] = KEPT * kept[i] + change[i];
        }
    }

    /// The hash that an update names where nothing was owed before it: of a file of zeros.
    public static Sha256 nothingOwed(List<TensorSpec> specs) {
        var slots = Safetensors.floatSlots(specs);
        var header = Safetensors.header(new TreeMap<>(), slots);
        var digest = Sha256.digest();
        digest.update(
                ByteBuffer.allocate(Long.BYTES + header.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(header.length)
                        .put(header)
                        .flip());
        var zeros = new byte[ZEROS];
        long left = TensorPieces.length(header.length, slots) - Long.BYTES - header.length;
        while (left > 0) {
            int some = (int) Math.min(left, zeros.length);
            digest.update(zeros, 0, some);
            left -= some;
        }
        return new Sha256(HexFormat.of().formatHex(digest.digest()));
    }
}
