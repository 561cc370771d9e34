package hearth.app.settings;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// How large, how lively and where the owner wants the window.
///
/// @param zoom percent, one of [#STEPS]; anything else becomes 100
/// @param placement where the window was last; absent before it was closed once
public record View(int zoom, Motion motion, Optional<Placement> placement) {
    /// The sizes that can be chosen, in percent.
    public static final List<Integer> STEPS = List.of(80, 90, 100, 110, 125, 150, 175, 200);

    private static final int WHOLE = 100;

    /// Whether things may move by themselves.
    public enum Motion {
        SYSTEM,
        FULL,
        REDUCED
    }

    public View {
        zoom = STEPS.contains(zoom) ? zoom : WHOLE;
        motion = Objects.requireNonNullElse(motion, Motion.SYSTEM);
        placement = Objects.requireNonNullElse(placement, Optional.empty());
    }

    public static View initial() {
        return new View(WHOLE, Motion.SYSTEM, Optional.empty());
    }

    /// The next larger size, or this one.
    public View larger() {
        return withZoom(STEPS.stream().filter(step -> step > zoom).findFirst().orElse(zoom));
    }

    /// The next smaller size, or this one.
    public View smaller() {
        return withZoom(
                STEPS.reversed().stream().filter(step -> step < zoom).findFirst().orElse(zoom));
    }

    public View withZoom(int percent) {
        return new View(percent, motion, placement);
    }

    public View withMotion(Motion chosen) {
        return new View(zoom, chosen, placement);
    }

    public View withPlacement(Placement now) {
        return new View(zoom, motion, Optional.of(now));
    }
}
