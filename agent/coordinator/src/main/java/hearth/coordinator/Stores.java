package hearth.coordinator;

import hearth.storage.BlobStore;
import hearth.storage.Database;
import hearth.storage.FileBlobStore;
import hearth.storage.SmallBlobs;

import java.nio.file.Path;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.Supplier;

/// Where a coordinator keeps what it knows: in its own folder, or where other coordinators keep
/// theirs, too (DESIGN.md, Storage and scale).
public sealed interface Stores {
    Database database(Path folder);

    /// @param folder in which what is on its way may lie
    /// @param database of the same stores; open as long as the blobs are
    BlobStore blobs(Path folder, Database database);

    /// Whether other coordinators work on the same jobs at the same time.
    boolean areShared();

    /// SQLite and files in the coordinator's folder, which one process has.
    record Embedded() implements Stores {
        @Override
        public Database database(Path folder) {
            return Database.open(
                    folder.resolve(CoordinatorServer.DATABASE), CoordinatorServer.migrations());
        }

        @Override
        public BlobStore blobs(Path folder, Database database) {
            var blobs = folder.resolve(CoordinatorServer.BLOBS);
            return SmallBlobs.in(database, new FileBlobStore(blobs), blobs);
        }

        @Override
        public boolean areShared() {
            return false;
        }
    }

    /// A schema of a PostgreSQL server, and blobs that all replicas see; small ones lie in the
    /// schema.
    ///
    /// @param url `jdbc:postgresql://host:port/database?currentSchema=…`, without a password
    /// @param login `user` and `password`, asked for at each new connection
    /// @param store opens the blobs, given a folder for what is on its way
    record Shared(String url, Supplier<Properties> login, Function<Path, BlobStore> store)
            implements Stores {
        @Override
        public Database database(Path folder) {
            return Database.connect(url, login, CoordinatorServer.migrations());
        }

        /// What others write, to be looked at only.
        Database look() {
            return Database.look(url, login, CoordinatorServer.migrations());
        }

        @Override
        public BlobStore blobs(Path folder, Database database) {
            return SmallBlobs.in(database, store.apply(folder), folder);
        }

        @Override
        public boolean areShared() {
            return true;
        }
    }
}
