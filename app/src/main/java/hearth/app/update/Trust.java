package hearth.app.update;

import hearth.app.update.trust.TrustedState;
import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Whom an image believes, and where it asks: `share/update/root.json` and
/// `share/update/mirrors.json`.
///
/// @param root the newest root when the image was made
public record Trust(TrustedState root, List<Mirror> mirrors) {
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /// @param mirrors addresses; https, or folders as file:
    record Mirrors(List<URI> mirrors) {}

    /// None if the image was made without.
    public static Optional<Trust> of(Path image) {
        var folder = image.resolve("share/update");
        try {
            var root = TrustedState.beginning(Files.readAllBytes(folder.resolve("root.json")));
            var named =
                    Json.read(Files.readAllBytes(folder.resolve("mirrors.json")), Mirrors.class);
            return Optional.of(
                    new Trust(root, named.mirrors().stream().map(Trust::mirror).toList()));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MalformedMessageException | IllegalArgumentException e) {
            throw new IllegalStateException("the image's share/update is damaged", e);
        }
    }

    private static Mirror mirror(URI address) {
        return "file".equals(address.getScheme())
                ? new FolderMirror(Path.of(address))
                : new HttpMirror(address, SILENCE);
    }
}
