package hearth.coordinator.simulation;

import hearth.protocol.Sha256;
import hearth.storage.BlobStore;
import hearth.storage.StorageException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Blobs in a map, for one thread: what is put is verified as in files, and gone with the process.
public final class MemoryBlobs implements BlobStore {
    private final Map<Sha256, byte[]> blobs;
    private boolean isFull;

    public MemoryBlobs() {
        this(Map.of());
    }

    /// @param blobs that are there from the beginning
    MemoryBlobs(Map<Sha256, byte[]> blobs) {
        this.blobs = new HashMap<>(blobs);
    }

    /// Whether there is no room for anything that is sent.
    void fill(boolean full) {
        isFull = full;
    }

    /// Not to be changed.
    Map<Sha256, byte[]> all() {
        return blobs;
    }

    @Override
    public Sha256 put(byte[] bytes) {
        var hash = Sha256.of(bytes);
        blobs.put(hash, bytes.clone());
        return hash;
    }

    @Override
    public PutOutcome put(InputStream bytes, Sha256 promised, long length) {
        return append(bytes, promised, length, 0);
    }

    @Override
    public PutOutcome append(InputStream bytes, Sha256 promised, long length, long from) {
        if (from != 0) {
            return new PutOutcome.Elsewhere();
        }
        if (isFull) {
            return new PutOutcome.NoRoom();
        }
        try {
            var all = bytes.readNBytes(Math.toIntExact(length + 1));
            if (all.length != length) {
                return all.length < length ? new PutOutcome.Part(0) : new PutOutcome.OtherLength();
            }
            if (!Sha256.of(all).equals(promised)) {
                return new PutOutcome.OtherContent();
            }
            blobs.put(promised, all);
            return new PutOutcome.Stored(promised);
        } catch (IOException e) {
            throw new StorageException("cannot store a blob", e);
        }
    }

    @Override
    public long staged(Sha256 promised) {
        return size(promised).orElse(0);
    }

    @Override
    public void forgetStaged(Set<Sha256> expected) {}

    @Override
    public OptionalLong size(Sha256 hash) {
        var bytes = blobs.get(hash);
        return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes.length);
    }

    @Override
    public InputStream open(Sha256 hash, long from) {
        var bytes = get(hash).orElseThrow();
        int start = Math.toIntExact(from);
        return new ByteArrayInputStream(bytes, start, bytes.length - start);
    }

    @Override
    public Optional<byte[]> get(Sha256 hash) {
        return Optional.ofNullable(blobs.get(hash)).map(byte[]::clone);
    }

    @Override
    public boolean contains(Sha256 hash) {
        return blobs.containsKey(hash);
    }

    @Override
    public void remove(Sha256 hash) {
        blobs.keySet().remove(hash);
    }

    @Override
    public void copyTo(Sha256 hash, Path target) {
        try {
            Files.write(target, get(hash).orElseThrow());
        } catch (IOException e) {
            throw new StorageException("cannot copy a blob", e);
        }
    }
}
