package hearth.app.install;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A part of Hearth that other people made.
///
/// @param licence as SPDX writes it, where it knows it
public record Part(String name, String version, String licence) {
    /// The parts of an image, as its build wrote them down; empty for an image that was only built,
    /// not packed.
    public static List<Part> of(Path image) {
        var file = folder(image).resolve("parts.tsv");
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        try (var lines = Files.lines(file)) {
            return lines.map(line -> line.split("\t", -1))
                    .filter(words -> words.length == 3)
                    .map(words -> new Part(words[0], words[1], words[2]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where the texts of the licences lie.
    public static Path folder(Path image) {
        return image.resolve("share/licences");
    }
}
