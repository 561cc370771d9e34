package hearth.app.look;

import java.util.Locale;

/// How a badge or notice feels; the theme gives each its colours.
public enum Tone {
    NEUTRAL,
    ACCENT,
    INFO,
    GOOD,
    WARN,
    BAD;

    public boolean isGood() {
        return this == GOOD;
    }

    /// The style class of this tone.
    public String styleClass() {
        return "tone-" + name().toLowerCase(Locale.ROOT);
    }
}
