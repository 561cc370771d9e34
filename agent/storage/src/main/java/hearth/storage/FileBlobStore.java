package hearth.storage;

import hearth.protocol.Sha256;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/// Blobs as files in two levels of folders, `ab/cd/abcd…`. A file appears under its name only when
/// it is whole, verified and forced to the disk: temporary file, fsync, atomic move, fsync of the
/// folder.
public final class FileBlobStore implements BlobStore {
    private static final int BUFFER = 1 << 16;
    private static final int LEVEL = 2;

    /// Bytes that may be arriving at one time.
    private static final long STAGED = 8L << 30;

    private static final String SCRATCH = "scratch-";
    private static final int HEX = 16;

    /// One for each folder of the first level.
    private final Object[] making = Stream.generate(Object::new).limit(HEX * HEX).toArray();

    private final Path folder;
    private final Path temporary;
    private final StagedFiles staged;

    public FileBlobStore(Path folder) {
        this(folder, STAGED);
    }

    /// @param stagedAtMost bytes that may be arriving at one time
    public FileBlobStore(Path folder, long stagedAtMost) {
        this.folder = folder;
        this.temporary = folder.resolve("incoming");
        this.staged = new StagedFiles(temporary, stagedAtMost);
        try {
            Files.createDirectories(temporary);
            removeLeftovers();
        } catch (IOException e) {
            throw new StorageException("cannot create the blob folder", e);
        }
    }

    /// What a killed process was receiving belongs to nobody; one process at a time owns a store.
    private void removeLeftovers() throws IOException {
        try (var parts = Files.newDirectoryStream(temporary, "*.part")) {
            for (var part : parts) {
                Files.delete(part);
            }
        }
        try (var folders = Files.newDirectoryStream(temporary, SCRATCH + "*")) {
            for (var scratch : folders) {
                remove(scratch);
            }
        }
    }

    private static void remove(Path scratch) throws IOException {
        try (var files = Files.newDirectoryStream(scratch)) {
            for (var file : files) {
                Files.delete(file);
            }
        }
        Files.delete(scratch);
    }

    /// Looks at a blob folder without changing it; nothing can be put.
    public static FileBlobStore existing(Path folder) {
        return new FileBlobStore(folder, folder.resolve("incoming"));
    }

    private FileBlobStore(Path folder, Path temporary) {
        this.folder = folder;
        this.temporary = temporary;
        this.staged = new StagedFiles(temporary, 0);
    }

    @Override
    public Sha256 put(byte[] bytes) {
        var hash = Sha256.of(bytes);
        return stored(put(new ByteArrayInputStream(bytes), hash, bytes.length));
    }

    private static Sha256 stored(PutOutcome outcome) {
        return switch (outcome) {
            case PutOutcome.Stored stored -> stored.hash();
            case PutOutcome.Verified _,
                    PutOutcome.OtherContent _,
                    PutOutcome.OtherLength _,
                    PutOutcome.Part _,
                    PutOutcome.Elsewhere _,
                    PutOutcome.NoRoom _ ->
                    throw new IllegalStateException("bytes changed while they were stored");
        };
    }

    @Override
    public PutOutcome put(InputStream bytes, Sha256 promised, long length) {
        try {
            var part = Files.createTempFile(temporary, promised.hex(), ".part");
            try {
                var outcome = receive(bytes, part, promised, length);
                if (outcome instanceof PutOutcome.Stored) {
                    moveIntoPlace(part, promised);
                }
                return outcome;
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new StorageException("cannot store a blob", e);
        }
    }

    private static PutOutcome receive(InputStream bytes, Path part, Sha256 promised, long length)
            throws IOException {
        var digest = Sha256.digest();
        var buffer = new byte[BUFFER];
        long received = 0;
        try (var out = FileChannel.open(part, StandardOpenOption.WRITE)) {
            while (received <= length) {
                int wanted = (int) Math.min(BUFFER, length - received + 1);
                int n = bytes.read(buffer, 0, wanted);
                if (n < 0) {
                    break;
                }
                digest.update(buffer, 0, n);
                var view = ByteBuffer.wrap(buffer, 0, n);
                while (view.hasRemaining()) {
                    out.write(view);
                }
                received += n;
            }
            out.force(true);
        }
        if (received != length) {
            return new PutOutcome.OtherLength();
        }
        if (!promised.hex().equals(HexFormat.of().formatHex(digest.digest()))) {
            return new PutOutcome.OtherContent();
        }
        return new PutOutcome.Stored(promised);
    }

    private void moveIntoPlace(Path part, Sha256 hash) throws IOException {
        var target = path(hash);
        var parent = target.getParent();
        if (parent == null) {
            throw new IllegalStateException("a blob lies in a folder");
        }
        // Whoever finds a folder there must not go on before its name is on the disk.
        synchronized (making[Integer.parseInt(hash.hex().substring(0, LEVEL), HEX)]) {
            makeFolder(parent);
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        forceFolder(parent);
    }

    /// A new folder is a name in its parent, which has to be forced as well.
    private static void makeFolder(Path wanted) throws IOException {
        var parent = wanted.getParent();
        if (parent == null || Files.isDirectory(wanted)) {
            return;
        }
        makeFolder(parent);
        Files.createDirectories(wanted);
        forceFolder(parent);
    }

    /// Without this the name itself may be lost in a power cut; Windows has no such call and does
    /// not need it (the move is journalled).
    private static void forceFolder(Path parent) throws IOException {
        if (parent.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (var channel = FileChannel.open(parent, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    @Override
    public PutOutcome append(InputStream bytes, Sha256 promised, long length, long from) {
        if (contains(promised)) {
            return new PutOutcome.Stored(promised);
        }
        try {
            return staged.append(
                    bytes, promised, length, from, part -> moveIntoPlace(part, promised));
        } catch (IOException e) {
            throw new StorageException("cannot store a blob", e);
        }
    }

    @Override
    public long staged(Sha256 promised) {
        var whole = size(promised);
        return whole.isPresent() ? whole.getAsLong() : staged.size(promised);
    }

    @Override
    public void forgetStaged(Set<Sha256> expected) {
        try {
            staged.forget(expected);
        } catch (IOException e) {
            throw new StorageException("cannot remove what was arriving", e);
        }
    }

    @Override
    public OptionalLong size(Sha256 hash) {
        try {
            return OptionalLong.of(Files.size(path(hash)));
        } catch (NoSuchFileException none) {
            return OptionalLong.empty();
        } catch (IOException e) {
            throw new StorageException("cannot read a blob", e);
        }
    }

    @Override
    public InputStream open(Sha256 hash, long from) {
        try {
            var in = Files.newInputStream(path(hash));
            in.skipNBytes(from);
            return in;
        } catch (IOException e) {
            throw new StorageException("cannot read a blob", e);
        }
    }

    @Override
    public Optional<byte[]> get(Sha256 hash) {
        try {
            var bytes = Files.readAllBytes(path(hash));
            if (!Sha256.of(bytes).equals(hash)) {
                throw new StorageException(
                        "blob " + hash + " is damaged", new IOException("hash differs"));
            }
            return Optional.of(bytes);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StorageException("cannot read a blob", e);
        }
    }

    /// A mapping lives on when the blob is removed, and nobody changes one.
    @Override
    public Optional<ByteBuffer> view(Sha256 hash) {
        try (var file = FileChannel.open(path(hash), StandardOpenOption.READ)) {
            var bytes = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
            var digest = Sha256.digest();
            digest.update(bytes.duplicate());
            if (!hash.hex().equals(HexFormat.of().formatHex(digest.digest()))) {
                throw new StorageException(
                        "blob " + hash + " is damaged", new IOException("hash differs"));
            }
            return Optional.of(bytes);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StorageException("cannot read a blob", e);
        }
    }

    @Override
    public Sha256 put(Path file) {
        var hash = Sha256.ofFile(file);
        try (var bytes = Files.newInputStream(file)) {
            return stored(put(bytes, hash, Files.size(file)));
        } catch (IOException e) {
            throw new StorageException("cannot store a blob", e);
        }
    }

    @Override
    public Path scratch() {
        try {
            return Files.createTempDirectory(temporary, SCRATCH);
        } catch (IOException e) {
            throw new StorageException("cannot make a folder", e);
        }
    }

    @Override
    public boolean contains(Sha256 hash) {
        return Files.isRegularFile(path(hash));
    }

    @Override
    public void remove(Sha256 hash) {
        try {
            Files.deleteIfExists(path(hash));
        } catch (IOException e) {
            throw new StorageException("cannot remove a blob", e);
        }
    }

    @Override
    public void copyTo(Sha256 hash, Path target) {
        try {
            Files.copy(path(hash), target);
            if (!Sha256.ofFile(target).equals(hash)) {
                Files.delete(target);
                throw new StorageException(
                        "blob " + hash + " is damaged", new IOException("hash differs"));
            }
        } catch (IOException e) {
            throw new StorageException("cannot copy a blob", e);
        }
    }

    private Path path(Sha256 hash) {
        var hex = hash.hex();
        return folder.resolve(hex.substring(0, LEVEL))
                .resolve(hex.substring(LEVEL, 2 * LEVEL))
                .resolve(hex);
    }
}
