package hearth.app.settings;

/// What the owner chose; immutable. A new setting is one component here and one control.
///
/// @param onboarded whether the first steps were finished
/// @param keptSharing whether sharing went on when the window was closed last
public record Settings(Appearance appearance, boolean onboarded, boolean keptSharing) {
    /// Light, dark, or what the desktop says.
    public enum Appearance {
        SYSTEM,
        LIGHT,
        DARK
    }

    public static Settings initial() {
        return new Settings(Appearance.SYSTEM, false, false);
    }

    public Settings withAppearance(Appearance chosen) {
        return new Settings(chosen, onboarded, keptSharing);
    }

    public Settings withOnboarded(boolean done) {
        return new Settings(appearance, done, keptSharing);
    }

    public Settings withKeptSharing(boolean kept) {
        return new Settings(appearance, onboarded, kept);
    }
}
