package hearth.trainer.child;

import hearth.trainer.Recipe;
import hearth.trainer.TrainerFailure.Reason;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Opens data files.
final class Shard {
    private Shard() {}

    /// Maps a file for as long as the arena lives.
    ///
    /// @throws RefusedException if it cannot be a shard of the recipe
    static ByteBuffer map(Path file, Recipe recipe, Arena arena) {
        try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
            if (in.size() > Integer.MAX_VALUE) {
                throw new RefusedException(Reason.BAD_DATA, "shard over 2 GiB");
            }
            var shard = in.map(MapMode.READ_ONLY, 0, in.size(), arena).asByteBuffer();
            recipe.check(shard);
            return shard;
        } catch (IOException | IllegalArgumentException e) {
            throw new RefusedException(Reason.BAD_DATA, e);
        }
    }
}
