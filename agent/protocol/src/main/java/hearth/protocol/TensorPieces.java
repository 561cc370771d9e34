package hearth.protocol;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A tensor file of the closed profile that is made in pieces of its tensors, in any order, so that
/// none of them need be in memory. Where each lies is known from the start; the header comes last,
/// as it may tell what only the whole can tell. One thread.
final class TensorPieces implements Closeable {
    /// Where the bytes go.
    private interface Place extends Closeable {
        void put(long at, ByteBuffer bytes) throws IOException;
    }

    private final Place place;
    private final int headerBytes;
    private final SortedMap<String, Safetensors.Slot> slots;
    private final Map<String, Long> starts = new TreeMap<>();
    private final long length;

    private TensorPieces(Place place, int headerBytes, SortedMap<String, Safetensors.Slot> slots) {
        this.place = place;
        this.headerBytes = headerBytes;
        this.slots = slots;
        long at = (long) Long.BYTES + headerBytes;
        for (var slot : slots.entrySet()) {
            starts.put(slot.getKey(), at);
            at += slot.getValue().bytes();
        }
        this.length = at;
    }

    /// @param file made anew; not forced to the disk
    /// @param headerBytes of the header that it will get
    static TensorPieces in(Path file, int headerBytes, SortedMap<String, Safetensors.Slot> slots) {
        try {
            var channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE);
            return new TensorPieces(new OnDisk(channel), headerBytes, slots);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param file gets the bytes; of [#length] bytes
    static TensorPieces in(
            byte[] file, int headerBytes, SortedMap<String, Safetensors.Slot> slots) {
        return new TensorPieces(new InMemory(file), headerBytes, slots);
    }

    /// Bytes of a file with such a header.
    static long length(int headerBytes, SortedMap<String, Safetensors.Slot> slots) {
        return Long.BYTES
                + headerBytes
                + slots.values().stream().mapToLong(Safetensors.Slot::bytes).sum();
    }

    /// @param offset in bytes from the tensor's begin
    void put(String tensor, long offset, ByteBuffer bytes) {
        var slot = slots.get(tensor);
        var start = starts.get(tensor);
        if (slot == null || start == null || offset + bytes.remaining() > slot.bytes()) {
            throw new IllegalArgumentException("nothing of that size belongs to " + tensor);
        }
        put(start + offset, bytes);
    }

    /// @throws IllegalArgumentException if it is not as long as it was said to be
    void header(SortedMap<String, String> metadata) {
        var header = Safetensors.header(metadata, slots);
        if (header.length != headerBytes) {
            throw new IllegalArgumentException("a header of another length");
        }
        var start = ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN);
        put(0, start.putLong(header.length).put(header).flip());
    }

    private void put(long at, ByteBuffer bytes) {
        try {
            place.put(at, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Of the whole file, in bytes.
    long length() {
        return length;
    }

    @Override
    public void close() {
        try {
            place.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record OnDisk(FileChannel channel) implements Place {
        @Override
        public void put(long at, ByteBuffer bytes) throws IOException {
            long to = at;
            while (bytes.hasRemaining()) {
                to += channel.write(bytes, to);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private record InMemory(ByteBuffer file) implements Place {
        InMemory(byte[] file) {
            this(ByteBuffer.wrap(file));
        }

        @Override
        public void put(long at, ByteBuffer bytes) {
            file.position(Math.toIntExact(at)).put(bytes);
        }

        @Override
        public void close() {}
    }
}
