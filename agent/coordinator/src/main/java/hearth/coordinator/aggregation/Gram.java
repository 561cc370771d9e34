package hearth.coordinator.aggregation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The scalar products of some updates with each other: all that layer L1 asks of them. Needs one
/// pass over the numbers, and memory for one piece of each update.
final class Gram {
    private final Map<Long, Integer> places = new HashMap<>();
    private final double[][] products;
    private final double[] norms;

    private Gram(List<Update> updates) {
        for (var update : updates) {
            places.put(update.sequence(), places.size());
        }
        products = new double[updates.size()][updates.size()];
        norms = new double[updates.size()];
    }

    static Gram of(List<Update> updates, List<Piece> pieces) {
        var gram = new Gram(updates);
        var read = new float[updates.size()][];
        for (var piece : pieces) {
            for (int i = 0; i < read.length; i++) {
                read[i] = updates.get(i).values().read(piece);
            }
            gram.add(read);
        }
        for (int i = 0; i < read.length; i++) {
            gram.norms[i] = Math.sqrt(gram.products[i][i]);
        }
        return gram;
    }

    private void add(float[][] read) {
        for (int i = 0; i < read.length; i++) {
            for (int j = 0; j <= i; j++) {
                products[i][j] += dot(read[i], read[j]);
                products[j][i] = products[i][j];
            }
        }
    }

    /// Four sums, because a single one waits for itself.
    private static double dot(float[] a, float[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < a.length; i += 4) {
            s0 += (double) a[i] * b[i];
            s1 += (double) a[i + 1] * b[i + 1];
            s2 += (double) a[i + 2] * b[i + 2];
            s3 += (double) a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            s0 += (double) a[i] * b[i];
        }
        return s0 + s1 + (s2 + s3);
    }

    double product(Update a, Update b) {
        return products[place(a)][place(b)];
    }

    private int place(Update update) {
        var place = places.get(update.sequence());
        if (place == null) {
            throw new IllegalArgumentException("an update of another round");
        }
        return place;
    }

    double norm(Update update) {
        return norms[place(update)];
    }

    /// 0 where one of them is zero.
    double cosine(Update a, Update b) {
        return cosine(place(a), place(b));
    }

    private double cosine(int a, int b) {
        double both = norms[a] * norms[b];
        return both == 0 ? 0 : products[a][b] / both;
    }

    /// Square of the length of the sum of some, each with norm 1. A round asks this once for each
    /// of its updates, so the places are looked up once.
    double squareOfSum(List<Update> updates) {
        int[] at = updates.stream().mapToInt(this::place).toArray();
        double square = 0;
        for (int a : at) {
            for (int b : at) {
                square += cosine(a, b);
            }
        }
        return square;
    }
}
