package hearth.app.owner;

import hearth.app.install.CommandFailure;
import hearth.protocol.Answers;
import hearth.protocol.Inference;
import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Manifest;
import hearth.protocol.OwnerMessages.AnswerList;
import hearth.protocol.OwnerMessages.Batch;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// Answers on their way home: `answers.jsonl`, a line an input, in the order of the inputs. A line
/// is `{"input": 3, "prompt": …, "text": …}`, or `{"input": 3, "class": 7, "scores": […]}`, or
/// `{"input": 3, "error": "unanswered"}`.
final class AnswerDownload {
    private final OwnerClient client;
    private final JobFolder job;
    private final Path folder;
    private final Manifest manifest;
    private final Inference asked;

    /// The shard whose prompts were read last.
    private int loaded = -1;

    private ByteBuffer records = ByteBuffer.allocate(0);

    /// @param folder that the files are written into; made if missing
    AnswerDownload(OwnerClient client, JobFolder job, Path folder) {
        this.client = client;
        this.job = job;
        this.folder = folder;
        this.manifest = job.manifest();
        this.asked = manifest.inference().orElseThrow();
    }

    /// @return the file of answers; there is none before all lines are written
    Path merged() {
        var list = client.answers(job.id());
        var file = folder.resolve("answers.jsonl");
        var unfinished = folder.resolve("answers.jsonl.part");
        try {
            Files.createDirectories(folder);
            try (var out = Files.newBufferedWriter(unfinished, StandardCharsets.UTF_8)) {
                write(list, out);
            }
            Files.move(
                    unfinished,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            Files.write(folder.resolve("manifest.json"), Json.bytes(manifest));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(AnswerList list, BufferedWriter out) throws IOException {
        int next = 0;
        for (var batch : list.batches()) {
            if (batch.number() < next || batch.number() + batch.inputs() > asked.inputs()) {
                throw new CommandFailure(
                        CommandFailure.REFUSED, "An input is said to have two answers.");
            }
            for (; next < batch.number(); next++) {
                unanswered(next, out);
            }
            var answers = answers(batch);
            for (int i = 0; i < batch.inputs(); i++, next++) {
                answer(next, answers, i, out);
            }
        }
        for (; next < asked.inputs(); next++) {
            unanswered(next, out);
        }
    }

    private Answers answers(Batch batch) throws IOException {
        var file = folder.resolve("batch.part");
        try {
            client.download(batch.file(), file);
            return Answers.read(asked, batch.inputs(), file);
        } catch (MalformedMessageException other) {
            throw new CommandFailure(
                    CommandFailure.REFUSED,
                    "What came as answers of lease " + batch.lease() + " are none.",
                    other);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void unanswered(int input, BufferedWriter out) throws IOException {
        var line = line(input);
        line.put("error", "unanswered");
        put(line, out);
    }

    private Map<String, Object> line(int input) throws IOException {
        var line = new LinkedHashMap<String, Object>();
        line.put("input", input);
        switch (asked.form()) {
            case TEXT -> line.put("prompt", prompt(input));
            case SCORES -> {}
        }
        return line;
    }

    private void answer(int input, Answers answers, int at, BufferedWriter out) throws IOException {
        var line = line(input);
        switch (asked.form()) {
            case TEXT -> {
                byte[] bytes = answers.text(at);
                line.put("text", new String(bytes, StandardCharsets.UTF_8));
                if (!isText(bytes)) {
                    line.put("bytes", Base64.getEncoder().encodeToString(bytes));
                }
            }
            case SCORES -> {
                float[] scores = answers.scores(at);
                line.put("class", best(scores));
                line.put("scores", scores);
            }
        }
        put(line, out);
    }

    /// A text may end in the middle of a character.
    private static boolean isText(byte[] bytes) {
        try {
            var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException notAll) {
            return false;
        }
    }

    private static int best(float[] scores) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        return best;
    }

    private static void put(Object line, BufferedWriter out) throws IOException {
        out.write(Json.mapper().writeValueAsString(line));
        out.newLine();
    }

    /// From the shard that the owner keeps.
    private String prompt(int input) throws IOException {
        int shards = manifest.data().shards().size();
        int shard = Math.max(loaded, 0);
        while (input >= asked.firstOf(shard, shards) + asked.inputsOf(shard, shards)) {
            shard++;
        }
        if (shard != loaded) {
            records =
                    ByteBuffer.wrap(
                            Files.readAllBytes(job.file(manifest.data().shards().get(shard))));
            loaded = shard;
        }
        int at = (input - asked.firstOf(shard, shards)) * asked.recordBytes();
        var bytes = new byte[records.getShort(at) & 0xFFFF];
        records.get(at + Short.BYTES, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
