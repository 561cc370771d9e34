package hearth.trainer.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/// The one folder that a child shares with its parent: `in`, which it can only read, and `out`. The
/// parent puts inputs in and takes results out; a child never gets a path of anything else. Any
/// thread.
public final class JobFolder implements AutoCloseable {
    /// User numbers that systems keep for passing services; none of them owns a file.
    private static final int FIRST_USER = 61_184;

    private static final int LAST_USER = 65_519;
    private static final String PREFIX = "box-";

    /// A checkpoint that is whole; while it is written it has another name.
    private static final String WHOLE = "step-[0-9]*[0-9]";

    private static final int COPY_BYTES = 1 << 24;

    private final Path folder;
    private final OptionalInt user;
    private boolean closed;

    private JobFolder(Path folder, OptionalInt user) {
        this.folder = folder;
        this.user = user;
    }

    /// Makes an empty one, and removes those of parents that are gone.
    ///
    /// @param changesUser whether the child will run as a user that nobody else is
    public static JobFolder create(Path under, boolean changesUser) throws IOException {
        Files.createDirectories(under);
        sweep(under, PREFIX, Files.getOwner(under));
        var name = PREFIX + ProcessHandle.current().pid() + "-";
        var folder = Files.createTempDirectory(under.toAbsolutePath(), name);
        var user =
                changesUser
                        ? OptionalInt.of(
                                RandomGenerator.getDefault().nextInt(FIRST_USER, LAST_USER))
                        : OptionalInt.empty();
        var job = new JobFolder(folder, user);
        for (var part : new Path[] {job.inputs(), job.outputs(), job.scratch()}) {
            Files.createDirectory(part);
        }
        if (user.isPresent()) {
            Trees.permit(job.inputs(), "rwxr-xr-x");
            Files.setAttribute(job.outputs(), "unix:uid", user.getAsInt());
        }
        return job;
    }

    public Path folder() {
        return folder;
    }

    public Path inputs() {
        return folder.resolve("in");
    }

    public Path outputs() {
        return folder.resolve("out");
    }

    /// For sandboxes that give no memory for it.
    Path scratch() {
        return folder.resolve("tmp");
    }

    OptionalInt user() {
        return user;
    }

    /// A file beside the child's folders, for who starts it.
    Path writeControl(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    /// Shows a file to the child as `in/NAME`. Without a copy where the file system allows it: the
    /// child can change neither its bytes nor its mode.
    ///
    /// @return false if there is no such file
    public synchronized boolean admit(Path file, String name) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        Trees.linkOrCopy(file.toRealPath(), inputs().resolve(name), user);
        return true;
    }

    /// Shows these bytes to the child as `in/NAME`.
    public synchronized void put(String name, byte[] content) throws IOException {
        var file = Files.write(inputs().resolve(name), content, StandardOpenOption.CREATE_NEW);
        if (user.isPresent()) {
            Trees.permit(file, "r--r--r--");
        }
    }

    /// Shows a folder to the child as `in/NAME`, if there is one.
    public synchronized void admitFolder(Path source, String name) throws IOException {
        if (Trees.isFolder(source)) {
            Trees.linkOrCopyAll(source, inputs().resolve(name), user);
        }
    }

    /// Gives a folder back to the child that it, or another like it, filled before: as `out/NAME`,
    /// empty if there was none. The child may change these files.
    public synchronized void seed(Path source, String name) throws IOException {
        var target = outputs().resolve(name);
        if (Trees.isFolder(source)) {
            Trees.linkOrCopyAll(source, target, user);
        } else {
            Trees.linkOrCopyAll(Files.createDirectory(scratch().resolve(name)), target, user);
            Files.delete(scratch().resolve(name));
        }
    }

    /// Makes the folders in `target` those in `out/NAME`, which come and go whole, under their own
    /// names. What they hold is still a stranger's word.
    public synchronized void mirror(String name, Path target) throws IOException {
        var source = outputs().resolve(name);
        if (closed || !Trees.isFolder(source)) {
            return;
        }
        var names = new HashSet<String>();
        try (var entries = Files.newDirectoryStream(source, WHOLE)) {
            for (var entry : entries) {
                names.add(entry.getFileName().toString());
                var place = target.resolve(entry.getFileName());
                if (Trees.isFolder(entry) && Files.notExists(place)) {
                    bring(entry, place);
                }
            }
        }
        try (var entries = Files.newDirectoryStream(target)) {
            for (var entry : entries) {
                if (!names.contains(entry.getFileName().toString())) {
                    Trees.delete(entry);
                }
            }
        }
    }

    private static void bring(Path entry, Path place) throws IOException {
        var unfinished = place.resolveSibling(place.getFileName() + ".new");
        Trees.delete(unfinished);
        try {
            Trees.linkOrCopyAll(entry, unfinished, OptionalInt.empty());
            Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            // The child removed it meanwhile.
            Trees.delete(unfinished);
        }
    }

    /// Copies `out/NAME` to the target. A copy, because the child may still hold the file open.
    ///
    /// @param least length in bytes that can be right
    /// @param most length in bytes that can be right
    /// @throws BreachException if it is not a plain file of such a length
    public synchronized void deliver(String name, Path target, long least, long most)
            throws IOException, BreachException {
        var result = outputs().resolve(name);
        var attributes = attributes(result);
        if (!attributes.isRegularFile()) {
            throw new BreachException(Breach.RESULT_NOT_A_FILE);
        }
        long bytes = attributes.size();
        if (bytes < least || bytes > most) {
            throw new BreachException(Breach.RESULT_LENGTH);
        }
        try (var in = FileChannel.open(result, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                var out =
                        FileChannel.open(
                                target,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE)) {
            long copied = 0;
            while (copied < bytes) {
                long n = in.transferTo(copied, Math.min(COPY_BYTES, bytes - copied), out);
                if (n <= 0) {
                    throw new BreachException(Breach.RESULT_LENGTH);
                }
                copied += n;
            }
            out.force(true);
        }
    }

    private static BasicFileAttributes attributes(Path result) throws IOException, BreachException {
        try {
            return Files.readAttributes(
                    result, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw new BreachException(Breach.RESULT_MISSING);
        }
    }

    boolean outputExceeds(Warden.Allowance allowance) {
        try {
            return new Trees.Counter(allowance).isExceededBy(outputs());
        } catch (NoSuchFileException e) {
            // Names come and go while it is read; the next look is a moment away.
            return false;
        } catch (IOException | DirectoryIteratorException e) {
            // Nobody who works honestly makes names that cannot be read.
            return true;
        }
    }

    /// What lies in a folder; nothing if there is none.
    public static Warden.Allowance usage(Path folder) throws IOException {
        var counter = new Trees.Counter(new Warden.Allowance(Long.MAX_VALUE, Integer.MAX_VALUE));
        boolean _ = Trees.isFolder(folder) && counter.isExceededBy(folder);
        return counter.counted();
    }

    /// Empties both folders, for the next task.
    public synchronized void clear() throws IOException {
        if (closed) {
            return;
        }
        for (var part : new Path[] {inputs(), outputs()}) {
            try (var entries = Files.newDirectoryStream(part)) {
                for (var entry : entries) {
                    Trees.delete(entry);
                }
            }
        }
    }

    /// Removes everything; once the child is gone.
    @Override
    public synchronized void close() {
        closed = true;
        try {
            Trees.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Removes those folders whose name has the prefix and then the number of a process that is
    /// gone.
    ///
    /// @param under a folder; if others write there, too, only what has the owner is removed
    static void sweep(Path under, String prefix, UserPrincipal owner) throws IOException {
        try (var boxes = Files.newDirectoryStream(under, prefix + "*")) {
            for (var box : boxes) {
                var pid = box.getFileName().toString().substring(prefix.length()).split("-", 2)[0];
                if (pid.matches("\\d{1,18}")
                        && !isAlive(Long.parseLong(pid))
                        && Files.getOwner(box, LinkOption.NOFOLLOW_LINKS).equals(owner)) {
                    Trees.delete(box);
                }
            }
        } catch (NoSuchFileException _) {
            // Another process sweeps, too.
        }
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }
}
