package hearth.trainer.engine;

import hearth.protocol.Json;
import hearth.protocol.Sha256;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/// Every file of one engine: what it must be, byte for byte, and which archive holds it.
///
/// @param id such as `cpu-2.7.1-linux-x86_64`
/// @param version of libtorch
/// @param flavor DJL's name for this build of libtorch
public record EngineContent(String id, String version, String flavor, List<Member> members) {
    private static final String SHIPPED = "shipped.json";

    /// One file.
    ///
    /// @param archive name of the jar that holds it
    /// @param entry its name in there; empty if the archive itself is the file
    /// @param name in the engine's folder, a plain file name
    public record Member(String archive, String entry, String name, long bytes, Sha256 sha256) {
        public Member {
            if (!name.matches("[A-Za-z0-9._+-]+") || name.startsWith(".") || bytes < 0) {
                throw new IllegalArgumentException("not a plain file: " + name);
            }
        }

        boolean isWholeArchive() {
            return entry.isEmpty();
        }
    }

    public EngineContent {
        members = List.copyOf(members);
        if (members.stream().map(Member::name).distinct().count() != members.size()) {
            throw new IllegalArgumentException("two files of one name");
        }
    }

    /// The engine that comes with this release, as listed when it was built.
    public static EngineContent shipped() {
        try (var in = EngineContent.class.getResourceAsStream(SHIPPED)) {
            return Json.read(
                    Objects.requireNonNull(in, SHIPPED).readAllBytes(), EngineContent.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Unpacked size.
    public long bytes() {
        return members.stream().mapToLong(Member::bytes).sum();
    }

    /// Two lists that differ anywhere lie in two folders.
    String folderName() {
        return id + "-" + Sha256.of(Json.bytes(this)).hex().substring(0, 12);
    }
}
