package hearth.app.update;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// A mirror that gives something else for some paths.
final class LyingMirror implements Mirror {
    private final Mirror honest;
    private final Map<String, Supplier<InputStream>> lies = new HashMap<>();

    LyingMirror(Mirror honest) {
        this.honest = honest;
    }

    LyingMirror lie(String path, byte[] bytes) {
        return lie(path, () -> new ByteArrayInputStream(bytes));
    }

    LyingMirror lie(String path, Supplier<InputStream> body) {
        lies.put(path, body);
        return this;
    }

    @Override
    public Optional<Content> open(String path, long from) throws IOException {
        var lie = lies.get(path);
        return lie == null ? honest.open(path, from) : Optional.of(new Content(lie.get(), 0));
    }
}
