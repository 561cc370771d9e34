package hearth.hardware.desktop;

import hearth.hardware.desktop.TrayFace.Light;

import java.util.List;

/// The tray's icon: a flame in the colour of the state, drawn here because the agent has no
/// toolkit. A problem also cuts its lower corner out, for eyes that see no colours.
final class TrayPicture {
    private static final int[] SIZES = {22, 44};
    private static final int SAMPLES = 4;
    private static final double UNITS = 24;

    /// The outer curve of Hearth's mark, as a start and three points for each piece, in 24 units.
    private static final double[] FLAME = {
        12.4, 2.2, 12.9, 5.6, 17.6, 8.2, 17.6, 13, 17.6, 16.3, 15.1, 18.6, 12, 18.6, 8.9, 18.6, 6.4,
        16.3, 6.4, 13.1, 6.4, 10.9, 7.5, 9.4, 8.7, 8.3, 8.8, 9.7, 9.4, 10.6, 10.3, 10.9, 9.7, 7.6,
        10.4, 4.3, 12.4, 2.2
    };
    private static final int PIECES = 12;
    private static final double[][] OUTLINE = outline();

    private TrayPicture() {}

    /// Width, height and ARGB pixels in network order, in the sizes that trays use.
    static List<Object> of(Light light) {
        return List.of(picture(light, SIZES[0]), picture(light, SIZES[1]));
    }

    private static List<Object> picture(Light light, int size) {
        int colour =
                switch (light) {
                    case WORKING -> 0xe2561f;
                    case RESTING -> 0xb08a78;
                    case OFF -> 0x8f867e;
                    case PROBLEM -> 0xd92d20;
                };
        var pixels = new byte[size * size * Integer.BYTES];
        for (int i = 0; i < size * size; i++) {
            double share = covered(i % size, i / size, size, light == Light.PROBLEM);
            int argb = (int) Math.round(share * 255) << 24 | colour;
            for (int part = 0; part < Integer.BYTES; part++) {
                pixels[i * Integer.BYTES + part] = (byte) (argb >>> (24 - 8 * part));
            }
        }
        return List.of(size, size, pixels);
    }

    private static double covered(int x, int y, int size, boolean cut) {
        int inside = 0;
        for (int i = 0; i < SAMPLES * SAMPLES; i++) {
            double px = (x + (i % SAMPLES + 0.5) / SAMPLES) * UNITS / size;
            int row = i / SAMPLES;
            double py = (y + (row + 0.5) / SAMPLES) * UNITS / size;
            boolean hearth = px > 5 && px < 19 && py > 20.4 && py < 21.9;
            boolean out = cut && px > 13 && py > 13;
            inside += (isInFlame(px, py) || hearth) && !out ? 1 : 0;
        }
        return inside / (double) (SAMPLES * SAMPLES);
    }

    private static boolean isInFlame(double x, double y) {
        boolean inside = false;
        for (int i = 0, j = OUTLINE.length - 1; i < OUTLINE.length; j = i++) {
            double[] a = OUTLINE[i];
            double[] b = OUTLINE[j];
            if (a[1] > y != b[1] > y && x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]) {
                inside = !inside;
            }
        }
        return inside;
    }

    private static double[][] outline() {
        int curves = (FLAME.length - 2) / 6;
        var points = new double[curves * PIECES][];
        for (int i = 0; i < points.length; i++) {
            int at = i / PIECES * 6;
            double t = i % PIECES / (double) PIECES;
            points[i] = new double[] {curve(at, t), curve(at + 1, t)};
        }
        return points;
    }

    private static double curve(int at, double t) {
        double u = 1 - t;
        return u * u * u * FLAME[at]
                + 3 * u * u * t * FLAME[at + 2]
                + 3 * u * t * t * FLAME[at + 4]
                + t * t * t * FLAME[at + 6];
    }
}
