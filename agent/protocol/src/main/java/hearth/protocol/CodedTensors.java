package hearth.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// A set of coded tensors as one file: `NAME.q` (U8 codes) and `NAME.s` (F16 scales) for each
/// parameter, in the closed safetensors profile. Everything but the codes, the scales and the
/// hashes of residuals follows from the codec, the metadata and the parameters; so a file is held
/// against the one header that it may have, and nothing in it decides how much memory is taken.
public final class CodedTensors {
    private static final String CODES = ".q";
    private static final String SCALES = ".s";
    private static final String RESIDUAL = "residual";
    private static final String RESIDUAL_BEFORE = "residual-before";

    private CodedTensors() {}

    /// What the sender of an update with [ErrorFeedback] commits itself to: the residual files that
    /// the update was made with and that is left by it, so that an audit can ask for them.
    public record Residuals(Sha256 before, Sha256 after) {}

    /// @param residuals of a codec that needs error feedback, and of no other
    public record Decoded(SortedMap<String, float[]> values, Optional<Residuals> residuals) {}

    /// A file whose header was checked.
    public static final class Opened {
        private final BlockCodec codec;
        private final Map<String, ByteBuffer> pieces;
        private final Optional<Residuals> residuals;

        private Opened(
                BlockCodec codec, Map<String, ByteBuffer> pieces, Optional<Residuals> residuals) {
            this.codec = codec;
            this.pieces = pieces;
            this.residuals = residuals;
        }

        /// Of a codec that needs error feedback, and of no other.
        public Optional<Residuals> residuals() {
            return residuals;
        }

        /// Decodes one of the parameters.
        ///
        /// @throws MalformedMessageException if it has an illegal code
        public float[] values(TensorSpec spec) {
            return values(spec, 0, Math.toIntExact(spec.elements()));
        }

        /// Decodes some of it.
        ///
        /// @param from first element, a multiple of the codec's block
        /// @param count of elements, to the end of a block or of the tensor
        /// @throws MalformedMessageException if it has an illegal code
        public float[] values(TensorSpec spec, int from, int count) {
            var codes = new byte[codec.codeBytes(count)];
            CodedTensors.piece(pieces, spec.name() + CODES).get(codec.codeBytes(from), codes);
            var scales = new short[codec.scales(count)];
            CodedTensors.piece(pieces, spec.name() + SCALES)
                    .duplicate()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asShortBuffer()
                    .get(codec.scales(from), scales);
            return codec.decode(new BlockCodec.Coded(codes, scales, count));
        }
    }

    /// Encodes with a codec that needs no error feedback.
    ///
    /// @param values one array for each spec, of its number of elements
    public static byte[] encode(
            BlockCodec codec,
            SortedMap<String, String> metadata,
            List<TensorSpec> specs,
            Map<String, float[]> values) {
        return encode(codec, metadata, specs, s -> named(values, s));
    }

    static float[] named(Map<String, float[]> values, TensorSpec spec) {
        float[] v = values.get(spec.name());
        if (v == null) {
            throw new IllegalArgumentException("no values for " + spec.name());
        }
        return v;
    }

    /// The same, asking for one array after the other.
    public static byte[] encode(
            BlockCodec codec,
            SortedMap<String, String> metadata,
            List<TensorSpec> specs,
            Function<TensorSpec, float[]> values) {
        var file = new byte[Math.toIntExact(exactLength(codec, metadata, specs))];
        try (var out =
                TensorPieces.in(file, headerBytes(codec, metadata, specs), slots(codec, specs))) {
            code(codec, metadata, specs, s -> FloatBuffer.wrap(values.apply(s)), out);
        }
        return file;
    }

    /// The same to a file, for which a few MiB of memory do, however large the tensors are.
    ///
    /// @param file made anew; not forced to the disk; of no use if this throws
    public static void write(
            Path file,
            BlockCodec codec,
            SortedMap<String, String> metadata,
            List<TensorSpec> specs,
            Function<TensorSpec, FloatBuffer> values) {
        try (var out =
                TensorPieces.in(file, headerBytes(codec, metadata, specs), slots(codec, specs))) {
            code(codec, metadata, specs, values, out);
        }
    }

    private static void code(
            BlockCodec codec,
            SortedMap<String, String> metadata,
            List<TensorSpec> specs,
            Function<TensorSpec, FloatBuffer> values,
            TensorPieces out) {
        if (codec.needsErrorFeedback()) {
            throw new IllegalArgumentException(codec.id() + " needs error feedback");
        }
        for (var spec : specs) {
            var all = shaped(values.apply(spec), spec);
            for (int at = 0; at < all.limit(); at += BlockCodec.PIECE) {
                put(out, codec, spec, at, codec.encode(piece(all, at)));
            }
        }
        out.header(metadata);
    }

    /// @throws IllegalArgumentException if it has not the spec's number of elements
    static FloatBuffer shaped(FloatBuffer values, TensorSpec spec) {
        if (values.remaining() != spec.elements()) {
            throw new IllegalArgumentException("no values of that shape for " + spec.name());
        }
        return values.slice();
    }

    static float[] piece(FloatBuffer values, int from) {
        var piece = new float[Math.min(BlockCodec.PIECE, values.limit() - from)];
        values.get(from, piece);
        return piece;
    }

    /// @param from first element of the piece, a multiple of [BlockCodec#PIECE]
    static void put(
            TensorPieces out, BlockCodec codec, TensorSpec spec, int from, BlockCodec.Coded coded) {
        out.put(spec.name() + CODES, codec.codeBytes(from), ByteBuffer.wrap(coded.codes()));
        var scales = Tensor.ofHalves(coded.scales(), List.of((long) coded.scales().length));
        out.put(
                spec.name() + SCALES,
                (long) codec.scales(from) * Short.BYTES,
                scales.data().duplicate());
    }

    /// The metadata of a file that commits to residuals.
    static SortedMap<String, String> committed(
            SortedMap<String, String> metadata, Residuals residuals) {
        var all = new TreeMap<>(metadata);
        all.put(RESIDUAL, residuals.after().hex());
        all.put(RESIDUAL_BEFORE, residuals.before().hex());
        return all;
    }

    /// The only length that a file with this metadata and these parameters can have.
    public static long exactLength(
            BlockCodec codec, SortedMap<String, String> metadata, List<TensorSpec> specs) {
        return TensorPieces.length(headerBytes(codec, metadata, specs), slots(codec, specs));
    }

    static int headerBytes(
            BlockCodec codec, SortedMap<String, String> metadata, List<TensorSpec> specs) {
        return header(codec, metadata, slots(codec, specs)).length;
    }

    static SortedMap<String, Safetensors.Slot> slots(BlockCodec codec, List<TensorSpec> specs) {
        var slots = new TreeMap<String, Safetensors.Slot>();
        for (var spec : specs) {
            int count = Math.toIntExact(spec.elements());
            slots.put(
                    spec.name() + CODES,
                    new Safetensors.Slot(Tensor.Dtype.U8, List.of((long) codec.codeBytes(count))));
            slots.put(
                    spec.name() + SCALES,
                    new Safetensors.Slot(Tensor.Dtype.F16, List.of((long) codec.scales(count))));
        }
        return slots;
    }

    /// The header, with zeros for the hashes that only the sender knows.
    private static byte[] header(
            BlockCodec codec,
            SortedMap<String, String> metadata,
            SortedMap<String, Safetensors.Slot> slots) {
        var nobody = new Sha256("0".repeat(Sha256.HEX_DIGITS));
        return Safetensors.header(
                codec.needsErrorFeedback()
                        ? committed(metadata, new Residuals(nobody, nobody))
                        : metadata,
                slots);
    }

    /// Decodes a file that must hold exactly these parameters and this metadata.
    ///
    /// @throws MalformedMessageException if it holds anything else
    public static Decoded decode(
            BlockCodec codec,
            SortedMap<String, String> metadata,
            List<TensorSpec> specs,
            byte[] file) {
        var opened = open(codec, metadata, specs, ByteBuffer.wrap(file));
        var values = new TreeMap<String, float[]>();
        specs.forEach(spec -> values.put(spec.name(), opened.values(spec)));
        return new Decoded(values, opened.residuals);
    }

    /// Checks all of a file but its codes, which are decoded one parameter after the other.
    ///
    /// @throws MalformedMessageException if it holds anything else
    public static Opened open(
            BlockCodec codec,
            SortedMap<String, String> metadata,
            List<TensorSpec> specs,
            ByteBuffer file) {
        var slots = slots(codec, specs);
        var header = header(codec, metadata, slots);
        if (file.remaining() != TensorPieces.length(header.length, slots)) {
            throw new MalformedMessageException("update has the wrong length", null);
        }
        var in = file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        var found = new byte[header.length];
        if (in.getLong() != header.length) {
            throw new MalformedMessageException("update has the wrong header length", null);
        }
        in.get(found);
        var residuals = residuals(codec, header, found);
        if (!Arrays.equals(header, found)) {
            throw new MalformedMessageException("update was made for something else", null);
        }
        return new Opened(codec, pieces(slots, in), residuals);
    }

    /// Reads the hashes of residuals and puts them into the expected header.
    private static Optional<Residuals> residuals(BlockCodec codec, byte[] header, byte[] found) {
        if (!codec.needsErrorFeedback()) {
            return Optional.empty();
        }
        return Optional.of(
                new Residuals(hash(RESIDUAL_BEFORE, header, found), hash(RESIDUAL, header, found)));
    }

    private static Sha256 hash(String key, byte[] header, byte[] found) {
        var before = ("\"" + key + "\":\"").getBytes(StandardCharsets.US_ASCII);
        int at = indexOf(header, before) + before.length;
        for (int i = at; i < at + Sha256.HEX_DIGITS; i++) {
            if (!HexFormat.isHexDigit(found[i]) || Character.isUpperCase(found[i])) {
                throw new MalformedMessageException("update lacks the hash of a residual", null);
            }
            header[i] = found[i];
        }
        return new Sha256(new String(found, at, Sha256.HEX_DIGITS, StandardCharsets.US_ASCII));
    }

    /// Neither ids nor names of tensors have quotes, so that only the key itself is found.
    private static int indexOf(byte[] text, byte[] part) {
        for (int i = 0; i + part.length <= text.length; i++) {
            if (Arrays.equals(text, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new IllegalStateException("a header without the key that was put into it");
    }

    private static Map<String, ByteBuffer> pieces(
            SortedMap<String, Safetensors.Slot> slots, ByteBuffer data) {
        var pieces = new TreeMap<String, ByteBuffer>();
        slots.forEach(
                (name, slot) -> {
                    int bytes = (int) slot.bytes();
                    pieces.put(name, data.slice(data.position(), bytes).order(data.order()));
                    data.position(data.position() + bytes);
                });
        return pieces;
    }

    private static ByteBuffer piece(Map<String, ByteBuffer> pieces, String name) {
        var piece = pieces.get(name);
        if (piece == null) {
            throw new IllegalArgumentException("two parameters of one name");
        }
        return piece;
    }
}
