package hearth.app.owner;

import hearth.protocol.Inference;
import hearth.protocol.Json;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a model is to be asked, in the order of the owner's files: prompts as lines of text or as
/// JSONL (a string, or an object with `prompt`); rows as CSV of whole numbers from 0 to 255; or
/// pictures as PGM, PNG or JPEG. Empty lines ask nothing.
final class Inputs {
    private static final int MOST = 255;
    private static final int MOST_INPUTS = 10_000_000;

    private final int mostBytes;
    private final Canvas canvas;
    private final List<byte[]> inputs = new ArrayList<>();

    private Inputs(AskPlan plan) {
        this.mostBytes = plan.mostInputBytes();
        this.canvas = Canvas.of(plan.recipe(), mostBytes);
    }

    /// @throws DataException with the file and the line of the first thing that is wrong
    static List<byte[]> of(Path source, AskPlan plan) throws DataException {
        var inputs = new Inputs(plan);
        for (var file : Sources.files(source)) {
            if (plan.writesText()) {
                inputs.addPrompts(file);
            } else {
                inputs.addRows(file);
            }
        }
        if (inputs.inputs.isEmpty()) {
            throw new DataException(source + " asks nothing");
        }
        if (inputs.inputs.size() > MOST_INPUTS) {
            throw new DataException(
                    "%s asks %d times; a job asks %d times at most"
                            .formatted(source, inputs.inputs.size(), MOST_INPUTS));
        }
        return List.copyOf(inputs.inputs);
    }

    /// The inputs as shards of the job's form.
    static List<byte[]> shards(List<byte[]> inputs, Inference asked, int count) {
        var shards = new ArrayList<byte[]>();
        for (int s = 0; s < count; s++) {
            var shard = new ByteArrayOutputStream();
            int first = asked.firstOf(s, count);
            for (var input : inputs.subList(first, first + asked.inputsOf(s, count))) {
                switch (asked.form()) {
                    case TEXT -> {
                        shard.write(input.length >> Byte.SIZE);
                        shard.write(input.length);
                        shard.writeBytes(input);
                        shard.writeBytes(new byte[asked.inputBytes() - input.length]);
                    }
                    case SCORES -> shard.writeBytes(input);
                }
            }
            shards.add(shard.toByteArray());
        }
        return shards;
    }

    private static boolean is(Path file, String ending) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(ending);
    }

    private void addPrompts(Path file) throws DataException {
        int number = 0;
        for (var line : Sources.lines(file)) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            var prompt = is(file, ".jsonl") ? prompt(file, number, line) : line;
            byte[] bytes = prompt.getBytes(StandardCharsets.UTF_8);
            if (bytes.length == 0 || bytes.length > mostBytes) {
                throw new DataException(
                        "%s, line %d: a prompt of %d bytes; the model sees 1 to %d"
                                .formatted(file, number, bytes.length, mostBytes));
            }
            checkText(file, number, prompt);
            inputs.add(bytes);
        }
    }

    /// Of two bytes a letter, or with a letter that UTF-8 cannot write, it would be another prompt.
    private static void checkText(Path file, int number, String prompt) throws DataException {
        if (prompt.indexOf('\0') >= 0) {
            throw new DataException(
                    "%s, line %d: a prompt with a zero byte".formatted(file, number));
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(prompt)) {
            throw new DataException(
                    "%s, line %d: a prompt with half a character".formatted(file, number));
        }
    }

    private static String prompt(Path file, int number, String line) throws DataException {
        try {
            JsonNode node = Json.mapper().readTree(line);
            var text = node.isObject() ? node.path("prompt") : node;
            if (text.isString()) {
                return text.stringValue();
            }
        } catch (JacksonException noJson) {
            throw new DataException("%s, line %d: this is no JSON".formatted(file, number));
        }
        throw new DataException(
                "%s, line %d: neither a string nor an object with \"prompt\""
                        .formatted(file, number));
    }

    private void addRows(Path file) throws DataException {
        if (Pictures.isPicture(file)) {
            inputs.add(Pictures.pixels(file, canvas));
            return;
        }
        int number = 0;
        for (var line : Sources.lines(file)) {
            number++;
            if (!Tables.isHead(number, line) && !line.isBlank()) {
                inputs.add(row(file, number, line.split(",", -1)));
            }
        }
    }

    private byte[] row(Path file, int line, String[] cells) throws DataException {
        if (cells.length != mostBytes) {
            throw new DataException(
                    "%s, line %d: %d cells; %d values and no label are wanted"
                            .formatted(file, line, cells.length, mostBytes));
        }
        var row = new byte[mostBytes];
        for (int i = 0; i < row.length; i++) {
            row[i] = (byte) Tables.number(file, line, cells[i], MOST);
        }
        return row;
    }
}
