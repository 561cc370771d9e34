package hearth.trainer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How willingly a child gives way to the owner's own programs. All of it is inherited by what the
/// child starts. Linux has each of the three programs in its base packages; macOS has `nice`.
/// Elsewhere the child runs like any other program.
public enum Priority {
    /// Like any other program: for measurements.
    NORMAL,
    /// A tenth of the processor beside one busy program, and the disk when nobody else wants it.
    LOW,
    /// Only what nobody else wants (`SCHED_IDLE`). On a machine that is always busy a step can take
    /// longer than the limit after which a child counts as hung.
    IDLE;

    private static final Path FOLDER = Path.of("/usr/bin");

    /// What goes before a command.
    List<String> launcher() {
        var command = new ArrayList<String>();
        switch (this) {
            case NORMAL -> {}
            case LOW -> add(command, "nice", "-n", "10");
            case IDLE -> {
                add(command, "nice", "-n", "19");
                add(command, "chrt", "--idle", "0");
            }
        }
        if (this != NORMAL) {
            add(command, "ionice", "-c", "3");
        }
        return command;
    }

    private static void add(List<String> command, String program, String... arguments) {
        var file = FOLDER.resolve(program);
        if (Files.isExecutable(file)) {
            command.add(file.toString());
            command.addAll(List.of(arguments));
        }
    }
}
