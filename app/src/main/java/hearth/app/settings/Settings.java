package hearth.app.settings;

import hearth.app.text.Language;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// What the owner chose; immutable. A new setting is one component here and one control.
///
/// @param onboarded whether the first steps were finished
/// @param keptSharing whether sharing went on when the window was closed last
/// @param language of the window; absent in the files of older versions
/// @param view size, motion and place of the window; absent likewise
/// @param muted of what the desktop shows no note; absent likewise
/// @param privacy what is kept from others' eyes, and what proves the window to the owner; absent
///     likewise
/// @param backupReminder when the owner is reminded to check the written recovery phrase; absent
///     until a wallet was seen
public record Settings(
        Appearance appearance,
        boolean onboarded,
        boolean keptSharing,
        Language language,
        View view,
        Set<Occasion> muted,
        Privacy privacy,
        Optional<Instant> backupReminder) {
    /// Light, dark, or what the desktop says.
    public enum Appearance {
        SYSTEM,
        LIGHT,
        DARK
    }

    public Settings {
        language = Objects.requireNonNullElse(language, Language.SYSTEM);
        view = Objects.requireNonNullElse(view, View.initial());
        muted = Set.copyOf(Objects.requireNonNullElse(muted, Set.of()));
        privacy = Objects.requireNonNullElse(privacy, Privacy.initial());
        backupReminder = Objects.requireNonNullElse(backupReminder, Optional.empty());
    }

    public static Settings initial() {
        return new Settings(
                Appearance.SYSTEM,
                false,
                false,
                Language.SYSTEM,
                View.initial(),
                Set.of(),
                Privacy.initial(),
                Optional.empty());
    }

    public Settings withAppearance(Appearance chosen) {
        return new Settings(
                chosen, onboarded, keptSharing, language, view, muted, privacy, backupReminder);
    }

    public Settings withOnboarded(boolean done) {
        return new Settings(
                appearance, done, keptSharing, language, view, muted, privacy, backupReminder);
    }

    public Settings withKeptSharing(boolean kept) {
        return new Settings(
                appearance, onboarded, kept, language, view, muted, privacy, backupReminder);
    }

    public Settings withLanguage(Language chosen) {
        return new Settings(
                appearance, onboarded, keptSharing, chosen, view, muted, privacy, backupReminder);
    }

    public Settings withView(View chosen) {
        return new Settings(
                appearance,
                onboarded,
                keptSharing,
                language,
                chosen,
                muted,
                privacy,
                backupReminder);
    }

    public Settings withPrivacy(Privacy chosen) {
        return new Settings(
                appearance, onboarded, keptSharing, language, view, muted, chosen, backupReminder);
    }

    /// @param at empty to begin anew
    public Settings withBackupReminder(Optional<Instant> at) {
        return new Settings(appearance, onboarded, keptSharing, language, view, muted, privacy, at);
    }

    /// With or without notes on this occasion.
    public Settings withNotes(Occasion occasion, boolean shown) {
        var without = EnumSet.noneOf(Occasion.class);
        without.addAll(muted);
        if (shown) {
            without.remove(occasion);
        } else {
            without.add(occasion);
        }
        return new Settings(
                appearance,
                onboarded,
                keptSharing,
                language,
                view,
                without,
                privacy,
                backupReminder);
    }
}
