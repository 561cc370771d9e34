package hearth.storage;

import hearth.protocol.Sha256;
import hearth.storage.Session.Change;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Blobs that arrive whole and have at most 64 KiB lie in a table `small_blob` of the database that
/// refers to them: they are kept in the transaction that does, so that they reach the disk with it
/// and cost no wait of their own. All others, and what is put here by this process itself, lie in
/// another store. Safe to call from any thread.
public final class SmallBlobs implements BlobStore {
    private static final int MOST = 1 << 16;

    /// Where they lay before, in a file of their own: what is there stays there.
    private static final String FILE = "small.db";

    private static final String EARLIER_TABLE = "small";
    private static final String TABLE = "small_blob";
    private static final Migrations EARLIER =
            Migrations.fromResources(SmallBlobs.class, "small-blobs-0001.sql");

    /// Bytes of what arrived last that are remembered: an update is read when its round closes.
    private static final int MOST_RECENT = 16 << 20;

    /// A table of blobs.
    ///
    /// @param isOwn whether it is closed with the store
    private record Place(Database database, String table, boolean isOwn) {
        Optional<byte[]> bytes(Sha256 hash) {
            return database.ask(
                    session ->
                            session.first(
                                    "SELECT bytes FROM " + table + " WHERE hash = ?",
                                    row -> row.bytes("bytes"),
                                    hash));
        }

        OptionalLong size(Sha256 hash) {
            long size =
                    database.ask(
                            session ->
                                    session.count(
                                            "SELECT coalesce(max(length(bytes)), -1) AS n FROM "
                                                    + table
                                                    + " WHERE hash = ?",
                                            hash));
            return size < 0 ? OptionalLong.empty() : OptionalLong.of(size);
        }

        void remove(Sha256 hash) {
            if (size(hash).isPresent()) {
                database.change(
                        session ->
                                session.update("DELETE FROM " + table + " WHERE hash = ?", hash));
            }
        }
    }

    private final List<Place> places;
    private final BlobStore others;
    private final RecentBytes recent = new RecentBytes(MOST_RECENT);

    private SmallBlobs(List<Place> places, BlobStore others) {
        this.places = places;
        this.others = others;
    }

    /// @param books database with a table `small_blob (hash, bytes)`; not closed with this
    /// @param folder of the other blobs, in which the small ones lay before
    public static SmallBlobs in(Database books, BlobStore others, Path folder) {
        var places = new ArrayList<>(List.of(new Place(books, TABLE, false)));
        var file = folder.resolve(FILE);
        if (Files.isRegularFile(file)) {
            places.add(new Place(Database.open(file, EARLIER), EARLIER_TABLE, true));
        }
        return new SmallBlobs(places, others);
    }

    /// Looks at a folder without changing it; nothing can be put.
    ///
    /// @param books SQLite; of an earlier version they have no small blobs
    public static SmallBlobs existing(Database books, Path folder) {
        var places = new ArrayList<Place>();
        boolean hasTable =
                books.read(
                                session ->
                                        session.count(
                                                "SELECT count(*) AS n FROM sqlite_master WHERE type"
                                                        + " = 'table' AND name = ?",
                                                TABLE))
                        > 0;
        if (hasTable) {
            places.add(new Place(books, TABLE, false));
        }
        var file = folder.resolve(FILE);
        if (Files.isRegularFile(file)) {
            places.add(new Place(Database.openReadOnly(file), EARLIER_TABLE, true));
        }
        return new SmallBlobs(places, FileBlobStore.existing(folder));
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

    /// What arrives in pieces is the other store's, whatever its size. What was verified is known
    /// to those who ask for its bytes before it is kept, but is not called contained.
    @Override
    public PutOutcome append(InputStream bytes, Sha256 promised, long length, long from) {
        if (from != 0 || length > MOST) {
            return others.append(bytes, promised, length, from);
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
        recent.add(promised, read);
        return new PutOutcome.Verified(
                ByteBuffer.wrap(read).asReadOnlyBuffer(),
                Change.of(
                        "INSERT INTO "
                                + TABLE
                                + " (hash, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING",
                        promised,
                        read));
    }

    /// A line that breaks ends the bytes.
    private static byte[] read(InputStream bytes, int most) {
        var read = new byte[most];
        int there = 0;
        try {
            while (there < most) {
                int n = bytes.read(read, there, most - there);
                if (n < 0) {
                    break;
                }
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
        return places.stream().flatMap(place -> place.bytes(hash).stream()).findFirst();
    }

    private OptionalLong sizeHere(Sha256 hash) {
        return places.stream().flatMapToLong(place -> place.size(hash).stream()).findFirst();
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
        places.forEach(place -> place.remove(hash));
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
        places.stream().filter(Place::isOwn).forEach(place -> place.database().close());
        others.close();
    }
}
