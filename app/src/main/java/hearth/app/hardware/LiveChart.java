package hearth.app.hardware;

import hearth.app.agent.MachineFeed;
import hearth.app.hardware.Gauge.Curve;
import hearth.app.hardware.Gauge.Point;
import hearth.app.look.Rows;

import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.shape.ClosePath;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import javafx.scene.shape.PathElement;

import java.util.ArrayList;
import java.util.List;

/// One figure with its last minutes: the newest on the right. Draws again only when it is given
/// another gauge. Where the machine cannot tell, it says why instead.
public final class LiveChart extends VBox {
    private static final double GAP = 20;
    private static final double LINES = 3;
    private final Label title = new Label();
    private final Label value = new Label();
    private final Label note = new Label();
    private final Label scale = new Label();
    private final HBox foot;
    private final Plot plot = new Plot();
    private Gauge gauge;

    public LiveChart(Gauge first) {
        gauge = first;
        getStyleClass().add("live-chart");
        title.getStyleClass().add("live-title");
        value.getStyleClass().add("live-value");
        value.setMinWidth(Region.USE_PREF_SIZE);
        note.getStyleClass().add("small");
        note.setWrapText(true);
        note.setMinHeight(Region.USE_PREF_SIZE);
        note.setMinWidth(0);
        HBox.setHgrow(note, Priority.ALWAYS);
        note.setMaxWidth(Double.MAX_VALUE);
        scale.getStyleClass().add("live-scale");
        scale.setMinWidth(Region.USE_PREF_SIZE);
        foot = new HBox(note, scale);
        foot.getStyleClass().add("live-foot");
        var gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        var head = new HBox(title, gap, value);
        head.getStyleClass().add("live-head");
        VBox.setVgrow(plot, Priority.ALWAYS);
        getChildren().addAll(head, plot, foot);
        setAccessibleRole(AccessibleRole.TEXT);
        show(first);
    }

    void show(Gauge now) {
        gauge = now;
        title.setText(now.title());
        value.setText(now.value());
        note.setText(now.note());
        scale.setText(now.scale());
        setAccessibleText(String.join(", ", now.title(), now.value(), now.note()));
        Rows.unless(value, !now.isKnown());
        Rows.unless(scale, now.scale().isEmpty());
        Rows.unless(plot, now.curves().isEmpty());
        plot.requestLayout();
    }

    /// The drawing, over four faint lines.
    private final class Plot extends Pane {
        private final Path grid = path("live-grid");
        private final Path area = path("live-area");
        private final Path line = path("live-line");
        private final Path second = path("live-second");

        Plot() {
            getStyleClass().add("live-plot");
            getChildren().addAll(grid, area, second, line);
        }

        private static Path path(String styleClass) {
            var path = new Path();
            path.getStyleClass().add(styleClass);
            path.setManaged(false);
            return path;
        }

        @Override
        protected void layoutChildren() {
            double wide = getWidth();
            double high = getHeight();
            var lines = new ArrayList<PathElement>();
            for (int i = 0; i <= LINES; i++) {
                double y = Math.floor(high * i / LINES) + (i == LINES ? -0.5 : 0.5);
                lines.add(new MoveTo(0, y));
                lines.add(new LineTo(wide, y));
            }
            grid.getElements().setAll(lines);
            draw(0, line, wide, high);
            draw(1, second, wide, high);
            area.getElements().setAll(filled(wide, high));
        }

        private void draw(int curve, Path path, double wide, double high) {
            path.getElements()
                    .setAll(
                            curve < gauge.curves().size()
                                    ? outline(gauge.curves().get(curve), wide, high)
                                    : List.of());
        }

        /// Where nothing was read for a while the line has a gap.
        private List<PathElement> outline(Curve curve, double wide, double high) {
            var elements = new ArrayList<PathElement>();
            double before = Double.POSITIVE_INFINITY;
            for (Point point : curve.points()) {
                double x = x(point, wide);
                double y = y(point, high);
                elements.add(before - point.age() > GAP ? new MoveTo(x, y) : new LineTo(x, y));
                before = point.age();
            }
            return elements;
        }

        private List<PathElement> filled(double wide, double high) {
            var elements = new ArrayList<PathElement>();
            if (gauge.curves().isEmpty()) {
                return elements;
            }
            var points = gauge.curves().getFirst().points();
            for (int i = 0; i < points.size(); i++) {
                Point point = points.get(i);
                boolean begins = i == 0 || points.get(i - 1).age() - point.age() > GAP;
                boolean ends =
                        i + 1 == points.size() || point.age() - points.get(i + 1).age() > GAP;
                double x = x(point, wide);
                if (begins) {
                    elements.add(new MoveTo(x, high));
                }
                elements.add(new LineTo(x, y(point, high)));
                if (ends) {
                    elements.add(new LineTo(x, high));
                    elements.add(new ClosePath());
                }
            }
            return elements;
        }

        private static double x(Point point, double wide) {
            return wide * (1 - point.age() / MachineFeed.SPAN.toSeconds());
        }

        private double y(Point point, double high) {
            return high - 1 - (high - 2) * Math.clamp(point.value() / gauge.top(), 0, 1);
        }
    }
}
