package hearth.app.look;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SmoothAreaChartTest {
    @Test
    void isFlatWhereTheLineTurns() {
        double[] slope = SmoothAreaChart.slopes(new double[] {0, 1, 2}, new double[] {0, 1, 0});
        assertThat(slope).containsExactly(1, 0, -1);
    }

    @Test
    void staysStraightOnAStraightLine() {
        double[] slope =
                SmoothAreaChart.slopes(new double[] {0, 1, 2, 3}, new double[] {0, 2, 4, 6});
        assertThat(slope).containsExactly(2, 2, 2, 2);
    }

    /// Fritsch and Carlson: no overshoot where each slope is at most three times its secants.
    @Test
    void neverLeavesTheRangeOfItsPoints() {
        double[] y = {4.1, 3.6, 3.59, 1.2, 1.19, 0.3};
        double[] slope = SmoothAreaChart.slopes(new double[] {0, 1, 2, 3, 4, 5}, y);
        for (int i = 0; i + 1 < y.length; i++) {
            double secant = y[i + 1] - y[i];
            assertThat(slope[i] / secant).isBetween(0.0, 3.0);
            assertThat(slope[i + 1] / secant).isBetween(0.0, 3.0);
        }
    }

    @Test
    void labelsAxesInRoundSteps() {
        assertThat(ChartScale.roundStep(0.41)).isEqualTo(0.5);
        assertThat(ChartScale.roundStep(3)).isEqualTo(5);
        assertThat(ChartScale.roundStep(0.0007)).isEqualTo(0.001);
    }
}
