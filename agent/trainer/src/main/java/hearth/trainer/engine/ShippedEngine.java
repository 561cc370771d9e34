package hearth.trainer.engine;

import hearth.trainer.ComputeDevice;
import hearth.trainer.TrainingEngine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The engine that comes with every installation and computes on the processor.
public final class ShippedEngine {
    private ShippedEngine() {}

    /// Unpacks it on first use, and mends it from the installation if a file is damaged.
    ///
    /// @param classPath of a child, as installed: the archives of the engine are among it
    /// @throws EngineException if it cannot be had
    public static TrainingEngine ready(EngineStore store, List<Path> classPath) {
        var content = EngineContent.shipped();
        var libraries = store.ready(content, name -> named(name, classPath));
        // Without the archives DJL finds nothing that it could unpack or prefer.
        var archives = archives(content);
        return new TrainingEngine(
                content.id(),
                ComputeDevice.CPU,
                classPath.stream().filter(p -> !archives.contains(name(p))).toList(),
                libraries,
                content.version(),
                content.flavor(),
                Optional.empty());
    }

    static Set<String> archives(EngineContent content) {
        return content.members().stream()
                .map(EngineContent.Member::archive)
                .collect(Collectors.toSet());
    }

    private static Optional<Path> named(String archive, List<Path> classPath) {
        return classPath.stream().filter(p -> name(p).equals(archive)).findFirst();
    }

    private static String name(Path path) {
        var name = path.getFileName();
        return name == null ? "" : name.toString();
    }
}
