package hearth.app.look;

import io.nayuki.qrcodegen.QrCode;

import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.scene.AccessibleRole;
import javafx.scene.layout.StackPane;
import javafx.scene.shape.ClosePath;
import javafx.scene.shape.FillRule;
import javafx.scene.shape.HLineTo;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import javafx.scene.shape.VLineTo;

/// A text as a QR code, dark on white in every theme with the quiet edge that scanners need.
/// Nothing is drawn while there is no text.
public final class QrPicture extends StackPane {
    /// Pixels of a module, so that all edges are sharp.
    private static final int MODULE = 5;

    private static final int QUIET = 4;

    private final StringProperty text = new SimpleStringProperty("");
    private final Path modules = new Path();

    public QrPicture() {
        getStyleClass().add("qr-picture");
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        modules.setFillRule(FillRule.EVEN_ODD);
        modules.getStyleClass().add("qr-modules");
        getChildren().add(modules);
        text.subscribe(this::draw);
    }

    public StringProperty textProperty() {
        return text;
    }

    private void draw(String shown) {
        modules.getElements().clear();
        if (shown.isEmpty()) {
            return;
        }
        var code = QrCode.encodeText(shown, QrCode.Ecc.MEDIUM);
        int side = (code.size + 2 * QUIET) * MODULE;
        setMinSize(side, side);
        setMaxSize(side, side);
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    square(x * MODULE, y * MODULE);
                }
            }
        }
    }

    private void square(double x, double y) {
        modules.getElements()
                .addAll(
                        new MoveTo(x, y),
                        new HLineTo(x + MODULE),
                        new VLineTo(y + MODULE),
                        new LineTo(x, y + MODULE),
                        new ClosePath());
    }
}
