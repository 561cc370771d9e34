package hearth.app.look;

import javafx.scene.text.Font;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/// The bundled Inter faces; the style sheet names their families.
public final class Fonts {
    private static final List<String> FACES =
            List.of(
                    "Inter-Regular.otf",
                    "Inter-Medium.otf",
                    "Inter-SemiBold.otf",
                    "InterDisplay-SemiBold.otf");

    private Fonts() {}

    /// Makes the faces known to JavaFX and returns their family names.
    public static List<String> load() {
        return FACES.stream().map(Fonts::family).toList();
    }

    private static String family(String face) {
        try (InputStream in = Fonts.class.getResourceAsStream("fonts/" + face)) {
            Font font = in == null ? null : Font.loadFont(in, -1);
            if (font == null) {
                throw new IllegalStateException("bundled font cannot be read: " + face);
            }
            return font.getFamily();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
