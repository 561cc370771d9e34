package hearth.trainer.engine;

import hearth.protocol.Json;
import hearth.protocol.Sha256;
import hearth.trainer.ComputeDevice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The engines that can be downloaded: every file pinned by length and SHA-256 when this release
/// was made.
public record EngineCatalogue(List<Entry> engines) {
    private static final String FILE = "catalogue.json";

    /// One engine for one platform.
    ///
    /// @param lowestDriver that this engine's CUDA runs on
    /// @param capabilities that its machine code was made for
    /// @param artifacts what is downloaded
    /// @param content what is unpacked from it
    public record Entry(
            ComputeDevice device,
            String platform,
            DriverVersion lowestDriver,
            List<ComputeCapability> capabilities,
            List<Artifact> artifacts,
            EngineContent content) {
        public Entry {
            var names = artifacts.stream().map(Artifact::name).toList();
            if (!names.containsAll(ShippedEngine.archives(content))) {
                throw new IllegalArgumentException("a file of no artifact");
            }
        }

        public long downloadBytes() {
            return artifacts.stream().mapToLong(Artifact::bytes).sum();
        }

        /// Whether its machine code runs on cards of this capability.
        boolean serves(ComputeCapability card) {
            return capabilities.stream().anyMatch(c -> c.runsOn(card));
        }
    }

    /// One file on a server that is laid out like a Maven repository.
    ///
    /// @param path below the server's base address
    public record Artifact(String name, String path, long bytes, Sha256 sha256, String licence) {
        public Artifact {
            if (!path.matches("[A-Za-z0-9._+-]+(/[A-Za-z0-9._+-]+)*") || path.contains("..")) {
                throw new IllegalArgumentException("not a path below a server: " + path);
            }
        }
    }

    public EngineCatalogue {
        engines = List.copyOf(engines);
    }

    /// The one of this release.
    public static EngineCatalogue ofThisRelease() {
        try (var in = EngineCatalogue.class.getResourceAsStream(FILE)) {
            return Json.read(
                    Objects.requireNonNull(in, FILE).readAllBytes(), EngineCatalogue.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Optional<Entry> find(ComputeDevice device, HostPlatform platform) {
        return engines.stream()
                .filter(e -> e.device() == device && e.platform().equals(platform.word()))
                .findFirst();
    }
}
