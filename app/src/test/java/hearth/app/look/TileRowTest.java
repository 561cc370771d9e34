package hearth.app.look;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.geometry.Orientation;
import javafx.scene.layout.Region;

import org.junit.jupiter.api.Test;

class TileRowTest {
    private static final double AREA = 40_000;

    /// Three tiles in a row of 500: two beside each other, and one that has the whole width
    /// below and so needs less height.
    @Test
    void givesTheWideTileOfTheLastRowNoMoreHeightThanItNeeds() {
        var row = new TileRow();
        row.getChildren().addAll(new Words(), new Words(), new Words());
        double two = Math.ceil(AREA / 242);
        double whole = Math.ceil(AREA / 500);
        assertThat(row.prefHeight(500)).isEqualTo(two + 16 + whole);
        row.resize(500, row.prefHeight(500));
        row.layout();
        assertThat(row.getChildren().getLast().getLayoutBounds().getHeight()).isEqualTo(whole);
    }

    /// As high as its words need for the width that it is given.
    private static final class Words extends Region {
        @Override
        public Orientation getContentBias() {
            return Orientation.HORIZONTAL;
        }

        @Override
        protected double computePrefHeight(double width) {
            return AREA / width;
        }
    }
}
