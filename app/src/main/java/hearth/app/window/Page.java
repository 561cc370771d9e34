package hearth.app.window;

import java.util.Locale;

/// The places that the sidebar leads to.
public enum Page {
    HOME("fth-home"),
    EARNINGS("fth-trending-up"),
    JOBS("fth-box"),
    WALLET("fth-credit-card"),
    STAKING("fth-layers"),
    HARDWARE("fth-cpu"),
    RULES("fth-clock"),
    SETTINGS("fth-sliders");

    private final String icon;

    Page(String icon) {
        this.icon = icon;
    }

    String icon() {
        return icon;
    }

    String key() {
        return "nav." + name().toLowerCase(Locale.ROOT);
    }
}
