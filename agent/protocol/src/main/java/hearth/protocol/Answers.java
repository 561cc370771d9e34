package hearth.protocol;

import hearth.protocol.Inference.Form;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a model answered to some neighbouring inputs: one tensor `answers` of `[inputs, width]`,
/// U8 for text and F32 for scores, in a file of tensors whose length follows from manifest and
/// lease alone.
public final class Answers {
    /// Name on the wire, where an update has its codec.
    public static final String CODEC = "answers";

    private static final String TENSOR = "answers";

    private final Form form;
    private final int width;
    private final Tensor tensor;

    private Answers(Inference inference, Tensor tensor) {
        this.form = inference.form();
        this.width = inference.width();
        this.tensor = tensor;
    }

    /// Bytes of a file with so many answers to a lease's inputs.
    public static long exactLength(Inference inference, Lease lease, int count) {
        var slots = new TreeMap<String, Safetensors.Slot>();
        slots.put(TENSOR, new Safetensors.Slot(type(inference), shape(inference, count)));
        int header = Safetensors.header(lease.updateMetadata(CODEC), slots).length;
        return Long.BYTES + header + count * rowBytes(inference);
    }

    /// Bytes of one answer.
    public static long rowBytes(Inference inference) {
        return (long) inference.width() * type(inference).bytes();
    }

    private static Tensor.Dtype type(Inference inference) {
        return switch (inference.form()) {
            case TEXT -> Tensor.Dtype.U8;
            case SCORES -> Tensor.Dtype.F32;
        };
    }

    private static List<Long> shape(Inference inference, int count) {
        return List.of((long) count, (long) inference.width());
    }

    /// @param rows answers one after the other as they lie on disk; shared, not copied
    /// @throws MalformedMessageException if a score is not finite
    public static Answers of(Inference inference, int count, ByteBuffer rows) {
        return new Answers(inference, new Tensor(type(inference), shape(inference, count), rows))
                .checked();
    }

    private Safetensors.Content with(SortedMap<String, String> metadata) {
        var tensors = new TreeMap<String, Tensor>();
        tensors.put(TENSOR, tensor);
        return new Safetensors.Content(metadata, tensors);
    }

    /// Writes them as answers of no lease, and forces them to the disk.
    public void write(Path file) {
        Safetensors.write(file, with(new TreeMap<>()));
    }

    /// Writes them as those of a lease, and forces them to the disk.
    public void write(Path file, Lease lease) {
        Safetensors.write(file, with(lease.updateMetadata(CODEC)));
    }

    /// The bytes of the same file.
    public byte[] encode(Lease lease) {
        return Safetensors.encode(with(lease.updateMetadata(CODEC)));
    }

    /// Reads answers of any lease or of none by mapping their file.
    ///
    /// @throws MalformedMessageException if it is not that many answers, all finite
    public static Answers read(Inference inference, int count, Path file) {
        return of(inference, count, Safetensors.read(file));
    }

    /// Answers of one lease.
    ///
    /// @param file shared, not copied
    /// @throws MalformedMessageException if it was made for something else, or is not that many
    /// answers, all finite
    public static Answers open(Inference inference, Lease lease, int count, ByteBuffer file) {
        var content = Safetensors.decode(file);
        if (!content.metadata().equals(lease.updateMetadata(CODEC))) {
            throw new MalformedMessageException("answers were made for something else", null);
        }
        return of(inference, count, content);
    }

    private static Answers of(Inference inference, int count, Safetensors.Content content) {
        var tensor = content.tensor(TENSOR);
        if (content.tensors().size() != 1
                || tensor.dtype() != type(inference)
                || !tensor.shape().equals(shape(inference, count))) {
            throw new MalformedMessageException("these are other answers than were wanted", null);
        }
        return new Answers(inference, tensor).checked();
    }

    private Answers checked() {
        for (int i = 0; form == Form.SCORES && i < count(); i++) {
            for (float score : scores(i)) {
                if (!Float.isFinite(score)) {
                    throw new MalformedMessageException("a score is not finite", null);
                }
            }
        }
        return this;
    }

    public int count() {
        return Math.toIntExact(tensor.shape().getFirst());
    }

    /// Names what was answered, whoever sent it.
    public Sha256 content() {
        return Sha256.of(tensor.bytes());
    }

    /// An answer that is text.
    public byte[] text(int input) {
        var bytes = new byte[width];
        tensor.data().get(tensor.data().position() + input * width, bytes);
        return bytes;
    }

    /// An answer that is scores.
    public float[] scores(int input) {
        var scores = new float[width];
        tensor.asFloats().get(input * width, scores);
        return scores;
    }

    /// How far these are from what somebody else answered to the same inputs: the share of texts
    /// that differ, or ‖x − x'‖ / ‖x'‖ of the scores.
    public double distanceTo(Answers repeated) {
        return switch (form) {
            case TEXT -> {
                int apart = 0;
                for (int i = 0; i < count(); i++) {
                    apart += Arrays.equals(text(i), repeated.text(i)) ? 0 : 1;
                }
                yield (double) apart / count();
            }
            case SCORES -> distance(tensor.floats(), repeated.tensor.floats());
        };
    }

    private static double distance(float[] scores, float[] repeated) {
        double apart = 0;
        double length = 0;
        for (int i = 0; i < scores.length; i++) {
            double d = (double) scores[i] - repeated[i];
            apart += d * d;
            length += (double) repeated[i] * repeated[i];
        }
        return apart == 0 ? 0 : Math.sqrt(apart / length);
    }
}
