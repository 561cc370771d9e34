package hearth.app.hardware;

import java.util.List;

/// A figure of the machine and its last minutes.
///
/// @param value with its unit; empty where the machine cannot tell
/// @param note more about it; why there is no value, where there is none
/// @param curves what is drawn, the more important one first
/// @param top value at the upper edge, the lower one being zero
/// @param scale from where to where the drawing goes, in words
public record Gauge(
        String title, String value, String note, List<Curve> curves, double top, String scale) {
    /// @param points oldest first
    public record Curve(List<Point> points) {
        public Curve {
            points = List.copyOf(points);
        }
    }

    /// @param age seconds before the newest one
    public record Point(double age, double value) {}

    public Gauge {
        curves = List.copyOf(curves);
    }

    boolean isKnown() {
        return !value.isEmpty();
    }
}
