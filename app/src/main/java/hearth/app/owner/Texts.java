package hearth.app.owner;

import hearth.coordinator.JobTerms;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A folder of text, or one file, as data of a model that reads bytes: shards of equal length, and
/// every twentieth block held out, so that the loss is measured on text from all over.
final class Texts {
    private static final int TWENTIETH = 20;
    private static final int SHARD = 70_000;
    private static final int FEWEST_CONTEXTS = 8;
    private static final int BLOCKS = 400;
    private static final byte[] BETWEEN = "\n\n".getBytes(StandardCharsets.UTF_8);

    private Texts() {}

    /// @param context bytes that one example spans
    /// @param leases of a round: at least so many shards
    /// @throws DataException if a file is no text, or there is too little
    static Pieces of(Path source, int context, int leases) throws DataException {
        var text = joined(source);
        int block = Math.max(FEWEST_CONTEXTS * (context + 1), text.length / BLOCKS);
        long least = (leases + 1L) * block;
        if (text.length < least) {
            throw new DataException(
                    "%s has %d bytes of text; %d leases a round of a model with a context of %d need at least %d"
                            .formatted(source, text.length, leases, context, least));
        }
        var train = new ByteArrayOutputStream();
        var heldOut = new ByteArrayOutputStream();
        int blocks = text.length / block;
        for (int b = 0; b < blocks; b++) {
            int end = b == blocks - 1 ? text.length : (b + 1) * block;
            boolean held = blocks < TWENTIETH ? b == blocks - 1 : b % TWENTIETH == TWENTIETH / 2;
            (held ? heldOut : train).write(text, b * block, end - b * block);
        }
        return new Pieces(shards(train.toByteArray(), context, leases), heldOut.toByteArray());
    }

    private static List<byte[]> shards(byte[] text, int context, int leases) {
        int count = shards(text.length, context, leases);
        var shards = new ArrayList<byte[]>();
        for (int s = 0; s < count; s++) {
            shards.add(
                    Arrays.copyOfRange(
                            text,
                            (int) ((long) text.length * s / count),
                            (int) ((long) text.length * (s + 1) / count)));
        }
        return shards;
    }

    /// How many shards so much text becomes: each is of some examples, and a job has so many at
    /// most.
    static int shards(int bytes, int context, int leases) {
        int shard = Math.max(SHARD, FEWEST_CONTEXTS * (context + 1));
        return Math.max(leases, Math.min(JobTerms.MOST_SHARDS, bytes / shard));
    }

    private static byte[] joined(Path source) throws DataException {
        var out = new ByteArrayOutputStream();
        for (var file : Sources.files(source)) {
            byte[] text = read(file);
            checkText(file, text);
            if (out.size() > 0) {
                out.writeBytes(BETWEEN);
            }
            out.writeBytes(text);
        }
        return out.toByteArray();
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void checkText(Path file, byte[] bytes) throws DataException {
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == 0) {
                throw new DataException(file + " is no text: byte " + at + " is zero");
            }
        }
        try {
            var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException notUtf8) {
            throw new DataException(file + " is no text in UTF-8");
        }
    }
}
