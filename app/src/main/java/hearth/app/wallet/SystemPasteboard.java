package hearth.app.wallet;

import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;

import java.util.Optional;

/// The clipboard of the desktop.
public final class SystemPasteboard implements Pasteboard {
    @Override
    public Optional<String> text() {
        var clipboard = Clipboard.getSystemClipboard();
        return clipboard.hasString()
                ? Optional.ofNullable(clipboard.getString())
                : Optional.empty();
    }

    @Override
    public void put(String text) {
        var content = new ClipboardContent();
        content.putString(text);
        Clipboard.getSystemClipboard().setContent(content);
    }

    @Override
    public void clear() {
        Clipboard.getSystemClipboard().clear();
    }
}
