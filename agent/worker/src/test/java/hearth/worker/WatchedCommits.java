package hearth.worker;

import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Properties;
import java.util.logging.Logger;

/// SQLite as always, except that a thread that wishes so is told of each commit of a connection
/// that it opened, before and after it is made.
final class WatchedCommits implements Driver, AutoCloseable {
    /// Told of a commit; may throw what a full disk would.
    interface Listener {
        void commits(boolean isDone) throws SQLException;
    }

    private static final ThreadLocal<@Nullable Listener> LISTENER = new ThreadLocal<>();
    private static final String SQLITE = "jdbc:sqlite:";

    private final JDBC sqlite = new JDBC();

    /// Takes the place of the driver until this is closed.
    WatchedCommits() {
        try {
            for (var driver : Collections.list(DriverManager.getDrivers())) {
                if (driver.acceptsURL(SQLITE)) {
                    DriverManager.deregisterDriver(driver);
                }
            }
            DriverManager.registerDriver(this);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static void listen(@Nullable Listener listener) {
        LISTENER.set(listener);
    }

    @Override
    public void close() throws SQLException {
        DriverManager.deregisterDriver(this);
        DriverManager.registerDriver(sqlite);
    }

    @Override
    public @Nullable Connection connect(String url, Properties info) throws SQLException {
        var connection = sqlite.connect(url, info);
        var listener = LISTENER.get();
        return connection == null || listener == null
                ? connection
                : (Connection)
                        Proxy.newProxyInstance(
                                WatchedCommits.class.getClassLoader(),
                                new Class<?>[] {Connection.class},
                                (_, method, arguments) -> {
                                    boolean isCommit = method.getName().equals("commit");
                                    if (isCommit) {
                                        listener.commits(false);
                                    }
                                    try {
                                        var result = method.invoke(connection, arguments);
                                        if (isCommit) {
                                            listener.commits(true);
                                        }
                                        return result;
                                    } catch (InvocationTargetException e) {
                                        throw e.getCause();
                                    }
                                });
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(SQLITE);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("hearth");
    }
}
