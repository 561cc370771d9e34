package hearth.trainer;

import hearth.protocol.MalformedMessageException;
import hearth.testing.FuzzTarget;
import hearth.trainer.strangers.ProgramScan;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// What comes from a child that runs a stranger's program, and the program itself.
final class FuzzedInputs {
    private FuzzedInputs() {}

    /// All messages of a pipe: each is one that we would write in the same bytes or in others that
    /// mean the same.
    static final class OfFrames implements FuzzTarget {
        @Override
        public List<byte[]> seeds() {
            var refused = new TrainerFailure.Refused(TrainerFailure.Reason.DIVERGED, "why");
            return Stream.of(
                            new Message.Ready(),
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
                            new Message.Evaluated(
                                    new Evaluation(
                                            1.5, OptionalDouble.of(0.25), 7, List.of(1.0, 2.0))),
                            new Message.Refusal(refused))
                    .map(OfFrames::written)
                    .toList();
        }

        private static byte[] written(Message message) {
            var pipe = new ByteArrayOutputStream();
            try {
                new Frames(InputStream.nullInputStream(), pipe).write(message);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return pipe.toByteArray();
        }

        @Override
        public long executions() {
            return 60_000;
        }

        @Override
        public boolean takes(byte[] input) {
            try {
                var in =
                        new Frames(
                                new ByteArrayInputStream(input), OutputStream.nullOutputStream());
                int messages = 0;
                for (var next = in.read(); next.isPresent(); next = in.read()) {
                    messages++;
                    requireSame(next.get());
                }
                return messages > 0;
            } catch (MalformedMessageException malformed) {
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void requireSame(Message message) throws IOException {
            var frame = written(message);
            var again =
                    new Frames(new ByteArrayInputStream(frame), OutputStream.nullOutputStream())
                            .read()
                            .orElseThrow();
            if (!Arrays.equals(written(again), frame)) {
                throw new IllegalStateException("it means something else when it is read again");
            }
        }
    }

    /// A stranger's program: refused with a sentence, or byte for byte our form.
    static final class OfArchive implements FuzzTarget {
        private static final String RECIPE = "mlp";
        private final byte[] ours = ours();

        private static byte[] ours() {
            try {
                return Files.readAllBytes(Path.of("target/recipes", RECIPE + ".pt"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public List<byte[]> seeds() {
            return List.of(ours, "PK".getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public long executions() {
            return 8_000;
        }

        @Override
        public boolean takes(byte[] input) {
            var objection = ProgramScan.objection(RECIPE, ours, input);
            if (objection.isPresent()) {
                if (objection.get().isBlank() || objection.get().length() > 1000) {
                    throw new IllegalStateException("a sentence says why");
                }
                return false;
            }
            return true;
        }
    }
}
