package hearth.storage;

import hearth.protocol.Sha256;
import hearth.storage.BlobStore.PutOutcome;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Blobs that arrive in more than one piece, as `<hash>.staged`. A piece ends where the line
/// breaks; the next one goes on there, also after a restart. Only the last piece is verified, with
/// all that came before it. Safe to call from any thread; the newest sender of a blob wins.
final class StagedFiles {
    private static final int BUFFER = 1 << 16;
    private static final String SUFFIX = ".staged";
    private static final int PLACES = 256;

    private final Path folder;
    private final long atMost;
    private final Map<Sha256, Sender> senders = new ConcurrentHashMap<>();

    /// One blob is changed by one thread at a time; many blobs reach the disk at once.
    private final Object[] places = Stream.generate(Object::new).limit(PLACES).toArray();

    /// Who writes a blob now; compared by identity.
    private static final class Sender {
        private final long length;

        /// @param length that the blob will have
        Sender(long length) {
            this.length = length;
        }

        long length() {
            return length;
        }
    }

    /// What is done with a verified file.
    interface Settle {
        void settle(Path file) throws IOException;
    }

    /// @param atMost bytes that all these files together may reach
    StagedFiles(Path folder, long atMost) {
        this.folder = folder;
        this.atMost = atMost;
    }

    PutOutcome append(InputStream bytes, Sha256 promised, long length, long from, Settle settle)
            throws IOException {
        var sender = new Sender(length);
        var file = file(promised);
        if (!enter(promised, sender, from)) {
            return from == 0 ? new PutOutcome.NoRoom() : new PutOutcome.Elsewhere();
        }
        try {
            var ended = fill(bytes, promised, sender, from);
            if (ended instanceof PutOutcome.OtherLength) {
                Files.deleteIfExists(file);
            }
            return ended == null ? verify(file, promised, settle) : ended;
        } finally {
            senders.remove(promised, sender);
        }
    }

    private Object place(Sha256 promised) {
        return places[Math.floorMod(promised.hashCode(), PLACES)];
    }

    /// Whether a piece may begin there. The room of all is given out by one at a time.
    private boolean enter(Sha256 promised, Sender sender, long from) throws IOException {
        synchronized (place(promised)) {
            if (from > 0) {
                if (size(promised) != from) {
                    return false;
                }
                senders.put(promised, sender);
                return true;
            }
            synchronized (this) {
                boolean has = hasRoom(promised, sender.length());
                if (has) {
                    senders.put(promised, sender);
                }
                return has;
            }
        }
    }

    /// @return how it ended, or nothing if all bytes are here and on the disk
    private @Nullable PutOutcome fill(InputStream bytes, Sha256 promised, Sender sender, long from)
            throws IOException {
        try (var out =
                FileChannel.open(
                        file(promised), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (!begin(promised, sender, out, from)) {
                return new PutOutcome.Elsewhere();
            }
            var ended = receive(bytes, promised, sender, out, from);
            if (ended == null) {
                out.force(true);
            }
            return ended;
        }
    }

    private boolean begin(Sha256 promised, Sender sender, FileChannel out, long from)
            throws IOException {
        synchronized (place(promised)) {
            if (senders.get(promised) != sender) {
                return false;
            }
            out.truncate(from);
            out.position(from);
            return true;
        }
    }

    private @Nullable PutOutcome receive(
            InputStream bytes, Sha256 promised, Sender sender, FileChannel out, long from)
            throws IOException {
        var buffer = new byte[BUFFER];
        long there = from;
        while (true) {
            int wanted = (int) Math.min(BUFFER, sender.length() - there + 1);
            int n = read(bytes, buffer, wanted);
            if (n < 0) {
                return there == sender.length() ? null : new PutOutcome.Part(there);
            }
            if (there + n > sender.length()) {
                return new PutOutcome.OtherLength();
            }
            if (!write(promised, sender, out, ByteBuffer.wrap(buffer, 0, n))) {
                return new PutOutcome.Elsewhere();
            }
            there += n;
        }
    }

    /// A line that breaks ends the piece.
    private static int read(InputStream bytes, byte[] buffer, int wanted) {
        try {
            return bytes.read(buffer, 0, wanted);
        } catch (IOException broken) {
            return -1;
        }
    }

    private boolean write(Sha256 promised, Sender sender, FileChannel out, ByteBuffer piece)
            throws IOException {
        synchronized (place(promised)) {
            if (senders.get(promised) != sender) {
                return false;
            }
            while (piece.hasRemaining()) {
                out.write(piece);
            }
            return true;
        }
    }

    private PutOutcome verify(Path file, Sha256 promised, Settle settle) throws IOException {
        synchronized (place(promised)) {
            if (!Files.exists(file)) {
                return new PutOutcome.Elsewhere();
            }
            if (!Sha256.ofFile(file).equals(promised)) {
                Files.delete(file);
                return new PutOutcome.OtherContent();
            }
            settle.settle(file);
            return new PutOutcome.Stored(promised);
        }
    }

    private boolean hasRoom(Sha256 promised, long length) throws IOException {
        long used = length;
        try (var files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (var file : files) {
                if (!file.equals(file(promised))) {
                    used += sizeOf(file);
                }
            }
        }
        for (var sender : senders.entrySet()) {
            if (!sender.getKey().equals(promised)) {
                used += sender.getValue().length() - size(sender.getKey());
            }
        }
        return used <= atMost;
    }

    /// Zero for one that was settled or removed meanwhile.
    private static long sizeOf(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException gone) {
            return 0;
        }
    }

    long size(Sha256 promised) {
        try {
            return sizeOf(file(promised));
        } catch (IOException e) {
            throw new StorageException("cannot look at what is arriving", e);
        }
    }

    /// Removes all files but those.
    void forget(Set<Sha256> expected) throws IOException {
        try (var files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (var file : files) {
                var name = file.getFileName().toString();
                var hash = new Sha256(name.substring(0, name.length() - SUFFIX.length()));
                synchronized (place(hash)) {
                    if (!expected.contains(hash) && !senders.containsKey(hash)) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        }
    }

    private Path file(Sha256 hash) {
        return folder.resolve(hash.hex() + SUFFIX);
    }
}
