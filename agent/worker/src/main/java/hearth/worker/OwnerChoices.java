package hearth.worker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/// What the owner chose for this computer, whoever it works for: when it may run, how much it may
/// transfer, what electricity costs. An agent for another network begins with that. Whom it trusts
/// and pays, and whether it shares, is for each to ask.
public final class OwnerChoices {
    private OwnerChoices() {}

    /// Copies them to an agent whose owner chose nothing yet; does nothing where there is nothing
    /// to copy.
    ///
    /// @param from folder of an agent that does not run
    /// @param to folder of another, made if absent; or the same, and then it only must not run
    /// @throws AgentAlreadyRunningException if one of them runs
    /// @throws AgentException if a folder cannot be used
    public static void carry(Path from, Path to, Clock clock) {
        var source = new AgentHome(from).journal();
        var target = new AgentHome(to).journal();
        if (Files.notExists(source)) {
            return;
        }
        if (from.equals(to)) {
            AgentLock.take(from).close();
            return;
        }
        DurableFile.folder(to);
        try (var _ = AgentLock.take(from);
                var _ = AgentLock.take(to);
                var old = JournalFile.open(source, clock);
                var begun = JournalFile.open(target, clock)) {
            new AgentSettings(begun).begin(new AgentSettings(old));
        }
    }
}
