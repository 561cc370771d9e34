package hearth.trainer.sandbox;

import java.nio.file.Path;

/// A file or folder of the runtime that a child may read.
///
/// @param host where it is
/// @param inside where a sandbox with a file system of its own shows it, relative to `/hearth`
public record View(Path host, String inside) {
    public View {
        host = host.toAbsolutePath();
    }
}
