package hearth.app.text;

import java.util.Locale;
import java.util.stream.Stream;

/// The languages of the window. Words are of the language; numbers, dates and money are as the
/// region of the system writes them.
public enum Language {
    /// What the desktop speaks, or English where Hearth does not.
    SYSTEM(""),
    ENGLISH("en"),
    GERMAN("de"),
    SPANISH("es");

    private final String code;

    Language(String code) {
        this.code = code;
    }

    /// @param display what the desktop's texts are in
    /// @param format how it writes numbers; its region is kept
    public Locale locale(Locale display, Locale format) {
        String language = this == SYSTEM ? known(display.getLanguage()) : code;
        return Locale.of(language, format.getCountry());
    }

    /// As the system is set up now.
    public Locale locale() {
        return locale(
                Locale.getDefault(Locale.Category.DISPLAY),
                Locale.getDefault(Locale.Category.FORMAT));
    }

    private static String known(String language) {
        return Stream.of(values()).anyMatch(l -> l != SYSTEM && l.code.equals(language))
                ? language
                : ENGLISH.code;
    }
}
