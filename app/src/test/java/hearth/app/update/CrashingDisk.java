package hearth.app.update;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/// A disk at one of whose effects the machine ends: before it, or in the middle of it. After a
/// power cut, what was written and not forced is half there. It can also just be full from one
/// effect on.
final class CrashingDisk implements Disk {
    /// The machine has ended; nothing catches this.
    static final class MachineEnded extends Error {
        private static final long serialVersionUID = 1L;
    }

    /// How it ends.
    enum Ending {
        KILLED,
        POWER_CUT,
        FULL
    }

    private final Disk disk = new RealDisk();
    private final Set<Path> unforced = new LinkedHashSet<>();
    private final int last;
    private final Ending ending;
    private int effects;

    CrashingDisk(int last, Ending ending) {
        this.last = last;
        this.ending = ending;
    }

    int effects() {
        return effects;
    }

    /// One more effect; the machine may end here.
    private void happens() throws IOException {
        effects++;
        if (effects < last) {
            return;
        }
        if (ending == Ending.FULL) {
            throw new IOException("No space left on device");
        }
        if (effects == last && ending == Ending.POWER_CUT) {
            for (var file : unforced) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    Files.write(file, halfOf(Files.readAllBytes(file)));
                }
            }
        }
        throw new MachineEnded();
    }

    private static byte[] halfOf(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length / 2);
    }

    @Override
    public void folder(Path folder) throws IOException {
        happens();
        disk.folder(folder);
    }

    @Override
    public OutputStream append(Path file) throws IOException {
        happens();
        unforced.add(file);
        return new FilterOutputStream(disk.append(file)) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length / 2);
                happens();
                out.write(bytes, offset + length / 2, length - length / 2);
            }
        };
    }

    @Override
    public void create(Path file, InputStream content, boolean isExecutable, Instant modified)
            throws IOException {
        happens();
        unforced.add(file);
        disk.create(file, content, isExecutable, modified);
        happens();
    }

    @Override
    public void link(Path link, Path target) throws IOException {
        happens();
        disk.link(link, target);
    }

    @Override
    public void write(Path file, byte[] content) throws IOException {
        happens();
        Files.write(file.resolveSibling(file.getFileName() + ".new"), halfOf(content));
        happens();
        disk.write(file, content);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        happens();
        disk.move(from, to);
    }

    @Override
    public void force(Path fileOrFolder) throws IOException {
        happens();
        unforced.removeIf(f -> f.startsWith(fileOrFolder));
        disk.force(fileOrFolder);
    }

    @Override
    public void remove(Path fileOrFolder) throws IOException {
        happens();
        if (Files.isDirectory(fileOrFolder, LinkOption.NOFOLLOW_LINKS)) {
            try (var files = Files.walk(fileOrFolder)) {
                var first = files.filter(Files::isRegularFile).findFirst();
                if (first.isPresent()) {
                    disk.remove(first.get());
                }
            }
            happens();
        }
        disk.remove(fileOrFolder);
    }

    @Override
    public long room(Path folder) {
        return Long.MAX_VALUE;
    }
}
