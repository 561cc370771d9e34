package hearth.protocol;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/// Tensors on disk and on the wire: safetensors in a closed profile. The header is at most 1 MiB,
/// its keys are sorted, tensors lie in key order without gaps, and the header bytes are the only
/// ones that this content can have, so equal content means equal bytes. The format's own
/// description: huggingface/safetensors, README.
public final class Safetensors {
    /// @param metadata text by key; may be empty
    /// @param tensors by name, in file order
    public record Content(SortedMap<String, String> metadata, SortedMap<String, Tensor> tensors) {
        public Content {
            metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
            tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
        }

        public Tensor tensor(String name) {
            Tensor tensor = tensors.get(name);
            if (tensor == null) {
                throw new MalformedMessageException("tensor file lacks a parameter", null);
            }
            return tensor;
        }
    }

    private static final String METADATA = "__metadata__";
    private static final int MAX_HEADER = 1 << 20;
    private static final int ALIGNMENT = 8;

    private Safetensors() {}

    public static byte[] encode(Content content) {
        var header = header(content);
        long data = content.tensors().values().stream().mapToLong(t -> t.data().remaining()).sum();
        var out = ByteBuffer.allocate(Math.toIntExact(Long.BYTES + header.length + data));
        out.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header);
        content.tensors().values().forEach(t -> out.put(t.data().duplicate()));
        return out.array();
    }

    /// Writes and forces the file to the disk; the caller moves it to its final name.
    public static void write(Path file, Content content) {
        write(file, content, true);
    }

    /// Writes a file that a power cut may tear; its reader must be able to tell.
    public static void writeUnforced(Path file, Content content) {
        write(file, content, false);
    }

    private static void write(Path file, Content content, boolean force) {
        var data = content.tensors().values().stream().map(tensor -> tensor.data().duplicate());
        write(file, header(content), data, force);
    }

    private static void write(Path file, byte[] header, Stream<ByteBuffer> data, boolean force) {
        var start = ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN);
        start.putLong(header.length).put(header).flip();
        try (var out =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            writeFully(out, start);
            for (var bytes : (Iterable<ByteBuffer>) data::iterator) {
                writeFully(out, bytes);
            }
            if (force) {
                out.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes F32 parameters without metadata.
    public static void writeFloats(Path file, List<TensorSpec> specs, Map<String, float[]> values) {
        writeFloats(
                file,
                specs,
                spec -> {
                    float[] v = values.get(spec.name());
                    if (v == null) {
                        throw new IllegalArgumentException("no values for " + spec.name());
                    }
                    return v;
                });
    }

    /// The same, asking for one array after the other.
    public static void writeFloats(
            Path file, List<TensorSpec> specs, Function<TensorSpec, float[]> values) {
        var sorted = new TreeMap<String, TensorSpec>();
        specs.forEach(spec -> sorted.put(spec.name(), spec));
        write(
                file,
                header(new TreeMap<>(), floatSlots(specs)),
                sorted.values().stream()
                        .map(spec -> Tensor.ofFloats(values.apply(spec), spec.shape()).data()),
                true);
    }

    static SortedMap<String, Slot> floatSlots(List<TensorSpec> specs) {
        var slots = new TreeMap<String, Slot>();
        specs.forEach(s -> slots.put(s.name(), new Slot(Tensor.Dtype.F32, s.shape())));
        return slots;
    }

    /// Reads a file by mapping it; the mapping lives as long as the tensors do.
    ///
    /// @throws MalformedMessageException if the file is not in the closed profile
    public static Content read(Path file) {
        try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
            return decode(in.map(MapMode.READ_ONLY, 0, in.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @throws MalformedMessageException if the bytes are not in the closed profile
    public static Content decode(byte[] bytes) {
        return decode(ByteBuffer.wrap(bytes));
    }

    /// @param bytes shared with the tensors, not copied
    /// @throws MalformedMessageException if the bytes are not in the closed profile
    public static Content decode(ByteBuffer bytes) {
        var in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() < Long.BYTES) {
            throw malformed("is too short");
        }
        long headerLength = in.getLong();
        if (headerLength < 2 || headerLength > MAX_HEADER || headerLength > in.remaining()) {
            throw malformed("has an impossible header length");
        }
        var header = new byte[(int) headerLength];
        in.get(header);
        var content = parse(header, in.slice());
        if (!Arrays.equals(header, header(content))) {
            throw malformed("has a header that is not canonical");
        }
        return content;
    }

    private static Content parse(byte[] header, ByteBuffer data) {
        var metadata = new TreeMap<String, String>();
        var tensors = new TreeMap<String, Tensor>();
        long at = 0;
        try {
            for (var entry : Json.mapper().readTree(header).properties()) {
                if (entry.getKey().equals(METADATA)) {
                    entry.getValue()
                            .properties()
                            .forEach(m -> metadata.put(m.getKey(), m.getValue().stringValue()));
                    continue;
                }
                var tensor = tensor(entry.getValue(), at, data);
                at += tensor.data().remaining();
                tensors.put(entry.getKey(), tensor);
            }
        } catch (JacksonException | ArithmeticException | IllegalArgumentException e) {
            throw new MalformedMessageException("tensor file has an unreadable header", e);
        }
        if (at != data.remaining()) {
            throw malformed("has bytes that belong to no tensor");
        }
        return new Content(metadata, tensors);
    }

    private static Tensor tensor(JsonNode node, long expectedStart, ByteBuffer data) {
        var dtype = Tensor.Dtype.valueOf(node.required("dtype").stringValue());
        var shape = new ArrayList<Long>();
        node.required("shape").forEach(d -> shape.add(d.longValue()));
        long start = node.required("data_offsets").required(0).longValue();
        long end = node.required("data_offsets").required(1).longValue();
        long bytes = Math.multiplyExact(Tensor.elements(shape), (long) dtype.bytes());
        if (start != expectedStart || end - start != bytes || end > data.remaining()) {
            throw malformed("has tensors with gaps, overlaps or the wrong length");
        }
        return new Tensor(dtype, shape, data.slice((int) start, (int) bytes));
    }

    private static byte[] header(Content content) {
        var slots = new TreeMap<String, Slot>();
        content.tensors().forEach((name, t) -> slots.put(name, new Slot(t.dtype(), t.shape())));
        return header(content.metadata(), slots);
    }

    /// A tensor's place in a file.
    record Slot(Tensor.Dtype dtype, List<Long> shape) {
        long bytes() {
            return Math.multiplyExact(Tensor.elements(shape), (long) dtype.bytes());
        }
    }

    /// The one header that a file with this metadata and these tensors has, without its length.
    static byte[] header(SortedMap<String, String> metadata, SortedMap<String, Slot> slots) {
        var fields = new TreeMap<String, Object>();
        if (!metadata.isEmpty()) {
            fields.put(METADATA, metadata);
        }
        long at = 0;
        for (var entry : slots.entrySet()) {
            var slot = entry.getValue();
            long end = at + slot.bytes();
            var field = new TreeMap<String, Object>();
            field.put("data_offsets", List.of(at, end));
            field.put("dtype", slot.dtype().name());
            field.put("shape", slot.shape());
            fields.put(entry.getKey(), field);
            at = end;
        }
        var text = Json.bytes(fields);
        int padded = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (padded > MAX_HEADER) {
            throw new IllegalArgumentException("tensor header over 1 MiB");
        }
        var out = Arrays.copyOf(text, padded);
        Arrays.fill(out, text.length, padded, (byte) ' ');
        return out;
    }

    private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static MalformedMessageException malformed(String what) {
        return new MalformedMessageException("tensor file " + what, null);
    }
}
