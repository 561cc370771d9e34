package hearth.coordinator;

import hearth.coordinator.aggregation.Made;
import hearth.coordinator.aggregation.Numbers;
import hearth.coordinator.aggregation.OuterState;
import hearth.coordinator.aggregation.Piece;
import hearth.protocol.CheckpointStep;
import hearth.protocol.CodedWriter;
import hearth.protocol.FloatsWriter;
import hearth.protocol.Sha256;
import hearth.protocol.TensorSpec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// What an outer step makes, as files of a folder that goes with it. They are whole after
/// [#finish].
final class RoundFiles implements Made, AutoCloseable {
    private final Path folder;
    private final List<TensorSpec> specs;
    private final CodedWriter broadcast;
    private final FloatsWriter parameters;
    private final FloatsWriter momentum;
    private final FloatsWriter residual;

    /// @param folder empty; removed by [#close]
    /// @param metadata of the broadcast file
    RoundFiles(Path folder, List<TensorSpec> specs, SortedMap<String, String> metadata) {
        this.folder = folder;
        this.specs = specs;
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

    /// What the next round begins with, read from the files.
    OuterState state() {
        return new OuterState(numbers(checkpoint()), numbers(momentum()), numbers(residual()));
    }

    private Numbers numbers(Path file) {
        try (var in = FileChannel.open(file)) {
            var bytes = in.map(FileChannel.MapMode.READ_ONLY, 0, in.size());
            return Checkpoints.numbers(specs, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// In words, what of a published round is not what was made here.
    Optional<String> differenceTo(RoundRecord published) {
        if (!Sha256.ofFile(broadcast()).equals(published.broadcast())) {
            return Optional.of("published another difference than its updates give");
        }
        if (!Sha256.ofFile(checkpoint()).equals(published.checkpoint())) {
            return Optional.of("has another checkpoint than its updates give");
        }
        if (!Sha256.ofFile(momentum()).equals(published.momentum())) {
            return Optional.of("has another momentum than its updates give");
        }
        return Sha256.ofFile(residual()).equals(published.residual())
                ? Optional.empty()
                : Optional.of("has another residual than its updates give");
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
