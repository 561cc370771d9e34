package hearth.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/// Files that a stranger bends: decoding says that they are malformed or gives numbers, throws
/// nothing else, and takes no more memory than the good file. `-Pnightly` tries 250 times as many.
class HostileUpdatesTest {
    private static final int TRIES = Boolean.getBoolean("hearth.nightly") ? 1_000_000 : 4_000;
    private static final long SEED = 20_261_121;

    /// An exception with its stack trace, and what the measuring itself takes.
    private static final long MARGIN = 1 << 16;

    private static final List<TensorSpec> SPECS =
            List.of(
                    new TensorSpec("a", List.of(50L, 100L)),
                    new TensorSpec("b", List.of(3L)),
                    new TensorSpec("c.d", List.of(256L)));
    private static final SortedMap<String, String> METADATA =
            new TreeMap<>(Map.of("base", "b".repeat(64), "lease", "l1", "round", "0"));

    @ParameterizedTest
    @EnumSource
    void decodingABentFileIsMalformedOrNumbersAndTakesNoMoreMemory(BlockCodec codec) {
        var good = good(codec);
        decode(codec, good);
        long before = allocated();
        decode(codec, good);
        long allowed = allocated() - before + MARGIN;
        int refused = 0;
        for (int i = 0; i < TRIES; i++) {
            var random = new Random(SEED + i);
            var bent = bend(random, good);
            long start = allocated();
            boolean malformed = isMalformed(codec, bent, i);
            assertThat(allocated() - start).as("memory for try %s", i).isLessThan(allowed);
            if (bent.length != good.length) {
                assertThat(malformed).as("try %s has another length", i).isTrue();
            }
            refused += malformed ? 1 : 0;
        }
        assertThat(refused).isBetween(TRIES / 4, TRIES - 1);
    }

    /// The reader of checkpoints and of the trainer's differences parses its header.
    @ParameterizedTest
    @EnumSource(names = "DQ4")
    void readingABentTensorFileIsMalformedOrTensorsAndTakesLittleMemory(BlockCodec codec) {
        var good = good(codec);
        for (int i = 0; i < TRIES; i++) {
            var bent = bend(new Random(SEED + i), good);
            long start = allocated();
            try {
                Safetensors.decode(bent);
            } catch (MalformedMessageException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
            assertThat(allocated() - start).as("memory for try %s", i).isLessThan(1 << 20);
        }
    }

    private static boolean isMalformed(BlockCodec codec, byte[] file, int attempt) {
        try {
            for (float[] values : decode(codec, file).values().values()) {
                for (float value : values) {
                    if (!Float.isFinite(value)) {
                        throw new AssertionError("not a number from try " + attempt);
                    }
                }
            }
            return false;
        } catch (MalformedMessageException expected) {
            return true;
        }
    }

    private static CodedTensors.Decoded decode(BlockCodec codec, byte[] file) {
        return CodedTensors.decode(codec, METADATA, SPECS, file);
    }

    private static byte[] good(BlockCodec codec) {
        var random = new Random(3);
        var values = new TreeMap<String, float[]>();
        for (var spec : SPECS) {
            var v = new float[(int) spec.elements()];
            for (int i = 0; i < v.length; i++) {
                v[i] = (float) random.nextGaussian();
            }
            values.put(spec.name(), v);
        }
        return codec.needsErrorFeedback()
                ? ErrorFeedback.encode(codec, METADATA, SPECS, values, Optional.empty()).update()
                : CodedTensors.encode(codec, METADATA, SPECS, values);
    }

    private static byte[] bend(Random random, byte[] good) {
        var bent = good.clone();
        int header = Long.BYTES + ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getInt();
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            boolean inData = random.nextBoolean() && bent.length > header;
            int at =
                    inData
                            ? header + random.nextInt(bent.length - header)
                            : random.nextInt(Math.max(1, bent.length));
            bent = bend(random, bent, at);
        }
        return bent;
    }

    private static byte[] bend(Random random, byte[] file, int at) {
        if (file.length < Long.BYTES) {
            return new byte[random.nextInt(64)];
        }
        var in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        switch (random.nextInt(10)) {
            case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> file[at] = (byte) random.nextInt(256);
            case 2 -> file[at] = 0;
            case 3 -> file[at] = (byte) 0x88;
            case 4 -> {
                return Arrays.copyOf(file, at);
            }
            case 5 -> {
                return Arrays.copyOf(file, file.length + 1 + random.nextInt(300));
            }
            case 6 -> in.putLong(0, random.nextLong() >> random.nextInt(64));
            case 7 -> {
                int length = random.nextInt(Math.min(64, file.length - at + 1));
                System.arraycopy(
                        file, random.nextInt(at + 1), file, at, Math.min(length, file.length - at));
            }
            case 8 ->
                    Arrays.fill(
                            file,
                            at,
                            Math.min(file.length, at + 1 + random.nextInt(40)),
                            (byte) random.nextInt(256));
            default -> {
                for (int i = file.length - 1; i > Math.max(at, file.length - 200); i--) {
                    file[i] = (byte) random.nextInt(256);
                }
            }
        }
        return file;
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
