package hearth.trainer.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// One way to start a program behind walls. What it is worth is not claimed here but found out by
/// [Assessment]. Where a way does not say otherwise, the child sees the paths of this computer.
public sealed interface Sandbox permits Bubblewrap, Landlock, Seatbelt, WindowsJob, Unconfined {
    /// For reports, such as `bubblewrap`.
    String name();

    /// Where the child sees a part of its runtime.
    default Path seen(View view) {
        return view.host();
    }

    /// Where the child sees its job folder, which has `in` and `out`.
    default Path seen(JobFolder job) {
        return job.folder();
    }

    /// Where the child may put temporary files.
    default Path scratch(JobFolder job) {
        return job.scratch();
    }

    /// Whether the child runs as another user, who must be able to read its inputs.
    default boolean changesUser() {
        return false;
    }

    /// The command that starts the program in the cell. Paths of the program are those that the
    /// child sees.
    List<String> command(Cell cell, List<String> program) throws IOException;

    /// What can only be done to a process that runs.
    default void confine(Process process, Limits limits) throws IOException {}
}
