package hearth.app.settings;

import hearth.app.text.Language;

import java.util.Objects;

/// What the owner chose; immutable. A new setting is one component here and one control.
///
/// @param onboarded whether the first steps were finished
/// @param keptSharing whether sharing went on when the window was closed last
/// @param language of the window; absent in the files of older versions
/// @param view size, motion and place of the window; absent likewise
public record Settings(
        Appearance appearance,
        boolean onboarded,
        boolean keptSharing,
        Language language,
        View view) {
    /// Light, dark, or what the desktop says.
    public enum Appearance {
        SYSTEM,
        LIGHT,
        DARK
    }

    public Settings {
        language = Objects.requireNonNullElse(language, Language.SYSTEM);
        view = Objects.requireNonNullElse(view, View.initial());
    }

    public static Settings initial() {
        return new Settings(Appearance.SYSTEM, false, false, Language.SYSTEM, View.initial());
    }

    public Settings withAppearance(Appearance chosen) {
        return new Settings(chosen, onboarded, keptSharing, language, view);
    }

    public Settings withOnboarded(boolean done) {
        return new Settings(appearance, done, keptSharing, language, view);
    }

    public Settings withKeptSharing(boolean kept) {
        return new Settings(appearance, onboarded, kept, language, view);
    }

    public Settings withLanguage(Language chosen) {
        return new Settings(appearance, onboarded, keptSharing, chosen, view);
    }

    public Settings withView(View chosen) {
        return new Settings(appearance, onboarded, keptSharing, language, chosen);
    }
}
