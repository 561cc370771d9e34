package hearth.worker;

import java.nio.file.Path;

/// The three parts of the agent's journal file.
record AgentRecords(
        JournalFile file, LeaseJournal leases, AgentSettings settings, ResultMirror results)
        implements AutoCloseable {
    static AgentRecords open(Path journal) {
        var file = JournalFile.open(journal);
        return new AgentRecords(
                file, new LeaseJournal(file), new AgentSettings(file), new ResultMirror(file));
    }

    @Override
    public void close() {
        file.close();
    }
}
