package hearth.coordinator;

import hearth.storage.FileBlobStore;
import hearth.testing.PostgresServer;

/// The kinds of stores that a coordinator must behave alike on. A test that says
/// `@ParameterizedClass @EnumSource` runs on each of them.
enum Column {
    SQLITE {
        @Override
        Stores stores() {
            return new Stores.Embedded();
        }
    },
    POSTGRES {
        @Override
        Stores stores() {
            return new Stores.Shared(
                    PostgresServer.shared().schema(),
                    PostgresServer::login,
                    folder -> new FileBlobStore(folder.resolve(CoordinatorServer.BLOBS)));
        }
    };

    /// Of a network whose invariants are asked after each step, over a line to a server: fewer.
    int steps(int onFiles) {
        return this == SQLITE ? onFiles : onFiles / 4;
    }

    /// Empty ones; opened again they are the same.
    abstract Stores stores();
}
