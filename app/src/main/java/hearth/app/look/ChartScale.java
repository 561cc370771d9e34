package hearth.app.look;

import javafx.scene.chart.XYChart.Data;
import javafx.util.StringConverter;

import java.util.List;
import java.util.function.DoubleFunction;

/// Sets a chart's axes so that its points fill it and its labels are few and round.
public final class ChartScale {
    private static final double HEADROOM = 0.08;
    private static final int STEPS = 5;
    private static final int TICKS = 4;

    private ChartScale() {}

    /// Points by a count, such as rounds; the lower end is not zero, because a loss never gets
    /// there.
    public static void show(
            SmoothAreaChart chart,
            List<Data<Number, Number>> points,
            DoubleFunction<String> across,
            DoubleFunction<String> up) {
        double low = points.stream().mapToDouble(p -> p.getYValue().doubleValue()).min().orElse(0);
        double high = points.stream().mapToDouble(p -> p.getYValue().doubleValue()).max().orElse(1);
        double room = Math.max((high - low) * HEADROOM, high == low ? Math.max(high, 1) / 2 : 0);
        scale(chart, points, Math.max(0, low - room), high + room, true, across, up);
    }

    /// Points by time, from zero up, as for sums.
    public static void showFromZero(
            SmoothAreaChart chart,
            List<Data<Number, Number>> points,
            DoubleFunction<String> across,
            DoubleFunction<String> up) {
        double high = points.stream().mapToDouble(p -> p.getYValue().doubleValue()).max().orElse(1);
        scale(chart, points, 0, high == 0 ? 1 : high * (1 + HEADROOM), false, across, up);
    }

    private static void scale(
            SmoothAreaChart chart,
            List<Data<Number, Number>> points,
            double low,
            double high,
            boolean counts,
            DoubleFunction<String> across,
            DoubleFunction<String> up) {
        double step = roundStep((high - low) / STEPS);
        chart.up().setLowerBound(Math.floor(low / step) * step);
        chart.up().setUpperBound(Math.ceil(high / step) * step);
        chart.up().setTickUnit(step);
        double first = points.getFirst().getXValue().doubleValue();
        double last = points.getLast().getXValue().doubleValue();
        chart.across().setLowerBound(first);
        chart.across().setUpperBound(last > first ? last : first + 1);
        chart.across().setTickUnit(last > first ? (last - first) / TICKS : 1);
        if (counts) {
            chart.across().setTickUnit(Math.max(1, roundStep((last - first) / (TICKS * 2))));
        }
        chart.up().setTickLabelFormatter(labels(up));
        chart.across().setTickLabelFormatter(labels(across));
        chart.show(points);
    }

    /// The next of 1, 2, 5 times a power of ten.
    static double roundStep(double raw) {
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double lead = raw / power;
        return (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10) * power;
    }

    private static StringConverter<Number> labels(DoubleFunction<String> format) {
        return new StringConverter<>() {
            @Override
            public String toString(Number value) {
                return format.apply(value.doubleValue());
            }

            @Override
            public Number fromString(String text) {
                throw new UnsupportedOperationException("labels are only written");
            }
        };
    }
}
