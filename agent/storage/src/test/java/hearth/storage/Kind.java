package hearth.storage;

import hearth.protocol.Sha256;
import hearth.testing.PostgresServer;

import java.nio.file.Path;

/// The kinds of database that must behave alike.
enum Kind {
    SQLITE {
        @Override
        Database open(Path file, Migrations migrations) {
            return Database.open(file, migrations);
        }
    },
    POSTGRES {
        @Override
        Database open(Path file, Migrations migrations) {
            var schema = "s" + Sha256.of(file.toString()).hex().substring(0, 16);
            var url = PostgresServer.shared().schema(schema);
            return Database.connect(url, PostgresServer::login, migrations);
        }
    };

    /// @param file names it, whatever it is; the same name is the same database
    abstract Database open(Path file, Migrations migrations);
}
