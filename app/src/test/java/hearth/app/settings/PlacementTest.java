package hearth.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.settings.Placement.Area;

import org.junit.jupiter.api.Test;

import java.util.List;

class PlacementTest {
    private static final Area LEFT = new Area(0, 30, 1920, 1050);
    private static final Area RIGHT = new Area(1920, 0, 2560, 1440);

    private static boolean isKept(double x, double y, Area... screens) {
        return new Placement(x, y, 1180, 780, false).isWithin(List.of(screens));
    }

    @Test
    void staysWhereItCanBeSeen() {
        assertThat(isKept(100, 100, LEFT)).isTrue();
        assertThat(isKept(2400, 600, LEFT, RIGHT)).isTrue();
        assertThat(isKept(-900, 40, LEFT)).isTrue();
    }

    @Test
    void isForgottenWithTheScreenItWasOn() {
        assertThat(isKept(2400, 600, LEFT)).isFalse();
        assertThat(isKept(100, 100)).isFalse();
    }

    @Test
    void isForgottenWhereItsUpperEdgeCannotBeReached() {
        assertThat(isKept(100, -40, LEFT)).isFalse();
        assertThat(isKept(100, 1060, LEFT)).isFalse();
        assertThat(isKept(1900, 100, LEFT)).isFalse();
        assertThat(isKept(-1150, 100, LEFT)).isFalse();
    }

    @Test
    void aWindowWithoutSizeIsNone() {
        assertThat(new Placement(100, 100, 0, 0, false).isWithin(List.of(LEFT))).isFalse();
        assertThat(new Placement(Double.NaN, 100, 800, 600, false).isWithin(List.of(LEFT)))
                .isFalse();
    }
}
