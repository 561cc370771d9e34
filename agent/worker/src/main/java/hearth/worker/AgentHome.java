package hearth.worker;

import java.nio.file.Path;

/// Where the agent keeps what, below its owner-only home folder.
record AgentHome(Path folder) {
    Path deviceKey() {
        return folder.resolve("device.key");
    }

    Path journal() {
        return folder.resolve("journal.db");
    }

    /// Downloaded content by hash.
    Path cache() {
        return folder.resolve("cache");
    }

    /// Finished updates by hash.
    Path updates() {
        return folder.resolve("updates");
    }

    /// What updates with error feedback still owe, by hash.
    Path residuals() {
        return folder.resolve("residuals");
    }
}
