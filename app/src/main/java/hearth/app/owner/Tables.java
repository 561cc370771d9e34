package hearth.app.owner;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// CSV files as data of a classifier, a record a line: the label, then the values, all whole
/// numbers from 0 to 255. A first line of names is passed over. Of each class every tenth record is
/// held out, and the rest is dealt to the shards like cards, so that all shards look alike.
final class Tables {
    private static final int TENTH = 10;
    private static final int MOST = 255;

    private final int inputs;
    private final List<List<byte[]>> byClass = new ArrayList<>();

    private Tables(int inputs, int classes) {
        this.inputs = inputs;
        for (int c = 0; c < classes; c++) {
            byClass.add(new ArrayList<>());
        }
    }

    /// @param inputs values of a record
    /// @param shards to make
    /// @throws DataException with the file and the line of the first thing that is wrong
    static Pieces of(Path source, int inputs, int classes, int shards) throws DataException {
        var tables = new Tables(inputs, classes);
        for (var file : Sources.files(source)) {
            tables.add(file);
        }
        return tables.pieces(source, shards);
    }

    private void add(Path file) throws DataException {
        int number = 0;
        for (var line : lines(file)) {
            number++;
            boolean names = number == 1 && line.chars().anyMatch(Character::isLetter);
            if (!names && !line.isBlank()) {
                add(file, number, line.split(",", -1));
            }
        }
    }

    private static List<String> lines(Path file) throws DataException {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            return lines.toList();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof MalformedInputException) {
                throw new DataException(file + " is no text in UTF-8");
            }
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(Path file, int line, String[] cells) throws DataException {
        if (cells.length != inputs + 1) {
            throw new DataException(
                    "%s, line %d: %d cells; a label and %d values are wanted"
                            .formatted(file, line, cells.length, inputs));
        }
        var record = new byte[inputs + 1];
        for (int i = 0; i < inputs; i++) {
            record[i] = (byte) number(file, line, cells[i + 1], MOST);
        }
        int label = number(file, line, cells[0], byClass.size() - 1);
        record[inputs] = (byte) label;
        byClass.get(label).add(record);
    }

    static int number(Path file, int line, String cell, int most) throws DataException {
        var text = cell.strip();
        if (text.matches("[0-9]{1,3}") && Integer.parseInt(text) <= most) {
            return Integer.parseInt(text);
        }
        throw new DataException(
                "%s, line %d: a cell is no whole number from 0 to %d".formatted(file, line, most));
    }

    private Pieces pieces(Path source, int count) throws DataException {
        var heldOut = new ByteArrayOutputStream();
        var shards = Stream.generate(ByteArrayOutputStream::new).limit(count).toList();
        int dealt = 0;
        for (var records : byClass) {
            for (int i = 0; i < records.size(); i++) {
                if (i % TENTH == TENTH - 1) {
                    heldOut.writeBytes(records.get(i));
                } else {
                    shards.get(dealt++ % count).writeBytes(records.get(i));
                }
            }
        }
        if (dealt < count || heldOut.size() == 0) {
            throw new DataException(
                    "%s has %d records; %d shards and a tenth held out need more"
                            .formatted(source, dealt, count));
        }
        return new Pieces(
                shards.stream().map(ByteArrayOutputStream::toByteArray).toList(),
                heldOut.toByteArray());
    }
}
