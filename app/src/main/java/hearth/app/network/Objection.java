package hearth.app.network;

/// Why a network is not joined or left; nothing was changed then.
public enum Objection {
    /// There is no such file.
    MISSING,
    /// This computer does not let it be read.
    FORBIDDEN,
    /// It is no profile of a network that this version can read.
    UNREADABLE,
    /// Its publisher's seal does not lie beside it.
    UNSEALED,
    /// It is not what its publisher sealed.
    CHANGED,
    /// A newer one of the same network was taken here before.
    SUPERSEDED,
    /// It names no coordinator, so there is nothing to work for.
    NO_COORDINATOR,
    /// It calls itself by the name of the practice network.
    RESERVED_NAME,
    /// Another network is known here by the same name.
    NAME_TAKEN,
    /// Its coordinator does not answer.
    COORDINATOR_SILENT,
    /// What answers there has another key, or pays on another chain or through other contracts.
    COORDINATOR_OTHER,
    /// A node of its chain does not answer.
    NODE_SILENT,
    /// A node is on another chain, or has other contracts.
    NODE_OTHER,
    /// The agent of the network until now still runs.
    AGENT_RUNS
}
