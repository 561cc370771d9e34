package hearth.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import hearth.storage.StoreUnavailableException.Reason;
import hearth.testing.PostgresServer;
import hearth.testing.S3Server;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.s3.model.S3Exception;

import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Properties;

/// What an operator is told who has mistyped something.
final class UnavailableStoreTest {
    /// Reserved, and nobody listens there.
    private static final String NOBODY = "127.0.0.1:1";

    private static final Migrations NONE = Migrations.fromResources(UnavailableStoreTest.class);

    @TempDir Path folder;

    private static Reason opening(String url, Properties login) {
        var failure =
                catchThrowableOfType(
                        StoreUnavailableException.class,
                        () -> Database.connect(url, () -> login, NONE).close());
        assertThat(failure.getMessage()).doesNotContain("secret");
        return failure.reason();
    }

    private static Properties login(String user, String password) {
        var login = new Properties();
        login.put("user", user);
        login.put("password", password);
        return login;
    }

    @Test
    void tellsADatabaseThatDoesNotAnswerFromOneThatRefuses() throws SQLException {
        var server = PostgresServer.shared();
        var url = server.schema();
        try (var connection = server.connection();
                var statement = connection.createStatement()) {
            var schema = url.substring(url.indexOf('=') + 1);
            statement.execute("CREATE ROLE guarded LOGIN PASSWORD 'secret'");
            statement.execute("GRANT USAGE ON SCHEMA " + schema + " TO guarded");
        }
        var nobody = "jdbc:postgresql://" + NOBODY + "/postgres";
        assertThat(opening(nobody, PostgresServer.login())).isEqualTo(Reason.NO_ANSWER);
        assertThat(opening(url, login(PostgresServer.GUARDED, "secret of another")))
                .isEqualTo(Reason.REFUSED);
        assertThat(opening(url, login(PostgresServer.GUARDED, "secret")))
                .as("may not make tables")
                .isEqualTo(Reason.REFUSED);
        assertThat(opening(url.replace("/postgres?", "/absent?"), PostgresServer.login()))
                .isEqualTo(Reason.NOT_THERE);
        assertThat(opening(url + "_absent", PostgresServer.login())).isEqualTo(Reason.NOT_THERE);
        assertThat(opening(url + "&sslmode=require", PostgresServer.login()))
                .isEqualTo(Reason.NO_TLS);
    }

    private Optional<Reason> opening(String bucket, URI endpoint) {
        var place = new S3Place(bucket, "", Optional.of(endpoint), S3Server.REGION, 1 << 20);
        try (var store = S3BlobStore.open(place, folder, InstantSource.system())) {
            assertThat(store).isNotNull();
            return Optional.empty();
        } catch (StoreUnavailableException e) {
            return Optional.of(e.reason());
        }
    }

    @Test
    void tellsABucketThatIsNotThereFromAStoreThatDoesNotAnswer() {
        var server = S3Server.shared();
        assertThat(opening(server.bucket(), server.endpoint())).isEmpty();
        assertThat(opening("absent-bucket", server.endpoint())).contains(Reason.NOT_THERE);
        assertThat(opening("absent-bucket", URI.create("http://" + NOBODY)))
                .contains(Reason.NO_ANSWER);
    }

    @Test
    void tellsThatAKeyIsRefused() {
        var refused = S3Exception.builder().statusCode(403).message("no").build();
        assertThat(S3Bucket.reason((S3Exception) refused)).isEqualTo(Reason.REFUSED);
    }
}
