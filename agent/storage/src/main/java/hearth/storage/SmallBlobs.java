package hearth.storage;

import hearth.protocol.Sha256;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Blobs that arrive whole and have at most 64 KiB lie together in one SQLite file, `small.db`, so
/// that many that arrive at once share one wait for the disk; a file of its own costs each of them
/// three. All others, and what is put here by this process itself, lie in another store. Safe to
/// call from any thread.
public final class SmallBlobs implements BlobStore {
    private static final int MOST = 1 << 16;
    private static final String FILE = "small.db";
    private static final Migrations MIGRATIONS =
            Migrations.fromResources(SmallBlobs.class, "small-blobs-0001.sql");

    /// Bytes of what arrived last that are kept: an update is read when it has arrived and when its
    /// round closes.
    private static final int MOST_RECENT = 16 << 20;

    private final Optional<Database> small;
    private final BlobStore others;
    private final RecentBytes recent = new RecentBytes(MOST_RECENT);

    private SmallBlobs(Optional<Database> small, BlobStore others) {
        this.small = small;
        this.others = others;
    }

    /// @param folder of the other blobs, in which the small ones lie, too
    public static SmallBlobs beside(FileBlobStore others, Path folder) {
        return new SmallBlobs(Optional.of(Database.open(folder.resolve(FILE), MIGRATIONS)), others);
    }

    /// Looks at a folder without changing it; nothing can be put.
    public static SmallBlobs existing(Path folder) {
        var file = folder.resolve(FILE);
        var small =
                Files.isRegularFile(file)
                        ? Optional.of(Database.openReadOnly(file))
                        : Optional.<Database>empty();
        return new SmallBlobs(small, FileBlobStore.existing(folder));
    }

    @Override
    public Sha256 put(byte[] bytes) {
        return others.put(bytes);
    }

    @Override
    public Sha256 put(Path file) {
        return others.put(file);
    }

    @Override
    public PutOutcome put(InputStream bytes, Sha256 promised, long length) {
        return others.put(bytes, promised, length);
    }

    /// What arrives in pieces is the other store's, whatever its size.
    @Override
    public PutOutcome append(InputStream bytes, Sha256 promised, long length, long from) {
        if (small.isEmpty() || from != 0 || length > MOST || others.staged(promised) > 0) {
            return others.append(bytes, promised, length, from);
        }
        if (contains(promised)) {
            return new PutOutcome.Stored(promised);
        }
        var read = read(bytes, (int) length + 1);
        if (read.length < length) {
            var again = new SequenceInputStream(new ByteArrayInputStream(read), bytes);
            return others.append(again, promised, length, 0);
        }
        if (read.length > length) {
            return new PutOutcome.OtherLength();
        }
        if (!Sha256.of(read).equals(promised)) {
            return new PutOutcome.OtherContent();
        }
        small.get()
                .change(
                        session ->
                                session.update(
                                        "INSERT INTO small (hash, bytes) VALUES (?, ?) ON CONFLICT"
                                                + " (hash) DO NOTHING",
                                        promised,
                                        read));
        recent.add(promised, read);
        return new PutOutcome.Stored(promised);
    }

    /// A line that breaks ends the bytes.
    private static byte[] read(InputStream bytes, int most) {
        var read = new byte[most];
        int there = 0;
        try {
            for (int n = bytes.read(read, 0, most);
                    n >= 0 && there + n < most;
                    n = bytes.read(read, there, most - there)) {
                there += n;
            }
        } catch (IOException broken) {
            return Arrays.copyOf(read, there);
        }
        return Arrays.copyOf(read, there);
    }

    private Optional<byte[]> here(Sha256 hash) {
        return recent.get(hash).or(() -> onDisk(hash));
    }

    private Optional<byte[]> onDisk(Sha256 hash) {
        return small.flatMap(
                database ->
                        database.read(
                                session ->
                                        session.first(
                                                "SELECT bytes FROM small WHERE hash = ?",
                                                row -> row.bytes("bytes"),
                                                hash)));
    }

    private OptionalLong sizeHere(Sha256 hash) {
        if (small.isEmpty()) {
            return OptionalLong.empty();
        }
        var bytes = recent.get(hash);
        if (bytes.isPresent()) {
            return OptionalLong.of(bytes.get().length);
        }
        long size =
                small.get()
                        .read(
                                session ->
                                        session.count(
                                                "SELECT coalesce(max(length(bytes)), -1) AS n FROM"
                                                        + " small WHERE hash = ?",
                                                hash));
        return size < 0 ? OptionalLong.empty() : OptionalLong.of(size);
    }

    @Override
    public long staged(Sha256 promised) {
        var whole = sizeHere(promised);
        return whole.isPresent() ? whole.getAsLong() : others.staged(promised);
    }

    @Override
    public void forgetStaged(Set<Sha256> expected) {
        others.forgetStaged(expected);
    }

    @Override
    public OptionalLong size(Sha256 hash) {
        var size = sizeHere(hash);
        return size.isPresent() ? size : others.size(hash);
    }

    @Override
    public InputStream open(Sha256 hash, long from) {
        var bytes = here(hash);
        if (bytes.isEmpty()) {
            return others.open(hash, from);
        }
        int start = (int) Math.min(from, bytes.get().length);
        return new ByteArrayInputStream(bytes.get(), start, bytes.get().length - start);
    }

    @Override
    public Optional<byte[]> get(Sha256 hash) {
        var kept = recent.get(hash).map(byte[]::clone);
        return kept.or(() -> onDisk(hash).map(bytes -> checked(hash, bytes)))
                .or(() -> others.get(hash));
    }

    @Override
    public Optional<ByteBuffer> view(Sha256 hash) {
        return recent.get(hash)
                .or(() -> onDisk(hash).map(bytes -> checked(hash, bytes)))
                .map(bytes -> ByteBuffer.wrap(bytes).asReadOnlyBuffer())
                .or(() -> others.view(hash));
    }

    private static byte[] checked(Sha256 hash, byte[] bytes) {
        if (!Sha256.of(bytes).equals(hash)) {
            throw new StorageException(
                    "blob " + hash + " is damaged", new IOException("hash differs"));
        }
        return bytes;
    }

    @Override
    public Path scratch() {
        return others.scratch();
    }

    @Override
    public boolean contains(Sha256 hash) {
        return sizeHere(hash).isPresent() || others.contains(hash);
    }

    @Override
    public void remove(Sha256 hash) {
        recent.remove(hash);
        if (sizeHere(hash).isPresent()) {
            small.orElseThrow()
                    .change(session -> session.update("DELETE FROM small WHERE hash = ?", hash));
        }
        others.remove(hash);
    }

    @Override
    public void copyTo(Sha256 hash, Path target) {
        var bytes = here(hash);
        if (bytes.isEmpty()) {
            others.copyTo(hash, target);
            return;
        }
        try {
            Files.write(target, checked(hash, bytes.get()));
        } catch (IOException e) {
            throw new StorageException("cannot copy a blob", e);
        }
    }

    @Override
    public Optional<URI> readAt(Sha256 hash) {
        return others.readAt(hash);
    }

    @Override
    public Optional<URI> writeAt(Sha256 promised, long length) {
        return others.writeAt(promised, length);
    }

    @Override
    public void close() {
        small.ifPresent(Database::close);
        others.close();
    }
}
