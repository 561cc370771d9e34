package hearth.coordinator;

import hearth.coordinator.aggregation.Made;
import hearth.coordinator.aggregation.Piece;
import hearth.protocol.CheckpointStep;
import hearth.protocol.CodedWriter;
import hearth.protocol.FloatsWriter;
import hearth.protocol.TensorSpec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/// What an outer step makes, as files of a folder that goes with it. They are whole after
/// [#finish].
final class RoundFiles implements Made, AutoCloseable {
    private final Path folder;
    private final CodedWriter broadcast;
    private final FloatsWriter parameters;
    private final FloatsWriter momentum;
    private final FloatsWriter residual;

    /// @param folder empty; removed by [#close]
    /// @param metadata of the broadcast file
    RoundFiles(Path folder, List<TensorSpec> specs, SortedMap<String, String> metadata) {
        this.folder = folder;
        this.broadcast = new CodedWriter(broadcast(), CheckpointStep.CODEC, metadata, specs);
        this.parameters = new FloatsWriter(checkpoint(), specs);
        this.momentum = new FloatsWriter(momentum(), specs);
        this.residual = new FloatsWriter(residual(), specs);
    }

    /// Published bytes: `q8-256` difference to the parent.
    Path broadcast() {
        return folder.resolve("broadcast");
    }

    /// The parent with exactly those bytes applied.
    Path checkpoint() {
        return folder.resolve("checkpoint");
    }

    Path momentum() {
        return folder.resolve("momentum");
    }

    Path residual() {
        return folder.resolve("residual");
    }

    @Override
    public float[] publish(Piece piece, float[] wanted) {
        return broadcast.put(piece.spec(), piece.from(), wanted);
    }

    @Override
    public void parameters(Piece piece, float[] values) {
        parameters.put(piece.spec(), piece.from(), values);
    }

    @Override
    public void momentum(Piece piece, float[] values) {
        momentum.put(piece.spec(), piece.from(), values);
    }

    @Override
    public void residual(Piece piece, float[] values) {
        residual.put(piece.spec(), piece.from(), values);
    }

    void finish() {
        broadcast.close();
        parameters.close();
        momentum.close();
        residual.close();
    }

    /// A file that is still mapped stays on a system that does not let go of such ones (Windows),
    /// until this process ends.
    @Override
    public void close() {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        delete(folder);
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException held) {
            path.toFile().deleteOnExit();
        }
    }
}
