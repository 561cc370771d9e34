package hearth.storage;

import hearth.testing.S3Server;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/// The kinds of blob store that must behave alike.
enum BlobKind {
    FILES {
        @Override
        Function<Path, BlobStore> fresh() {
            return FileBlobStore::new;
        }
    },
    SMALL_TOGETHER {
        @Override
        Function<Path, BlobStore> fresh() {
            return folder -> {
                var files = new FileBlobStore(folder);
                return SmallBlobs.in(books(folder), files, folder);
            };
        }
    },
    S3 {
        @Override
        Function<Path, BlobStore> fresh() {
            var place = place();
            return folder -> new S3BlobStore(place, folder, Clock.systemUTC());
        }
    };

    private static final Migrations BOOKS =
            Migrations.fromResources(BlobKind.class, "books-0001.sql");

    /// A database of somebody who has small blobs in it.
    static Database books(Path folder) {
        return Database.open(folder.resolve("books.db"), BOOKS);
    }

    static S3Place place() {
        var server = S3Server.shared();
        return new S3Place(
                server.bucket(),
                "hearth/",
                Optional.of(server.endpoint()),
                S3Server.REGION,
                1 << 20);
    }

    /// An empty store, which can be opened more than once.
    abstract Function<Path, BlobStore> fresh();
}
