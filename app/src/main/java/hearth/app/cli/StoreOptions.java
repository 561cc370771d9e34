package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.coordinator.Stores;
import hearth.storage.BlobStore;
import hearth.storage.S3BlobStore;
import hearth.storage.S3Place;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;

/// Where a coordinator keeps what it knows. Passwords and keys come from the environment or a file,
/// never from here: others on the machine see what a program was started with.
final class StoreOptions {
    private static final String USER = "HEARTH_DATABASE_USER";
    private static final String PASSWORD = "HEARTH_DATABASE_PASSWORD";
    private static final String PASSWORD_FILE = "HEARTH_DATABASE_PASSWORD_FILE";
    private static final String DRIVER = "jdbc:";
    private static final String POSTGRES = "jdbc:postgresql://";
    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = {
                "jdbc:postgresql://HOST/DATABASE that several coordinators share. The user is in"
                        + " HEARTH_DATABASE_USER, the password in HEARTH_DATABASE_PASSWORD or in"
                        + " the file that HEARTH_DATABASE_PASSWORD_FILE names."
            })
    private Optional<String> database = Optional.empty();

    @Option(
            names = "--blobs",
            paramLabel = "PLACE",
            description = {
                "s3://BUCKET/PREFIX?endpoint=URL&outside=URL&region=NAME&cacheGib=N, of which all"
                        + " but BUCKET may be absent; outside is the endpoint as devices reach"
                        + " it. The keys are in AWS_ACCESS_KEY_ID and"
                        + " AWS_SECRET_ACCESS_KEY, in a profile, or come from the machine's role."
            })
    private Optional<String> blobs = Optional.empty();

    /// Those in the coordinator's own folder where nothing else was asked for.
    Stores stores(InstantSource clock, Map<String, String> environment) {
        if (database.isEmpty() && blobs.isEmpty()) {
            return new Stores.Embedded();
        }
        if (database.isEmpty() || blobs.isEmpty()) {
            throw usage("Coordinators share --database and --blobs together.");
        }
        var place = place(blobs.get());
        var safe = privately(database.get());
        need("software.amazon.awssdk.services.s3.S3Client");
        return database(
                safe,
                environment,
                folder -> S3BlobStore.open(place, folder.resolve("blobs"), clock));
    }

    /// @param url as given on the command line
    static Stores database(
            String url, Map<String, String> environment, Function<Path, BlobStore> blobs) {
        var safe = privately(url);
        need("org.postgresql.Driver");
        var login = login(environment);
        assert login != null;
        return new Stores.Shared(safe, () -> login(environment), blobs);
    }

    private static CommandFailure usage(String sentence) {
        return new CommandFailure(CommandFailure.USAGE, sentence);
    }

    /// The driver would go on in the clear with a server that has no TLS, or with anybody's.
    static String privately(String url) {
        if (!url.startsWith(POSTGRES)) {
            throw usage("--database begins with " + POSTGRES + ".");
        }
        if (url.toLowerCase(Locale.ROOT).contains("password=") || url.contains("@")) {
            throw usage("A password does not belong into --database: " + PASSWORD_FILE + ".");
        }
        if (url.contains("sslmode=") || HERE.contains(host(url))) {
            return url;
        }
        return url + (url.contains("?") ? "&" : "?") + "sslmode=verify-full";
    }

    /// The driver also takes several hosts, of which none is this computer then.
    private static String host(String url) {
        try {
            var host = URI.create(url.substring(DRIVER.length())).getHost();
            return host == null ? "" : host;
        } catch (IllegalArgumentException several) {
            return "";
        }
    }

    private static S3Place place(String address) {
        try {
            return S3Place.of(address);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    "--blobs is s3://BUCKET/PREFIX?endpoint=URL&region=NAME&cacheGib=N, without a"
                            + " key ("
                            + e.getMessage()
                            + ").",
                    e);
        }
    }

    private static void need(String type) {
        try {
            var found = Class.forName(type, false, StoreOptions.class.getClassLoader());
            assert found.getName().equals(type);
        } catch (ClassNotFoundException absent) {
            throw new CommandFailure(
                    CommandFailure.MISSING,
                    "This Hearth has no lib/cluster, which a coordinator needs to use a database"
                            + " and a bucket: it is a download of its own (installer/README.md).",
                    absent);
        }
    }

    /// Read anew for each connection, so that a new password needs no new start.
    private static Properties login(Map<String, String> environment) {
        var login = new Properties();
        Optional.ofNullable(environment.get(USER)).ifPresent(u -> login.put("user", u));
        Optional.ofNullable(environment.get(PASSWORD_FILE))
                .map(StoreOptions::firstLine)
                .or(() -> Optional.ofNullable(environment.get(PASSWORD)))
                .ifPresent(p -> login.put("password", p));
        return login;
    }

    private static String firstLine(String file) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.findFirst().orElse("").strip();
        } catch (IOException e) {
            throw new CommandFailure(
                    CommandFailure.MISSING,
                    "The file that " + PASSWORD_FILE + " names cannot be read.",
                    e);
        }
    }
}
