package hearth.app.window;

import hearth.app.fixture.Png;

import javafx.scene.image.Image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The album of the window: `target/screens`, with a page that shows all pictures.
final class Pictures {
    private static final Path FOLDER = Path.of("target", "screens");

    private Pictures() {}

    static void keep(Image picture, String name) throws IOException {
        Png.write(picture, FOLDER.resolve(name + ".png"));
        index();
    }

    /// Writes `index.html` over what is there now, whole at once: two processes make pictures.
    private static void index() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<String> names =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".png"))
                            .sorted()
                            .toList();
            String figures =
                    names.stream()
                            .map(
                                    name ->
                                            "<figure><a href=\"%1$s\"><img src=\"%1$s\" alt=\"\"></a><figcaption>%1$s</figcaption></figure>"
                                                    .formatted(name))
                            .collect(Collectors.joining("\n"));
            Path page = Files.createTempFile(FOLDER, "index", ".part");
            Files.writeString(
                    page,
                    """
                    <!doctype html>
                    <html lang="en"><meta charset="utf-8"><title>Hearth, screen by screen</title>
                    <style>body{font:14px sans-serif;margin:24px;background:#888}
                    main{display:grid;grid-template-columns:repeat(auto-fill,minmax(420px,1fr));gap:24px}
                    figure{margin:0}img{width:100%%}</style>
                    <main>
                    %s
                    </main></html>
                    """
                            .formatted(figures));
            Files.move(
                    page,
                    FOLDER.resolve("index.html"),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
