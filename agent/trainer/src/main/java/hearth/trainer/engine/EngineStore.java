package hearth.trainer.engine;

import hearth.trainer.engine.EngineContent.Member;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/// The unpacked engines of one data folder. An engine's folder appears whole, by one rename, and
/// each of its files is hashed before this process uses it for the first time. Any thread and any
/// number of processes: changes are made under a lock on the folder.
public final class EngineStore {
    private static final System.Logger LOG = System.getLogger(EngineStore.class.getName());

    /// What stays free on the disk for everything else.
    private static final long RESERVE = 256L << 20;

    private static final String UNFINISHED = ".unfinished";

    /// File locks hold between processes only.
    private static final Object IN_THIS_PROCESS = new Object();

    private final Path folder;
    private final FreeSpace space;

    /// Files that were hashed and found right, as they looked then.
    private final Map<Path, Seen> checked = new HashMap<>();

    private record Seen(long bytes, FileTime changed, Optional<Object> key) {
        static Seen of(Path file) throws IOException {
            var now = Files.readAttributes(file, BasicFileAttributes.class);
            return new Seen(now.size(), now.lastModifiedTime(), Optional.ofNullable(now.fileKey()));
        }
    }

    EngineStore(Path folder, FreeSpace space) {
        this.folder = folder.toAbsolutePath();
        this.space = space;
    }

    /// @param folder made when first needed
    public static EngineStore at(Path folder) {
        return new EngineStore(folder, FreeSpace.OF_THE_DISK);
    }

    public Path folder() {
        return folder;
    }

    /// The folder of the engine, unpacked if it is not there and mended if a file is not right.
    ///
    /// @param archives where an archive of that name lies, if this installation has it
    /// @throws EngineException if there is no room, or an archive is absent or damaged itself
    public Path ready(EngineContent content, Function<String, Optional<Path>> archives) {
        return locked(
                () -> {
                    var place = folder.resolve(content.folderName());
                    if (!Files.isDirectory(place)) {
                        unpack(content, archives, place);
                        return place;
                    }
                    for (var member : faults(content, place)) {
                        LOG.log(System.Logger.Level.WARNING, "mending {0} of {1}", member, place);
                        requireRoom(member.bytes());
                        new Unpacking(archives, folder).put(member, place);
                        remember(place.resolve(member.name()));
                    }
                    return place;
                });
    }

    /// The folder of the engine if it is there.
    ///
    /// @throws EngineException if it is there and damaged
    public Optional<Path> installed(EngineContent content) {
        return locked(
                () -> {
                    var place = folder.resolve(content.folderName());
                    if (!Files.isDirectory(place)) {
                        return Optional.empty();
                    }
                    for (var member : faults(content, place)) {
                        throw new EngineException(new EngineProblem.Damaged(member.name(), place));
                    }
                    return Optional.of(place);
                });
    }

    /// Deletes the engine.
    ///
    /// @return whether there was one
    public boolean remove(EngineContent content) {
        return locked(
                () -> {
                    var place = folder.resolve(content.folderName());
                    boolean existed = Files.isDirectory(place);
                    Folders.delete(place);
                    return existed;
                });
    }

    private void unpack(
            EngineContent content, Function<String, Optional<Path>> archives, Path place)
            throws IOException {
        requireRoom(content.bytes());
        removeUnfinished();
        var unfinished = Files.createDirectory(folder.resolve(content.folderName() + UNFINISHED));
        try {
            var unpacking = new Unpacking(archives, folder);
            for (var member : content.members()) {
                unpacking.put(member, unfinished);
            }
            // A sandboxed child may be another user.
            var _ =
                    unfinished.toFile().setReadable(true, false)
                            && unfinished.toFile().setExecutable(true, false);
            Folders.rename(unfinished, place);
        } catch (IOException e) {
            long missing = content.bytes() - Folders.bytes(unfinished);
            Folders.delete(unfinished);
            if (space.bytes(folder) < missing) {
                requireRoom(content.bytes());
            }
            throw e;
        } catch (EngineException e) {
            Folders.delete(unfinished);
            throw e;
        }
        for (var member : content.members()) {
            remember(place.resolve(member.name()));
        }
        removeOlder(content, place);
    }

    /// The lock is ours, so whoever left these is gone.
    private void removeUnfinished() throws IOException {
        try (var all = Files.list(folder)) {
            for (var left : all.filter(f -> f.toString().endsWith(UNFINISHED)).toList()) {
                Folders.delete(left);
            }
        }
    }

    /// Earlier releases of the same engine.
    private void removeOlder(EngineContent content, Path place) throws IOException {
        String kind = content.flavor() + "-";
        try (var engines = Files.list(folder)) {
            for (var other : engines.toList()) {
                String name = other.getFileName().toString();
                if (name.startsWith(kind) && !other.equals(place) && Files.isDirectory(other)) {
                    Folders.delete(other);
                }
            }
        }
    }

    private void requireRoom(long bytes) throws IOException {
        long free = space.bytes(folder);
        if (free < bytes + RESERVE) {
            throw new EngineException(new EngineProblem.NoRoom(folder, bytes + RESERVE, free));
        }
    }

    /// Files that are missing or not right. What does not belong here is removed: whatever lies in
    /// this folder would be loaded.
    private List<Member> faults(EngineContent content, Path place) throws IOException {
        var wrong = new ArrayList<Member>();
        for (var member : content.members()) {
            if (!isRight(member, place.resolve(member.name()))) {
                wrong.add(member);
            }
        }
        var names = content.members().stream().map(Member::name).toList();
        try (var files = Files.list(place)) {
            for (var file : files.toList()) {
                if (!names.contains(file.getFileName().toString())) {
                    LOG.log(System.Logger.Level.WARNING, "removing {0}: not of the engine", file);
                    Folders.delete(file);
                }
            }
        }
        return wrong;
    }

    private boolean isRight(Member member, Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.isSymbolicLink(file)) {
            return false;
        }
        var now = Seen.of(file);
        if (now.equals(checked.get(file))) {
            return true;
        }
        boolean right =
                now.bytes() == member.bytes() && LargeFileHash.of(file).equals(member.sha256());
        if (right) {
            checked.put(file, now);
        }
        return right;
    }

    private void remember(Path file) throws IOException {
        checked.put(file, Seen.of(file));
    }

    private interface Change<T> {
        T make() throws IOException;
    }

    private <T> T locked(Change<T> change) {
        synchronized (IN_THIS_PROCESS) {
            try {
                Files.createDirectories(folder);
                try (var file =
                                FileChannel.open(
                                        folder.resolve("lock"),
                                        StandardOpenOption.CREATE,
                                        StandardOpenOption.WRITE);
                        var lock = file.lock()) {
                    Objects.requireNonNull(lock);
                    return change.make();
                }
            } catch (IOException e) {
                throw new EngineException(
                        new EngineProblem.Unwritable(folder, e.getClass().getSimpleName()));
            }
        }
    }
}
