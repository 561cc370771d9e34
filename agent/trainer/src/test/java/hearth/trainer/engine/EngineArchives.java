package hearth.trainer.engine;

import hearth.protocol.Sha256;
import hearth.trainer.engine.EngineContent.Member;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// A small engine in one archive: `natives.jar` with a few libraries of some kilobytes.
final class EngineArchives {
    static final String ARCHIVE = "natives.jar";

    private final Path folder;
    private final Map<String, byte[]> libraries = new TreeMap<>();

    EngineArchives(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        for (var name : List.of("libc10.so", "libtorch.so", "libtorch_cpu.so")) {
            libraries.put(name, (name + " ").repeat(5_000).getBytes(StandardCharsets.UTF_8));
        }
        write(libraries);
    }

    EngineContent content() {
        return content("cpu-1.0-test");
    }

    EngineContent content(String id) {
        var members = new ArrayList<Member>();
        libraries.forEach(
                (name, bytes) ->
                        members.add(
                                new Member(
                                        ARCHIVE,
                                        "pytorch/" + name,
                                        name,
                                        bytes.length,
                                        Sha256.of(bytes))));
        return new EngineContent(id, "1.0", "cpu", members);
    }

    Path archive() {
        return folder.resolve(ARCHIVE);
    }

    Optional<Path> find(String name) {
        var file = folder.resolve(name);
        return Files.exists(file) ? Optional.of(file) : Optional.empty();
    }

    byte[] library(String name) {
        return Objects.requireNonNull(libraries.get(name)).clone();
    }

    /// Replaces what the archive holds, not what the list says.
    void write(Map<String, byte[]> held) throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(archive()))) {
            for (var library : held.entrySet()) {
                zip.putNextEntry(new ZipEntry("pytorch/" + library.getKey()));
                zip.write(library.getValue());
            }
        }
    }
}
