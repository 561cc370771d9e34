package hearth.trainer;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A libtorch that lies unpacked and checked on this computer, with the Java classes that drive it.
/// A child only reads these files.
///
/// @param id such as `cpu-2.7.1-linux-x86_64`
/// @param classPath jars or folders: this module, DJL of the version that fits, what they need
/// @param libraries folder that holds libtorch, its JNI part and nothing else
/// @param version of libtorch
/// @param flavor DJL's name for this build of libtorch, such as `cpu` or `cu124`
/// @param card UUID of the graphics card to use, where the device is one of several
public record TrainingEngine(
        String id,
        ComputeDevice device,
        List<Path> classPath,
        Path libraries,
        String version,
        String flavor,
        Optional<String> card) {
    public TrainingEngine {
        // The child runs in a folder of its own.
        classPath = classPath.stream().map(Path::toAbsolutePath).toList();
        libraries = libraries.toAbsolutePath();
    }

    /// The same on another card.
    ///
    /// @param uuid of the card
    public TrainingEngine withCard(String uuid) {
        return new TrainingEngine(
                id, device, classPath, libraries, version, flavor, Optional.of(uuid));
    }
}
