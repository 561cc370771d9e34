package hearth.app.settings;

import java.util.List;

/// Where a window is, in the units of the desktop.
///
/// @param maximised whether it filled its screen; the rest is where it goes when it no longer does
public record Placement(double x, double y, double width, double height, boolean maximised) {
    private static final double SEEN_WIDTH = 160;
    private static final double SEEN_HEIGHT = 48;

    /// The part of a screen that windows may use.
    public record Area(double x, double y, double width, double height) {}

    /// Whether enough of the upper edge, by which a window is moved, is on one of these screens.
    public boolean isWithin(List<Area> screens) {
        return screens.stream().anyMatch(this::isSeenOn);
    }

    private boolean isSeenOn(Area screen) {
        double across = Math.min(x + width, screen.x + screen.width) - Math.max(x, screen.x);
        return across >= SEEN_WIDTH
                && y >= screen.y - 1
                && y + SEEN_HEIGHT <= screen.y + screen.height
                && width > 0
                && height > 0;
    }
}
