package hearth.trainer.sandbox;

import hearth.protocol.Safetensors;
import hearth.trainer.Recipes;
import hearth.trainer.TrainingResult;
import hearth.trainer.TrainingTask;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.TreeMap;

/// Results that are not what was asked for.
final class HostileResult {
    private HostileResult() {}

    static TrainingResult of(int steps) {
        return new TrainingResult(1, 1, steps, 0, Duration.ZERO, Duration.ZERO);
    }

    static void write(String kind, TrainingTask task) throws IOException {
        var output = task.output();
        switch (kind) {
            case "none" -> {}
            case "folder" -> Files.createDirectory(output);
            case "empty" -> Files.createFile(output);
            default -> {
                honest(
                        task,
                        kind.equals("nan")
                                ? Float.NaN
                                : kind.equals("infinity") ? Float.POSITIVE_INFINITY : 1);
                Files.write(output, changed(kind, Files.readAllBytes(output)));
            }
        }
    }

    private static void honest(TrainingTask task, float value) {
        var values = new TreeMap<String, float[]>();
        var specs = Recipes.parameters(task.recipe());
        for (var spec : specs) {
            var all = new float[Math.toIntExact(spec.elements())];
            Arrays.fill(all, value);
            values.put(spec.name(), all);
        }
        Safetensors.writeFloats(task.output(), specs, values);
    }

    private static byte[] changed(String kind, byte[] file) {
        return switch (kind) {
            case "nan", "infinity" -> file;
            case "short" -> Arrays.copyOf(file, file.length / 2);
            case "long" -> Arrays.copyOf(file, file.length + (4 << 20));
            case "header" -> {
                ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(Long.MAX_VALUE);
                yield file;
            }
            case "type" -> Arrays.copyOf(header(file, "\"F32\"", "\"I8\""), file.length / 4);
            case "shape" -> header(file, "\"shape\":[64]", "\"shape\":[63]");
            case "overlap" -> header(file, "\"data_offsets\":[256,", "\"data_offsets\":[128,");
            case "gap" -> header(file, "\"data_offsets\":[256,", "\"data_offsets\":[512,");
            case "more" ->
                    header(
                            file,
                            "{\"",
                            "{\"a\":{\"data_offsets\":[0,0],\"dtype\":\"F32\",\"shape\":[0]},\"");
            case "names" -> header(file, "bias", "bios");
            case "words" -> header(file, "{\"", "{\"__metadata__\":{\"canary\":\"stolen\"},\"");
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /// Another header in front of the same numbers.
    private static byte[] header(byte[] file, String old, String replacement) {
        var in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int length = Math.toIntExact(in.getLong());
        var text = new String(file, Long.BYTES, length, StandardCharsets.UTF_8).strip();
        if (!text.contains(old)) {
            throw new IllegalStateException(old + " is not in " + text);
        }
        int at = text.indexOf(old);
        var changed = text.substring(0, at) + replacement + text.substring(at + old.length());
        var padded =
                (changed + " ".repeat((8 - changed.length() % 8) % 8))
                        .getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(file.length - length + padded.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded.length)
                .put(padded)
                .put(file, Long.BYTES + length, file.length - Long.BYTES - length)
                .array();
    }
}
