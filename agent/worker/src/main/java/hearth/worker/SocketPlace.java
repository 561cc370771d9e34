package hearth.worker;

import hearth.protocol.Sha256;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// Where a home folder's socket is. Systems allow about 100 bytes for the path; below a longer home
/// the socket goes to an owner-only folder of the session, and a file in the home says which.
final class SocketPlace {
    /// macOS has room for 104 bytes with the closing zero, Linux for 108.
    private static final int LONGEST = 100;

    private static final int NAME = 16;

    private SocketPlace() {}

    /// Chooses the path, makes its owner-only folder and writes it down.
    ///
    /// @param sessionFolders where to go with a long home, best first
    static Path choose(Path home, Iterable<Path> sessionFolders) {
        var wanted = home.resolve("run").resolve("agent.sock");
        DurableFile.folder(home.resolve("run"));
        if (fits(wanted)) {
            delete(pointer(home));
            return wanted;
        }
        var name = "hearth-" + Sha256.of(home.toString()).hex().substring(0, NAME);
        for (var folder : sessionFolders) {
            var ours = folder.resolve(name);
            var path = ours.resolve("agent.sock");
            if (fits(path) && Files.isDirectory(folder) && isOurs(ours)) {
                DurableFile.write(pointer(home), path.toString().getBytes(StandardCharsets.UTF_8));
                return path;
            }
        }
        throw new AgentException("socket-path-too-long", "no folder for the socket", null);
    }

    /// The path that the agent of this home uses or would use.
    static Path find(Path home) {
        var absolute = home.toAbsolutePath().normalize();
        return pointed(absolute).orElse(absolute.resolve("run").resolve("agent.sock"));
    }

    /// Whether the path fits and names a socket that only its owner can reach.
    static boolean isSafe(Path socket) {
        try {
            var folder = socket.toAbsolutePath().getParent();
            return fits(socket)
                    && folder != null
                    && DurableFile.isOwnerOnly(folder)
                    && Files.getOwner(folder).equals(owner());
        } catch (IOException e) {
            return false;
        }
    }

    /// A folder that someone else made under our name is not ours.
    private static boolean isOurs(Path folder) {
        try {
            if (Files.isSymbolicLink(folder)) {
                return false;
            }
            DurableFile.folder(folder);
            return Files.getOwner(folder).equals(owner());
        } catch (UncheckedIOException | IOException e) {
            return false;
        }
    }

    private static Object owner() throws IOException {
        return Files.getOwner(Path.of(System.getProperty("user.home")));
    }

    private static Optional<Path> pointed(Path home) {
        try {
            return Optional.of(Path.of(Files.readString(pointer(home)).strip()));
        } catch (NoSuchFileException usual) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path pointer(Path home) {
        return home.resolve("run").resolve("agent.path");
    }

    private static boolean fits(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST;
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
