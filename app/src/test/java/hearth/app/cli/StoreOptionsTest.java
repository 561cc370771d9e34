package hearth.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import hearth.app.install.CommandFailure;
import hearth.coordinator.Stores;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.time.InstantSource;
import java.util.Map;

final class StoreOptionsTest {
    private static final String DATABASE = "--database=jdbc:postgresql://db.example/hearth";
    private static final String BLOBS = "--blobs=s3://blobs";

    @Command
    private static final class Given {
        @Mixin private StoreOptions options = new StoreOptions();
    }

    private static Stores stores(String... arguments) {
        var given = new Given();
        var parsed = new CommandLine(given).parseArgs(arguments);
        assertThat(parsed.unmatched()).isEmpty();
        return given.options.stores(InstantSource.system(), Map.of());
    }

    private static CommandFailure failure(String... arguments) {
        return catchThrowableOfType(CommandFailure.class, () -> stores(arguments));
    }

    @Test
    void keepsEverythingInItsFolderUnlessAskedOtherwise() {
        assertThat(stores()).isEqualTo(new Stores.Embedded());
    }

    @Test
    void sharesDatabaseAndBlobsOnlyTogether() {
        assertThat(failure(DATABASE).exitCode()).isEqualTo(CommandFailure.USAGE);
        assertThat(failure(BLOBS)).hasMessageContaining("together");
    }

    @Test
    void refusesASecretOnTheCommandLineWithoutRepeatingIt() {
        for (var secret :
                new String[] {
                    DATABASE + "?password=hunter2",
                    DATABASE + "?sslPassword=hunter2",
                    "--database=jdbc:postgresql://me:hunter2@db.example/hearth"
                }) {
            assertThat(failure(secret, BLOBS).exitCode()).isEqualTo(CommandFailure.USAGE);
            assertThat(failure(secret, BLOBS)).hasMessageNotContaining("hunter2");
        }
        var key = failure(DATABASE, BLOBS + "?secret=hunter2");
        assertThat(key.exitCode()).isEqualTo(CommandFailure.USAGE);
        assertThat(key).hasMessageNotContaining("hunter2");
    }

    @Test
    void saysWhatIsMissingWhereNoClusterWasInstalled() {
        var absent = failure(DATABASE, BLOBS);
        assertThat(absent.exitCode()).isEqualTo(CommandFailure.MISSING);
        assertThat(absent).hasMessageContaining("lib/cluster");
    }

    @Test
    void trustsNoServerElsewhereWithoutACertificate() {
        var url = "jdbc:postgresql://db.example/hearth";
        assertThat(StoreOptions.privately(url)).isEqualTo(url + "?sslmode=verify-full");
        assertThat(StoreOptions.privately(url + "?currentSchema=one"))
                .isEqualTo(url + "?currentSchema=one&sslmode=verify-full");
        assertThat(StoreOptions.privately("jdbc:postgresql://localhost,db.example/hearth"))
                .endsWith("?sslmode=verify-full");
        for (var own :
                new String[] {
                    url + "?sslmode=disable",
                    "jdbc:postgresql://127.0.0.1:5433/hearth",
                    "jdbc:postgresql://localhost/hearth"
                }) {
            assertThat(StoreOptions.privately(own)).isEqualTo(own);
        }
    }
}
