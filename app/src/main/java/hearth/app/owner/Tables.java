package hearth.app.owner;

import hearth.protocol.MalformedMessageException;
import hearth.protocol.Safetensors;
import hearth.protocol.Tensor;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Files as data of a classifier, whose records are a label and values from 0 to 255: CSV, a record
/// a line, label first (a first line of names is passed over); pictures as PGM, PNG or JPEG, each
/// in a folder whose name is its label; safetensors with `values` and `labels` of type U8, a record
/// a row. Of each class every tenth record is held out, and the rest is dealt to the shards like
/// cards, so that all shards look alike.
final class Tables {
    private static final int TENTH = 10;
    private static final int MOST = 255;
    private static final String VALUES = "values";
    private static final String LABELS = "labels";

    private final Canvas canvas;
    private final int inputs;
    private final List<List<byte[]>> byClass = new ArrayList<>();

    private Tables(Canvas canvas, int classes) {
        this.canvas = canvas;
        this.inputs = canvas.pixels();
        for (int c = 0; c < classes; c++) {
            byClass.add(new ArrayList<>());
        }
    }

    /// @param canvas values of a record, and what pictures look like that have them
    /// @param shards to make
    /// @throws DataException with the file and the line of the first thing that is wrong
    static Pieces of(Path source, Canvas canvas, int classes, int shards) throws DataException {
        var tables = new Tables(canvas, classes);
        for (var file : Sources.files(source)) {
            tables.add(file);
        }
        return tables.pieces(source, shards);
    }

    private void add(Path file) throws DataException {
        var name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (Pictures.isPicture(file)) {
            addPicture(file);
        } else if (name.endsWith(".safetensors")) {
            addTensors(file);
        } else {
            addLines(file);
        }
    }

    private void addPicture(Path file) throws DataException {
        var label =
                Optional.ofNullable(file.toAbsolutePath().normalize().getParent())
                        .map(Path::getFileName)
                        .map(Path::toString)
                        .orElse("");
        if (!label.matches("[0-9]{1,3}") || Integer.parseInt(label) >= byClass.size()) {
            throw new DataException(
                    "%s lies in no folder whose name is its label, 0 to %d"
                            .formatted(file, byClass.size() - 1));
        }
        add(Pictures.pixels(file, canvas), Integer.parseInt(label));
    }

    private void addTensors(Path file) throws DataException {
        try {
            var tensors = Safetensors.read(file).tensors();
            var values = bytes(file, tensors.get(VALUES), VALUES);
            var labels = bytes(file, tensors.get(LABELS), LABELS);
            if (values.length != (long) labels.length * inputs) {
                throw new DataException(
                        "%s has %d values for %d labels; %d each are wanted"
                                .formatted(file, values.length, labels.length, inputs));
            }
            for (int i = 0; i < labels.length; i++) {
                int label = Byte.toUnsignedInt(labels[i]);
                if (label >= byClass.size()) {
                    throw new DataException(
                            "%s, row %d: label %d; the last class is %d"
                                    .formatted(file, i, label, byClass.size() - 1));
                }
                add(Arrays.copyOfRange(values, i * inputs, (i + 1) * inputs), label);
            }
        } catch (MalformedMessageException e) {
            throw new DataException(file + " is no file of tensors");
        }
    }

    private static byte[] bytes(Path file, @Nullable Tensor tensor, String name)
            throws DataException {
        if (tensor == null || tensor.dtype() != Tensor.Dtype.U8) {
            throw new DataException(file + " has no tensor '" + name + "' of type U8");
        }
        return tensor.bytes();
    }

    private void add(byte[] values, int label) {
        var record = Arrays.copyOf(values, inputs + 1);
        record[inputs] = (byte) label;
        byClass.get(label).add(record);
    }

    private void addLines(Path file) throws DataException {
        int number = 0;
        for (var line : Sources.lines(file)) {
            number++;
            if (!isHead(number, line) && !line.isBlank()) {
                add(file, number, line.split(",", -1));
            }
        }
    }

    /// Whether a line is the names of the columns: a record with a slip in it is none.
    static boolean isHead(int number, String line) {
        return number == 1 && line.split(",", 2)[0].chars().anyMatch(Character::isLetter);
    }

    private void add(Path file, int line, String[] cells) throws DataException {
        if (cells.length != inputs + 1) {
            throw new DataException(
                    "%s, line %d: %d cells; a label and %d values are wanted"
                            .formatted(file, line, cells.length, inputs));
        }
        var values = new byte[inputs];
        for (int i = 0; i < inputs; i++) {
            values[i] = (byte) number(file, line, cells[i + 1], MOST);
        }
        add(values, number(file, line, cells[0], byClass.size() - 1));
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
