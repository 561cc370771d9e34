package hearth.trainer.engine;

import hearth.trainer.engine.EngineContent.Member;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// Takes listed files out of archives. Only what the list names is looked for, it goes where the
/// list says, and it stops at the listed length: nothing inside an archive decides a path or a
/// size.
final class Unpacking {
    private final Function<String, Optional<Path>> archives;
    private final Path folder;

    /// @param folder on the same disk as the places; files grow in here
    Unpacking(Function<String, Optional<Path>> archives, Path folder) {
        this.archives = archives;
        this.folder = folder;
    }

    /// Puts one file, checked, into a folder; a file of that name is replaced.
    ///
    /// @throws EngineException if the archive is absent or does not hold exactly that file
    void put(Member member, Path place) throws IOException {
        var archive =
                archives.apply(member.archive())
                        .orElseThrow(() -> problem(new EngineProblem.Missing(member.archive())));
        var growing = Files.createTempFile(folder, "file", ".unfinished");
        try {
            if (!write(member, archive, growing)) {
                throw problem(new EngineProblem.Damaged(member.name(), archive));
            }
            protect(growing);
            var target = place.resolve(member.name());
            // Windows replaces no file that is read-only.
            Folders.delete(target);
            Files.move(growing, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Folders.delete(growing);
        }
    }

    private static boolean write(Member member, Path archive, Path target) throws IOException {
        if (member.isWholeArchive()) {
            try (var in = Files.newInputStream(archive)) {
                return write(member, in, target);
            }
        }
        try (var zip = new ZipFile(archive.toFile())) {
            var entry = zip.getEntry(member.entry());
            if (entry == null) {
                return false;
            }
            try (var in = zip.getInputStream(entry)) {
                return write(member, in, target);
            }
        } catch (ZipException | EOFException | IllegalArgumentException broken) {
            // Not a zip any more, cut short, or with names that are no text.
            return false;
        }
    }

    private static boolean write(Member member, InputStream in, Path target) throws IOException {
        long written = 0;
        try (var out = Files.newOutputStream(target)) {
            var buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                written += n;
                if (written > member.bytes()) {
                    return false;
                }
                out.write(buffer, 0, n);
            }
        }
        return written == member.bytes() && LargeFileHash.of(target).equals(member.sha256());
    }

    /// Children read it, which may be other users in their sandbox; nobody changes it by accident.
    private static void protect(Path file) {
        var _ = file.toFile().setReadable(true, false) && file.toFile().setReadOnly();
    }

    private static EngineException problem(EngineProblem problem) {
        return new EngineException(problem);
    }
}
