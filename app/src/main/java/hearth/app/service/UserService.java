package hearth.app.service;

import java.nio.file.Path;
import java.util.List;

/// How one operating system is told to run the agent for the signed-in user: a file, and the
/// commands that make it count. Nothing here needs administrator rights.
public interface UserService {
    /// Name of the kind, such as `systemd`.
    String kind();

    /// The file to write.
    Path file();

    /// What the file says.
    String text();

    /// Commands after the file was written, in order.
    List<List<String>> afterInstall();

    /// Commands before the file is deleted, in order.
    List<List<String>> beforeRemoval();

    /// Commands that end the running service and start it again, in order.
    List<List<String>> restart();

    /// A command that ends with 0 while the service runs.
    List<String> question();
}
