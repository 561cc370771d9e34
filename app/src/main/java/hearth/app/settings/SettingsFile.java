package hearth.app.settings;

import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The settings on disk: one JSON file, replaced whole and durably. A file that cannot be read is
/// set aside under another name and reported, never overwritten.
public final class SettingsFile {
    private final Path file;

    public SettingsFile(Path home) {
        file = home.resolve("settings.json");
    }

    /// @throws UncheckedIOException if the disk fails
    public Loaded load() {
        if (!Files.exists(file)) {
            return new Loaded(Settings.initial(), Optional.empty());
        }
        try {
            return new Loaded(
                    Json.read(Files.readAllBytes(file), Settings.class), Optional.empty());
        } catch (MalformedMessageException e) {
            return new Loaded(Settings.initial(), Optional.of(setAside()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the file says now, or the usual settings; an unreadable file stays for [#load] to
    /// report.
    public Settings glance() {
        try {
            return Json.read(Files.readAllBytes(file), Settings.class);
        } catch (MalformedMessageException | IOException e) {
            return Settings.initial();
        }
    }

    /// Changes what the file says now, which another program may have written meanwhile.
    ///
    /// @param otherwise what is changed where there is no readable file
    /// @return what is in force then; durable before this returns
    /// @throws UncheckedIOException if the disk fails; the old settings are then still there
    public synchronized Settings change(UnaryOperator<Settings> change, Settings otherwise) {
        var before = Files.exists(file) ? newest(otherwise) : otherwise;
        var after = change.apply(before);
        if (!after.equals(before)) {
            save(after);
        }
        return after;
    }

    private Settings newest(Settings otherwise) {
        var loaded = load();
        return loaded.setAside().isPresent() ? otherwise : loaded.settings();
    }

    /// Durable before this returns.
    ///
    /// @throws UncheckedIOException if the disk fails; the old settings are then still there
    public void save(Settings settings) {
        byte[] json = Json.pretty(settings).getBytes(StandardCharsets.UTF_8);
        Path fresh = file.resolveSibling("settings.json.new");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (FileChannel out =
                    FileChannel.open(
                            fresh,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(json);
                while (rest.hasRemaining()) {
                    out.write(rest);
                }
                out.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path setAside() {
        int number = 1;
        Path aside = file.resolveSibling("settings.json.unreadable");
        while (Files.exists(aside)) {
            number++;
            aside = file.resolveSibling("settings.json.unreadable-" + number);
        }
        try {
            return Files.move(file, aside);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param setAside where an unreadable file went
    public record Loaded(Settings settings, Optional<Path> setAside) {}
}
