package hearth.trainer.engine;

import hearth.trainer.engine.EngineCatalogue.Artifact;
import hearth.trainer.engine.EngineCatalogue.Entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/// Fetches and unpacks an engine, after its owner said yes: nothing else in Hearth downloads one.
/// One thread installs; any thread may stop it. What has come stays for the next time.
public final class EngineInstaller implements AutoCloseable {
    /// Always left to the owner.
    private static final long RESERVE = 5L << 30;

    private final EngineStore store;
    private final FreeSpace space;
    private final Mirror mirror;
    private final Path downloads;
    private final Download download;

    /// What an owner is told before they are asked.
    ///
    /// @param source host name of the server
    /// @param keptBytes of an earlier attempt
    /// @param neededBytes free space that must be there before it begins, the reserve included
    public record Offer(
            Entry entry,
            String source,
            long downloadBytes,
            long keptBytes,
            long unpackedBytes,
            long neededBytes,
            long freeBytes) {
        public boolean fits() {
            return freeBytes >= neededBytes;
        }
    }

    /// @param doneBytes of `wholeBytes` of all downloads
    public record Progress(String artifact, long doneBytes, long wholeBytes) {}

    /// How an installation ended, if nothing was wrong.
    public enum Outcome {
        INSTALLED,
        STOPPED
    }

    EngineInstaller(
            EngineStore store, FreeSpace space, Mirror mirror, Download download, Path folder) {
        this.store = store;
        this.space = space;
        this.mirror = mirror;
        this.download = download;
        this.downloads = folder;
    }

    public static EngineInstaller of(EngineStore store, Mirror mirror) {
        var folder = store.folder().resolve("downloads");
        return new EngineInstaller(
                store, FreeSpace.OF_THE_DISK, mirror, Download.from(mirror, folder), folder);
    }

    /// Downloads nothing.
    public Offer offer(Entry entry) {
        try {
            Files.createDirectories(downloads);
            long kept = entry.artifacts().stream().mapToLong(download::kept).sum();
            return new Offer(
                    entry,
                    mirror.base().getHost(),
                    entry.downloadBytes(),
                    kept,
                    entry.content().bytes(),
                    entry.downloadBytes() - kept + entry.content().bytes() + RESERVE,
                    space.bytes(downloads));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /// @throws EngineException if it could not be installed
    public Outcome install(Entry entry, Consumer<Progress> onProgress) {
        if (store.installed(entry.content()).isPresent()) {
            return Outcome.INSTALLED;
        }
        var offer = offer(entry);
        if (!offer.fits()) {
            throw new EngineException(
                    new EngineProblem.NoRoom(downloads, offer.neededBytes(), offer.freeBytes()));
        }
        try {
            long before = 0;
            for (var artifact : entry.artifacts()) {
                long base = before;
                var outcome =
                        download.run(
                                artifact,
                                bytes ->
                                        onProgress.accept(
                                                new Progress(
                                                        artifact.name(),
                                                        base + bytes,
                                                        entry.downloadBytes())));
                if (outcome instanceof Download.Outcome.Stopped) {
                    return Outcome.STOPPED;
                }
                before += artifact.bytes();
            }
            store.ready(entry.content(), name -> find(entry, name));
            discard(entry);
            return Outcome.INSTALLED;
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /// Deletes the engine and whatever was downloaded for it.
    ///
    /// @return whether there was anything
    public boolean remove(Entry entry) {
        try {
            boolean kept = offer(entry).keptBytes() > 0;
            discard(entry);
            return store.remove(entry.content()) || kept;
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    public void stop() {
        download.stop();
    }

    @Override
    public void close() {
        download.close();
    }

    private Optional<Path> find(Entry entry, String name) {
        return entry.artifacts().stream()
                .filter(a -> a.name().equals(name))
                .map(download::place)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private void discard(Entry entry) throws IOException {
        for (Artifact artifact : entry.artifacts()) {
            download.discard(artifact);
        }
    }

    private EngineException unwritable(IOException e) {
        return new EngineException(
                new EngineProblem.Unwritable(downloads, e.getClass().getSimpleName()));
    }
}
