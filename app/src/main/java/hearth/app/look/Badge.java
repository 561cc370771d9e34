package hearth.app.look;

import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.control.Label;

/// A pill with one or two words, coloured by its tone.
public final class Badge extends Label {
    private final ObjectProperty<Tone> tone = new SimpleObjectProperty<>(this, "tone");

    public Badge() {
        getStyleClass().add("badge");
        setMinWidth(USE_PREF_SIZE);
        tone.subscribe(
                (before, after) -> {
                    if (before != null) {
                        getStyleClass().remove(before.styleClass());
                    }
                    if (after != null) {
                        getStyleClass().add(after.styleClass());
                    }
                });
        tone.set(Tone.NEUTRAL);
        visibleProperty().bind(textProperty().isNotEmpty());
        managedProperty().bind(visibleProperty());
    }

    public Badge(String text, Tone tone) {
        this();
        setText(text);
        setTone(tone);
    }

    public ObjectProperty<Tone> toneProperty() {
        return tone;
    }

    public Tone getTone() {
        return tone.get();
    }

    public void setTone(Tone value) {
        tone.set(value);
    }
}
