package hearth.worker;

import hearth.protocol.Sha256;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// Content that is still arriving: hashed while it is written, never longer than allowed, and kept
/// when the line breaks, so that the next attempt goes on where this one ended. What it held before
/// is hashed again when it is opened. One thread at a time writes; [#size] may be asked by any.
final class PartialFile implements AutoCloseable {
    private static final int BUFFER = 1 << 20;

    private final FileChannel channel;
    private final long atLeast;
    private final long atMost;
    private volatile boolean isTooLong;
    private volatile boolean isOverrun;
    private MessageDigest digest = Sha256.digest();
    private final AtomicLong size = new AtomicLong();

    private PartialFile(FileChannel channel, long atLeast, long atMost) {
        this.channel = channel;
        this.atLeast = atLeast;
        this.atMost = atMost;
    }

    /// @param atLeast,atMost bytes that the whole content can have
    static PartialFile open(Path file, long atLeast, long atMost) {
        try {
            var part =
                    new PartialFile(
                            FileChannel.open(
                                    file,
                                    Set.of(
                                            StandardOpenOption.CREATE,
                                            StandardOpenOption.READ,
                                            StandardOpenOption.WRITE)),
                            atLeast,
                            atMost);
            part.takeUp();
            return part;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void takeUp() throws IOException {
        if (channel.size() > atMost) {
            channel.truncate(0);
        }
        var buffer = ByteBuffer.allocate(BUFFER);
        while (channel.read(buffer) >= 0) {
            buffer.flip();
            size.addAndGet(buffer.remaining());
            digest.update(buffer);
            buffer.clear();
        }
    }

    long size() {
        return size.get();
    }

    /// Whether the whole content may be of that many bytes.
    boolean fits(long total) {
        return total >= atLeast && hasRoomFor(total);
    }

    /// The same, where nobody vouches for the number: it says nothing of the content.
    boolean mayFit(long total) {
        return total >= atLeast && total <= atMost;
    }

    private boolean hasRoomFor(long total) {
        if (total > atMost) {
            isTooLong = true;
        }
        return total <= atMost;
    }

    /// Whether the content is longer than allowed, as its sender said or as came to light.
    boolean isTooLong() {
        return isTooLong;
    }

    /// Whether it was longer than allowed and its sender had not said so.
    boolean isOverrun() {
        return isOverrun;
    }

    /// Forgets what arrived so far.
    void restart() {
        try {
            channel.truncate(0);
            channel.position(0);
            digest = Sha256.digest();
            size.set(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @return false, and nothing is written, if the content would become longer than allowed
    boolean write(ByteBuffer bytes) {
        if (!hasRoomFor(size.get() + bytes.remaining())) {
            isOverrun = true;
            return false;
        }
        try {
            digest.update(bytes.duplicate());
            int length = bytes.remaining();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            size.addAndGet(length);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Hash of all that arrived; nothing is written afterwards.
    Sha256 hash() {
        return new Sha256(HexFormat.of().formatHex(digest.digest()));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
