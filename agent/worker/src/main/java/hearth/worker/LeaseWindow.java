package hearth.worker;

import hearth.protocol.MalformedMessageException;
import hearth.protocol.Safetensors;
import hearth.protocol.Sha256;
import hearth.trainer.ProgressFolder;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// What is kept of the steps between two checkpoints inside a lease when the checkpoints are gone:
/// enough to tell whether a repetition made the same bytes there, and how far it was if not.
///
/// @param step last one of the window
/// @param content hash of the parameters after it; in the last window, of the whole difference
/// @param sketch of what the parameters moved since the lease's begin ([#SKETCH] binary32 numbers,
/// little endian, base64): each parameter is added, with a sign, to one of them, both drawn by its
/// place. Lengths of sums and differences of sketches are those of the vectors within about 4 %
/// (count sketch).
public record LeaseWindow(int step, Sha256 content, String sketch) {
    private static final int SKETCH = 1024;

    /// Windows of one lease that are kept: the first ones, and the last.
    private static final int MOST = 64;

    /// The windows of a training that has just ended.
    ///
    /// @param begin parameters that it began with
    /// @param progress its folder, with the checkpoints that stayed
    /// @param difference its whole result
    /// @param steps that it did
    /// @throws MalformedMessageException if a file is not what it should be
    static List<LeaseWindow> of(Path begin, Path progress, Path difference, int steps) {
        var windows = new ArrayList<LeaseWindow>();
        for (var kept : ProgressFolder.kept(progress)) {
            if (kept.steps() % ProgressFolder.WINDOW == 0 && kept.steps() < steps) {
                var moved = sketch(Safetensors.read(kept.parameters()), Safetensors.read(begin));
                windows.add(
                        new LeaseWindow(
                                kept.steps(), Sha256.ofFile(kept.parameters()), coded(moved)));
            }
        }
        if (windows.size() >= MOST) {
            windows.subList(MOST - 1, windows.size()).clear();
        }
        var all = sketch(Safetensors.read(difference));
        windows.add(new LeaseWindow(steps, Sha256.ofFile(difference), coded(all)));
        return windows;
    }

    /// Distance of each window of a repetition to the one that was kept: of what the parameters
    /// moved in it, ‖a − b‖ / ‖b‖, b being the kept one.
    ///
    /// @param repeated a window that ends with the same step as the kept one at its place
    static List<Rerun.Window> compare(List<LeaseWindow> repeated, List<LeaseWindow> kept) {
        var compared = new ArrayList<Rerun.Window>();
        var a = new float[SKETCH];
        var b = new float[SKETCH];
        for (int i = 0; i < Math.min(repeated.size(), kept.size()); i++) {
            var ours = repeated.get(i);
            var theirs = kept.get(i);
            if (ours.step() != theirs.step()) {
                break;
            }
            float[] nextA = ours.numbers();
            float[] nextB = theirs.numbers();
            boolean identical = ours.content().equals(theirs.content());
            compared.add(new Rerun.Window(ours.step(), identical, distance(nextA, a, nextB, b)));
            a = nextA;
            b = nextB;
        }
        return compared;
    }

    /// @return none where nothing moved
    private static Optional<Double> distance(
            float[] toA, float[] fromA, float[] toB, float[] fromB) {
        double apart = 0;
        double length = 0;
        for (int i = 0; i < SKETCH; i++) {
            double b = (double) toB[i] - fromB[i];
            double d = (double) toA[i] - fromA[i] - b;
            apart += d * d;
            length += b * b;
        }
        if (apart == 0) {
            return Optional.of(0.0);
        }
        return length == 0 ? Optional.empty() : Optional.of(Math.sqrt(apart / length));
    }

    private static double[] sketch(Safetensors.Content content) {
        var sums = new double[SKETCH];
        long place = 0;
        for (var tensor : content.tensors().values()) {
            var values = tensor.asFloats();
            for (int i = 0; i < values.limit(); i++) {
                add(sums, place++, values.get(i));
            }
        }
        return sums;
    }

    /// Of the difference.
    private static double[] sketch(Safetensors.Content to, Safetensors.Content from) {
        var sums = new double[SKETCH];
        long place = 0;
        for (var entry : to.tensors().entrySet()) {
            var b = from.tensor(entry.getKey()).asFloats();
            var a = entry.getValue().asFloats();
            if (a.limit() != b.limit()) {
                throw new MalformedMessageException("parameters of another shape", null);
            }
            for (int i = 0; i < a.limit(); i++) {
                add(sums, place++, a.get(i) - b.get(i));
            }
        }
        return sums;
    }

    /// Bucket and sign from SplitMix64's finaliser.
    private static void add(double[] sums, long place, float value) {
        long z = (place + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        int bucket = (int) (z & SKETCH - 1);
        sums[bucket] += z < 0 ? -value : value;
    }

    private static String coded(double[] sums) {
        var bytes = ByteBuffer.allocate(SKETCH * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (double sum : sums) {
            bytes.putFloat((float) sum);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private float[] numbers() {
        var numbers = new float[SKETCH];
        var bytes = Base64.getDecoder().decode(sketch);
        if (bytes.length != SKETCH * Float.BYTES) {
            throw new MalformedMessageException("a sketch of another length", null);
        }
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
        return numbers;
    }
}
