import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// Cuts the practice subset out of Debian's `dataset-fashion-mnist`: the first images of each class in file
/// order, as records of 784 pixels and one label. Usage: java FashionSubset.java SOURCE_FOLDER TARGET_FOLDER
class FashionSubset {
    private static final int PIXELS = 28 * 28;
    private static final int CLASSES = 10;

    public static void main(String[] args) throws IOException {
        var source = Path.of(args[0]);
        var target = Path.of(args[1]);
        cut(source, "train", 400, target.resolve("fashion-train.gz"));
        cut(source, "t10k", 100, target.resolve("fashion-test.gz"));
    }

    private static void cut(Path source, String set, int perClass, Path target) throws IOException {
        var left = new int[CLASSES];
        java.util.Arrays.fill(left, perClass);
        try (var images = open(source.resolve(set + "-images-idx3-ubyte.gz"), 16);
                var labels = open(source.resolve(set + "-labels-idx1-ubyte.gz"), 8);
                var out = new GZIPOutputStream(Files.newOutputStream(target)) {
                    {
                        def.setLevel(9);
                    }
                }) {
            for (int wanted = CLASSES * perClass; wanted > 0; ) {
                var image = images.readNBytes(PIXELS);
                int label = labels.readUnsignedByte();
                if (left[label]-- > 0) {
                    var record = new ByteArrayOutputStream();
                    record.write(image);
                    record.write(label);
                    out.write(record.toByteArray());
                    wanted--;
                }
            }
        }
    }

    private static DataInputStream open(Path file, int header) throws IOException {
        var in = new DataInputStream(new GZIPInputStream(Files.newInputStream(file)));
        in.skipNBytes(header);
        return in;
    }
}
