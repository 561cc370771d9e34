package hearth.trainer.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How many bytes this user may still write to where a folder lies.
@FunctionalInterface
interface FreeSpace {
    FreeSpace OF_THE_DISK = folder -> Files.getFileStore(folder).getUsableSpace();

    long bytes(Path folder) throws IOException;
}
