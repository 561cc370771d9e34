package hearth.testing;

import org.tukaani.xz.XZInputStream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A PostgreSQL server of this process's own, from the binaries that Maven Central has, on a port
/// and in a folder of its own. It waits for no disk (`fsync=off`), so it keeps what was committed
/// over its own death and not over a power cut. It refuses to run as root; started by root it runs
/// as nobody.
public final class PostgresServer implements AutoCloseable {
    /// A role of this name, if a test makes it, needs its password.
    public static final String GUARDED = "guarded";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NOBODY = "65534";
    private static final List<String> AS_NOBODY = asNobody();
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private final Path home;
    private final int port;
    private final Thread atExit = Thread.ofPlatform().unstarted(this::close);
    private Process process;

    private static final class Shared {
        static final PostgresServer ONE = start();
    }

    private PostgresServer(Path home, int port) {
        this.home = home;
        this.port = port;
        this.process = launch(home, port);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /// The one that all tests of this process share; it ends with the process.
    public static PostgresServer shared() {
        return Shared.ONE;
    }

    /// One that may be killed.
    public static PostgresServer start() {
        try {
            var home = Files.createTempDirectory("hearth-postgres");
            unpack(home);
            if (isRoot() && AS_NOBODY.contains("setpriv")) {
                end(new ProcessBuilder("chown", "-R", NOBODY, home.toString()).start(), "chown");
            }
            run(
                    home,
                    "initdb",
                    "-D",
                    data(home),
                    "-U",
                    "hearth",
                    "-A",
                    "trust",
                    "-E",
                    "UTF8",
                    "-N",
                    "--no-locale");
            guard(home);
            return new PostgresServer(home, FreePort.find());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set up PostgreSQL", e);
        }
    }

    private static void guard(Path home) throws IOException {
        var rules = home.resolve("data/pg_hba.conf");
        var others = Files.readString(rules);
        Files.writeString(rules, "host all " + GUARDED + " all scram-sha-256\n" + others);
    }

    private static String data(Path home) {
        return home.resolve("data").toString();
    }

    private static void unpack(Path home) throws IOException {
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        var os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        var name =
                "/postgres-%s-%s.txz"
                        .formatted(
                                os.startsWith("mac") ? "darwin" : "linux",
                                arm ? "arm_64" : "x86_64");
        try (var packed = PostgresServer.class.getResourceAsStream(name)) {
            if (packed == null) {
                throw new IOException("there are no PostgreSQL binaries for this system: " + name);
            }
            var tar = new ProcessBuilder("tar", "-x", "-C", home.toString()).start();
            try (var in = tar.getOutputStream();
                    var unpacked = new XZInputStream(packed)) {
                unpacked.transferTo(in);
            }
            end(tar, "tar");
        }
    }

    private static void run(Path home, String program, String... arguments) throws IOException {
        var started = command(home, program, List.of(arguments)).start();
        end(started, program);
    }

    private static ProcessBuilder command(Path home, String program, List<String> arguments) {
        var command = new ArrayList<String>();
        if (isRoot()) {
            command.addAll(AS_NOBODY);
        }
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(home).toFile()));
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /// A user namespace, or another user where the system has no namespaces for users.
    private static List<String> asNobody() {
        try {
            var tried = new ProcessBuilder("unshare", "-U", "true").start();
            if (tried.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) && tried.exitValue() == 0) {
                return List.of("unshare", "-U");
            }
        } catch (IOException absent) {
            // Then the other way is tried.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
    }

    /// Beside the home, whose owner may be another.
    private static Path log(Path home) {
        return home.resolveSibling(home.getFileName() + ".log");
    }

    private static void end(Process started, String program) throws IOException {
        try {
            if (!started.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException(program + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(program + " was interrupted", e);
        }
        if (started.exitValue() != 0) {
            throw new IOException(
                    program
                            + " failed with "
                            + started.exitValue()
                            + (program.equals("initdb")
                                    ? "; as root it needs user namespaces (unshare -U) or setpriv"
                                    : ""));
        }
    }

    private static Process launch(Path home, int port) {
        var arguments = new ArrayList<>(List.of("-D", data(home), "-p", Integer.toString(port)));
        for (var setting :
                List.of(
                        "fsync=off",
                        "full_page_writes=off",
                        "listen_addresses=127.0.0.1",
                        "unix_socket_directories=",
                        "shared_buffers=64MB",
                        "max_connections=200",
                        "max_pred_locks_per_transaction=256")) {
            arguments.addAll(List.of("-c", setting));
        }
        try {
            var process = command(home, "postgres", arguments).start();
            await(process, home, port);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start PostgreSQL", e);
        }
    }

    private static void await(Process process, Path home, int port) throws IOException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        SQLException last = null;
        while (process.isAlive() && System.nanoTime() < until) {
            try (var answers = DriverManager.getConnection(url(port), login())) {
                if (answers.isValid(1)) {
                    return;
                }
            } catch (SQLException e) {
                last = e;
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        throw new IOException("PostgreSQL does not answer: " + Files.readString(log(home)), last);
    }

    private static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /// Name and password; anybody but [#GUARDED] is let in.
    public static Properties login() {
        var properties = new Properties();
        properties.put("user", "hearth");
        return properties;
    }

    /// Makes an empty schema.
    ///
    /// @return the address that leads there
    public String schema() {
        return schema("test" + SCHEMAS.incrementAndGet());
    }

    /// Makes a schema of this name unless it is there.
    ///
    /// @return the address that leads there
    public String schema(String name) {
        try (var connection = connection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot make a schema", e);
        }
        return url(port) + "?currentSchema=" + name;
    }

    /// For what only tests do.
    public Connection connection() throws SQLException {
        return DriverManager.getConnection(url(port), login());
    }

    /// `kill -9` for the server; what its own children do then is up to them.
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /// Starts what was killed, on the same port; it recovers what was committed.
    public void startAgain() {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                process = launch(home, port);
                return;
            } catch (UncheckedIOException childrenStillEnd) {
                if (System.nanoTime() > until) {
                    throw childrenStillEnd;
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            if (process.isAlive()) {
                run(home, "pg_ctl", "stop", "-m", "immediate", "-D", data(home));
            }
            delete(home);
            Files.deleteIfExists(log(home));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException gone) {
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path left, IOException broken)
                            throws IOException {
                        Files.deleteIfExists(left);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
