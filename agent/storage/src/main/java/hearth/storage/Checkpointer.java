package hearth.storage;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.Lock;

/// Moves what was committed from SQLite's log into the file, beside the writer and not inside a
/// commit of it: what a commit would do in a tenth of a second takes as long here, but holds nobody
/// up. Only what comes meanwhile is moved while the writer rests, so that the log begins anew. What
/// is committed is on the disk either way, and what is cut off is done again.
///
/// SQLite forces the file to the disk only once all of the log is in it, and so while the writer
/// rests; therefore it is forced here before, and little is left to force then. The channel for
/// that stays open until the last connection is closed: with any that is closed a process loses its
/// locks on a file (POSIX, `fcntl`), and SQLite's with them.
///
/// One thread at a time, which begins when there is enough in the log and ends when it is moved: a
/// database that is seldom written has none.
final class Checkpointer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Checkpointer.class.getName());

    /// Pages in the log with which to begin. A page that changes often is moved once for all its
    /// changes.
    private static final int PAGES = 32_000;

    /// Passes beside the writer; each leaves what was written during it.
    private static final int PASSES = 3;

    /// Pages that are moved in no time.
    private static final int FEW = 500;

    private final Engine engine;
    private final Lock writing;
    private final int most;

    /// Belongs to who writes, as `from`.
    private int last;

    /// Pages in the log with which to begin. More than `most` where a reader kept the log from
    /// beginning anew.
    private int from;

    /// Of the thread that moves.
    private volatile @Nullable FileChannel channel;

    private @Nullable Thread moving;
    private boolean closed;

    /// @param writing held by who writes
    Checkpointer(Engine engine, Lock writing) {
        this(engine, writing, PAGES);
    }

    /// @param most pages in the log
    Checkpointer(Engine engine, Lock writing, int most) {
        this.engine = engine;
        this.writing = writing;
        this.most = most;
        this.from = most;
    }

    /// Called by the writer after a commit.
    void committed(Connection writer) {
        try {
            int pages = engine.logged(writer);
            if (pages < last) {
                from = most;
            }
            last = pages;
            if (pages >= from) {
                from = pages + most / 4;
                begin();
            }
        } catch (SQLException e) {
            // What was committed is; SQLite moves it itself when there is much more.
            LOG.log(Level.DEBUG, "cannot tell how long the log is", e);
        }
    }

    private synchronized void begin() {
        if (moving == null && !closed) {
            moving = Thread.ofPlatform().daemon().name("checkpoint").start(this::move);
        }
    }

    private void move() {
        try (var connection = engine.writer()) {
            int left = most;
            for (int pass = 0; pass < PASSES && left > FEW; pass++) {
                left = engine.checkpoint(connection);
                force();
            }
            writing.lock();
            try {
                left = engine.checkpoint(connection);
            } finally {
                writing.unlock();
            }
            LOG.log(Level.TRACE, "{0} pages of the log are left", left);
        } catch (SQLException | IOException e) {
            LOG.log(Level.DEBUG, "the log was not moved", e);
        } finally {
            synchronized (this) {
                moving = null;
            }
        }
    }

    private void force() throws IOException {
        var open = channel;
        if (open == null) {
            open = engine.open();
            channel = open;
        }
        open.force(false);
    }

    /// Waits for what is under way and begins nothing more. Not with the writer's lock.
    void end() {
        Thread under;
        synchronized (this) {
            closed = true;
            under = moving;
        }
        while (under != null && under.isAlive()) {
            try {
                under.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /// After the last connection.
    @Override
    public void close() {
        try {
            var open = channel;
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "cannot close", e);
        }
    }
}
