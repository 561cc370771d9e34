package hearth.trainer.strangers;

import hearth.protocol.Sha256;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/// The strangers' programs that the operator of this computer has looked at and lets run, by the
/// hash of their archives. There are none until somebody writes one down.
public record ProgramList(Set<Sha256> hashes) {
    /// No stranger's program at all.
    public static final ProgramList NONE = new ProgramList(Set.of());

    private static final long MOST_BYTES = 1 << 20;

    public ProgramList {
        hashes = Set.copyOf(hashes);
    }

    /// From a file with one hash a line, 64 hex digits; what follows a `#` is a note. A file that
    /// is not there allows nothing, and so does one with a single line that is not such a hash.
    public static ProgramList read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                return NONE;
            }
            var hashes = new HashSet<Sha256>();
            for (var line : Files.readAllLines(file)) {
                var text = line.split("#", 2)[0].strip();
                if (!text.isEmpty()) {
                    hashes.add(new Sha256(text));
                }
            }
            return new ProgramList(hashes);
        } catch (NoSuchFileException e) {
            return NONE;
        } catch (IOException | IllegalArgumentException e) {
            System.getLogger(ProgramList.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "{0} is not a list of hashes, so no stranger''s program runs",
                            file);
            return NONE;
        }
    }

    public boolean allows(Sha256 program) {
        return hashes.contains(program);
    }
}
