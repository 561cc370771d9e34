package hearth.app.update;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;

/// Every effect of an update on files goes through here, so that a test can end the machine at each
/// of them.
interface Disk {
    /// Makes a folder with its parents.
    void folder(Path folder) throws IOException;

    /// Adds to the end of a file, which is made if it is absent. What was added may be lost with
    /// the power until [#force].
    OutputStream append(Path file) throws IOException;

    /// Makes a new file of that content; lost with the power until [#force].
    void create(Path file, InputStream content, boolean isExecutable, Instant modified)
            throws IOException;

    /// Makes a symbolic link.
    void link(Path link, Path target) throws IOException;

    /// Replaces a file whole, or not at all, and durably.
    void write(Path file, byte[] content) throws IOException;

    /// Gives a file or folder another name, durably.
    void move(Path from, Path to) throws IOException;

    /// Makes everything under that durable.
    void force(Path fileOrFolder) throws IOException;

    /// Removes a file, or a folder with all that is in it; fine if there is none.
    void remove(Path fileOrFolder) throws IOException;

    /// Bytes that can be written where that folder is or will be.
    long room(Path folder) throws IOException;
}
