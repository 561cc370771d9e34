package hearth.app.update;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A repository in a folder, such as on a stick.
///
/// @param folder that holds timestamp.json
public record FolderMirror(Path folder) implements Mirror {
    @Override
    public Optional<Content> open(String path, long from) throws IOException {
        var file = folder.resolve(path);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        var body = Files.newInputStream(file);
        body.skipNBytes(Math.min(from, Files.size(file)));
        return Optional.of(new Content(body, Math.min(from, Files.size(file))));
    }
}
