package hearth.app.look;

import javafx.collections.ObservableList;
import javafx.scene.Group;
import javafx.scene.chart.AreaChart;
import javafx.scene.chart.NumberAxis;
import javafx.scene.chart.XYChart;
import javafx.scene.shape.ClosePath;
import javafx.scene.shape.CubicCurveTo;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import javafx.scene.shape.PathElement;

import java.util.ArrayList;
import java.util.List;

/// An area chart whose line is a monotone cubic curve (Fritsch and Carlson 1980): smooth, through
/// every point, and never above or below what was measured.
public final class SmoothAreaChart extends AreaChart<Number, Number> {
    public SmoothAreaChart() {
        super(new NumberAxis(), new NumberAxis());
        setCreateSymbols(false);
        setAnimated(false);
        setLegendVisible(false);
        setVerticalGridLinesVisible(false);
        setVerticalZeroLineVisible(false);
        setHorizontalZeroLineVisible(false);
        setAlternativeColumnFillVisible(false);
        setAlternativeRowFillVisible(false);
        getStyleClass().add("smooth-area-chart");
        for (NumberAxis axis : List.of(across(), up())) {
            axis.setAnimated(false);
            axis.setMinorTickVisible(false);
            axis.setTickMarkVisible(false);
            axis.setAutoRanging(false);
        }
    }

    public NumberAxis across() {
        return (NumberAxis) getXAxis();
    }

    public NumberAxis up() {
        return (NumberAxis) getYAxis();
    }

    /// Shows these points and nothing else.
    public void show(List<Data<Number, Number>> points) {
        var series = new XYChart.Series<Number, Number>();
        series.getData().setAll(points);
        getData().setAll(List.of(series));
    }

    @Override
    protected void layoutPlotChildren() {
        super.layoutPlotChildren();
        for (Series<Number, Number> series : getData()) {
            if (series.getNode() instanceof Group group && series.getData().size() > 1) {
                Path area = (Path) group.getChildren().get(0);
                Path line = (Path) group.getChildren().get(1);
                smooth(series.getData(), area, line);
            }
        }
    }

    private void smooth(List<Data<Number, Number>> points, Path area, Path line) {
        int n = points.size();
        var x = new double[n];
        var y = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = across().getDisplayPosition(points.get(i).getXValue());
            y[i] = up().getDisplayPosition(points.get(i).getYValue());
        }
        List<PathElement> curve = curve(x, y);
        var shape = new ArrayList<PathElement>();
        double floor = up().getHeight();
        shape.add(new MoveTo(x[0], floor));
        shape.add(new LineTo(x[0], y[0]));
        shape.addAll(curve(x, y));
        shape.add(new LineTo(x[n - 1], floor));
        shape.add(new ClosePath());
        area.getElements().setAll(shape);
        ObservableList<PathElement> elements = line.getElements();
        elements.setAll(new MoveTo(x[0], y[0]));
        elements.addAll(curve);
    }

    private static List<PathElement> curve(double[] x, double[] y) {
        double[] slope = slopes(x, y);
        var elements = new ArrayList<PathElement>();
        for (int i = 0; i + 1 < x.length; i++) {
            double third = (x[i + 1] - x[i]) / 3;
            elements.add(
                    new CubicCurveTo(
                            x[i] + third,
                            y[i] + slope[i] * third,
                            x[i + 1] - third,
                            y[i + 1] - slope[i + 1] * third,
                            x[i + 1],
                            y[i + 1]));
        }
        return elements;
    }

    static double[] slopes(double[] x, double[] y) {
        int n = x.length;
        var secant = new double[n - 1];
        for (int i = 0; i + 1 < n; i++) {
            double width = x[i + 1] - x[i];
            secant[i] = width == 0 ? 0 : (y[i + 1] - y[i]) / width;
        }
        var slope = new double[n];
        slope[0] = secant[0];
        slope[n - 1] = secant[n - 2];
        for (int i = 1; i + 1 < n; i++) {
            boolean turns = secant[i - 1] * secant[i] <= 0;
            // The harmonic mean keeps the curve inside the points' range.
            slope[i] = turns ? 0 : 2 * secant[i - 1] * secant[i] / (secant[i - 1] + secant[i]);
        }
        return slope;
    }
}
