package hearth.worker;

import hearth.worker.AgentSnapshot.Reason;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/// Puts what nobody expected into the agent's words.
///
/// @param home folder whose disk may be full
record Faults(Path home) {
    /// Less than this and a write that failed is put down to the disk.
    private static final long NO_ROOM = 8L << 20;

    private static final int SQLITE_FULL = 13;

    Reason reason(Throwable failure) {
        if (isOfTheDisk(failure) && isFull(failure)) {
            return new Reason("disk-full", "");
        }
        return switch (failure) {
            case AgentException e when e.id().equals(JournalFile.BROKEN) ->
                    new Reason("journal-failing", "");
            case AgentException known -> new Reason(known.id(), "");
            case UncheckedIOException _ -> new Reason("home-unusable", "");
            default -> new Reason("agent-fault", failure.getClass().getSimpleName());
        };
    }

    private static boolean isOfTheDisk(Throwable failure) {
        return failure instanceof UncheckedIOException || failure instanceof AgentException;
    }

    private boolean isFull(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException e && e.getErrorCode() == SQLITE_FULL) {
                return true;
            }
        }
        try {
            return Files.getFileStore(home).getUsableSpace() < NO_ROOM;
        } catch (IOException unknown) {
            return false;
        }
    }
}
