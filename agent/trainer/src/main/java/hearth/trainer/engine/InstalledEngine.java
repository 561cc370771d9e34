package hearth.trainer.engine;

import hearth.trainer.ComputeDevice;
import hearth.trainer.TrainingEngine;
import hearth.trainer.engine.EngineContent.Member;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// An engine that was downloaded. It may need another version of DJL than the shipped one: that
/// comes with it and takes the place of ours, only in the child.
final class InstalledEngine {
    /// DJL and its parts, not the libraries that it uses.
    private static final Pattern DJL =
            Pattern.compile(
                    "(api|pytorch-engine|pytorch-jni|pytorch-native-[a-z0-9]+)-\\d.*\\.jar");

    private InstalledEngine() {}

    /// @param folder of the unpacked engine
    /// @param classPath of a child, as installed
    static TrainingEngine of(
            EngineContent content,
            ComputeDevice device,
            Path folder,
            List<Path> classPath,
            Optional<String> card) {
        var own =
                content.members().stream()
                        .filter(Member::isWholeArchive)
                        .map(m -> folder.resolve(m.name()));
        var ours = classPath.stream().filter(p -> !DJL.matcher(name(p)).matches());
        return new TrainingEngine(
                content.id(),
                device,
                Stream.concat(ours, own).toList(),
                folder,
                content.version(),
                content.flavor(),
                card);
    }

    private static String name(Path path) {
        var name = path.getFileName();
        return name == null ? "" : name.toString();
    }
}
