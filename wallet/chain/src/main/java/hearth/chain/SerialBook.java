package hearth.chain;

import hearth.keys.OwnerOnlyFile;
import hearth.protocol.Json;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The newest profile of each network that was taken here, by publisher: what is older is not taken
/// again, however well it is sealed. Several processes may ask at once.
final class SerialBook {
    private static final int MAX_BYTES = 1 << 20;

    /// The lock of a file keeps other processes out, and this one the other threads.
    private static final Object THREADS = new Object();

    private final OwnerOnlyFile file;

    /// @param file made when the first profile is taken
    SerialBook(Path file) {
        this.file = new OwnerOnlyFile(file, 0);
    }

    /// @param profile SHA-256 of its file in hex
    record Taken(String publisher, String network, long serial, String profile) {
        boolean isOf(Taken other) {
            return publisher.equals(other.publisher) && network.equals(other.network);
        }

        /// One number names one profile.
        boolean isSupersededBy(Taken before) {
            return serial < before.serial
                    || (serial == before.serial && !profile.equals(before.profile));
        }
    }

    record Kept(List<Taken> taken) {}

    /// Remembers a profile, unless a newer one of its network was taken before.
    ///
    /// @return what was taken before, if this one must not be
    Optional<Taken> take(Taken now) {
        synchronized (THREADS) {
            try (var _ = lock()) {
                var all = new ArrayList<>(all());
                var before = all.stream().filter(now::isOf).findFirst();
                if (before.filter(now::isSupersededBy).isPresent()) {
                    return before;
                }
                if (before.filter(now::equals).isEmpty()) {
                    all.removeIf(now::isOf);
                    all.add(now);
                    var kept = Json.pretty(new Kept(all));
                    file.write(kept.getBytes(StandardCharsets.UTF_8));
                }
                return Optional.empty();
            } catch (IOException e) {
                throw new ChainException("the serial numbers of profiles cannot be kept", e);
            }
        }
    }

    /// The highest number taken of a publisher's network; 0 before the first.
    long newest(String publisher, String network) {
        try {
            return all().stream()
                    .filter(t -> t.publisher.equals(publisher) && t.network.equals(network))
                    .mapToLong(Taken::serial)
                    .max()
                    .orElse(0);
        } catch (IOException e) {
            throw new ChainException("the serial numbers of profiles cannot be read", e);
        }
    }

    private List<Taken> all() throws IOException {
        return file.read(MAX_BYTES)
                .map(bytes -> Json.read(bytes, Kept.class).taken())
                .orElse(List.of());
    }

    /// Until it is closed no other process writes.
    private FileChannel lock() throws IOException {
        var lock = file.path().resolveSibling("lock");
        OwnerOnlyFile.createDirectory(lock.resolveSibling(".").normalize());
        var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            channel.lock();
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }
}
