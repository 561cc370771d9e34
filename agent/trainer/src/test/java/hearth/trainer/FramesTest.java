package hearth.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.protocol.MalformedMessageException;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

class FramesTest {
    private static final Path FILE = Path.of("a folder", "ä file").toAbsolutePath();

    private static final TrainingTask TASK =
            new TrainingTask(Trainers.GPT, FILE, FILE, -1, 3, 1, 2, 1e-3, 0.1, 1, FILE);

    @Test
    void whatIsWrittenIsRead() throws IOException {
        var evaluation = new Evaluation(1.5, OptionalDouble.of(0.25), 7, List.of(1.0, 2.0));
        List<Message> messages =
                List.of(
                        new Message.Train(TASK),
                        new Message.Train(
                                TASK.withSecondMoments(FILE)
                                        .withSecondMomentsOutput(FILE)
                                        .withProgress(FILE)),
                        new Message.Evaluate(new EvaluationTask(Trainers.CNN, FILE, FILE, 1, 2)),
                        new Message.Evaluate(
                                new EvaluationTask(
                                        Trainers.CNN,
                                        FILE,
                                        Optional.empty(),
                                        FILE,
                                        1,
                                        2,
                                        Optional.of(new EvaluationTask.Draw(-5, 640, 3)))),
                        new Message.Stop(),
                        new Message.Progress(new TrainingProgress(3, 0.5f)),
                        new Message.Trained(
                                new TrainingResult(
                                        2f,
                                        1f,
                                        3,
                                        2,
                                        Duration.ofMillis(1234),
                                        Duration.ofMillis(5))),
                        new Message.Evaluated(evaluation),
                        new Message.Evaluated(
                                new Evaluation(1, OptionalDouble.empty(), 1, List.of(1.0))),
                        new Message.Refusal(
                                new TrainerFailure.Refused(TrainerFailure.Reason.DIVERGED, "why")));
        var pipe = new ByteArrayOutputStream();
        var writer = new Frames(InputStream.nullInputStream(), pipe);
        for (var message : messages) {
            writer.write(message);
        }
        var reader = reader(pipe.toByteArray());
        for (var message : messages) {
            assertThat(reader.read()).contains(message);
        }
        assertThat(reader.read()).isEmpty();
    }

    @Test
    void refusesToReadAFrameOverOneMebibyte() {
        var frame = ByteBuffer.allocate(4).putInt(Frames.MAX_BYTES + 1).array();
        assertThatThrownBy(() -> reader(frame).read())
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void refusesAFrameOfNegativeLengthOfNoLengthAndOfUnknownType() {
        for (byte[] frame :
                List.of(
                        new byte[] {-1, 0, 0, 0, 0},
                        new byte[] {0, 0, 0, 0},
                        new byte[] {0, 0, 0, 3, 99, '{', '}'},
                        new byte[] {0, 0, 0, 3, -1, '{', '}'},
                        new byte[] {0, 0, 0, 4, 3, 'n', 'o', '!'})) {
            assertThatThrownBy(() -> reader(frame).read())
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void refusesToWriteAMessageOverOneMebibyte() {
        var writer = new Frames(InputStream.nullInputStream(), OutputStream.nullOutputStream());
        var tooLong = new Message.Sampled(new byte[Frames.MAX_BYTES]);
        assertThatIllegalArgumentException().isThrownBy(() -> writer.write(tooLong));
    }

    @Test
    void aFrameThatIsCutOffCountsAsTheEnd() throws IOException {
        var whole = new ByteArrayOutputStream();
        new Frames(InputStream.nullInputStream(), whole).write(new Message.Stop());
        var cut = Arrays.copyOf(whole.toByteArray(), whole.size() - 1);
        assertThat(reader(cut).read()).isEmpty();
    }

    private static Frames reader(byte[] bytes) {
        return new Frames(new ByteArrayInputStream(bytes), OutputStream.nullOutputStream());
    }
}
