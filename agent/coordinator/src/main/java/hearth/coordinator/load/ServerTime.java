package hearth.coordinator.load;

import hearth.coordinator.Stores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The processor time of a database's server that runs on this machine, as Linux counts it: of its
/// first process and of all that it began. On another machine or another system nobody knows.
final class ServerTime {
    private static final Path PROCESSES = Path.of("/proc");
    private static final String NAME = "postgres";
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    /// In which the system counts.
    private static final long TICK_MILLIS = 10;

    /// Where there is no server, or nobody knows of it.
    static final ServerTime NONE = new ServerTime("");

    /// Behind the name, which may have blanks.
    private static final int PARENT = 1;

    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int USER_OF_ENDED_CHILDREN = 13;
    private static final int SYSTEM_OF_ENDED_CHILDREN = 14;

    private final String server;

    private ServerTime(String server) {
        this.server = server;
    }

    /// @throws IOException if the server does not answer
    static ServerTime of(Stores stores) throws IOException {
        return switch (stores) {
            case Stores.Embedded _ -> NONE;
            case Stores.Shared shared -> of(shared);
        };
    }

    private static ServerTime of(Stores.Shared stores) throws IOException {
        try (var connection = DriverManager.getConnection(stores.url(), stores.login().get());
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                "SELECT pg_backend_pid() AS own, inet_server_addr() IS NULL OR"
                                        + " inet_server_addr() = inet_client_addr() AS here")) {
            rows.next();
            var own = rows.getString("own");
            return rows.getBoolean("here")
                    ? figures(own).map(f -> new ServerTime(f.get(PARENT))).orElse(NONE)
                    : NONE;
        } catch (SQLException e) {
            throw new IOException("cannot ask for the server's process", e);
        }
    }

    /// Of one core until now.
    long millis() throws IOException {
        if (server.isEmpty()) {
            return 0;
        }
        try (var all = Files.list(PROCESSES)) {
            return TICK_MILLIS
                    * all.map(process -> process.getFileName().toString())
                            .filter(name -> NUMBER.matcher(name).matches())
                            .mapToLong(this::ticks)
                            .sum();
        }
    }

    /// For each of some things that were done since then; empty where nobody knows.
    Optional<Double> millisSince(long before, long things) throws IOException {
        return server.isEmpty() || things == 0
                ? Optional.empty()
                : Optional.of(Math.round(100.0 * (millis() - before) / things) / 100.0);
    }

    private long ticks(String process) {
        return figures(process)
                .map(
                        figures ->
                                process.equals(server)
                                        ? sum(
                                                figures,
                                                USER,
                                                SYSTEM,
                                                USER_OF_ENDED_CHILDREN,
                                                SYSTEM_OF_ENDED_CHILDREN)
                                        : figures.get(PARENT).equals(server)
                                                ? sum(figures, USER, SYSTEM)
                                                : 0L)
                .orElse(0L);
    }

    private static long sum(List<String> figures, Integer... places) {
        return Stream.of(places).mapToLong(place -> Long.parseLong(figures.get(place))).sum();
    }

    /// What the system says of a process of such a server; empty if there is none, or it ended.
    private static Optional<List<String>> figures(String process) {
        try {
            var stat = Files.readString(PROCESSES.resolve(process).resolve("stat"));
            int behind = stat.lastIndexOf(')');
            return stat.substring(0, behind).endsWith("(" + NAME)
                    ? Optional.of(List.of(stat.substring(behind + 2).split(" ", -1)))
                    : Optional.empty();
        } catch (IOException ended) {
            return Optional.empty();
        }
    }
}
