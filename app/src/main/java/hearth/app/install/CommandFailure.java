package hearth.app.install;

import org.jspecify.annotations.Nullable;

import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Objects;
import java.util.Optional;

/// A command cannot do what was asked, for a reason that its user can understand. The message is a
/// whole sentence for standard error; the code is documented in `hearth --help`.
public class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Exit code 1: the thing asked for failed.
    public static final int FAILED = 1;

    /// Exit code 2: wrong usage.
    public static final int USAGE = 2;

    /// Exit code 3: a needed part is missing.
    public static final int MISSING = 3;

    /// Exit code 4: refused for safety.
    public static final int REFUSED = 4;

    private final int exitCode;

    public CommandFailure(int exitCode, String message) {
        this(exitCode, message, null);
    }

    public CommandFailure(int exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /// A file that cannot be read or written, by its name.
    public static CommandFailure ofFiles(UncheckedIOException failure) {
        var cause = Objects.requireNonNull(failure.getCause());
        var file =
                cause instanceof FileSystemException named
                        ? Optional.ofNullable(named.getFile())
                        : Optional.<String>empty();
        return new CommandFailure(
                FAILED,
                "%s cannot be read or written (%s)."
                        .formatted(file.orElse("A file"), cause.getClass().getSimpleName()),
                failure);
    }

    public int exitCode() {
        return exitCode;
    }
}
