package hearth.coordinator;

import hearth.protocol.ServerId;
import hearth.storage.StoreUnavailableException.Reason;

/// What became of opening a coordinator.
public sealed interface OpenOutcome {
    /// It runs; closing it is the caller's.
    record Opened(CoordinatorServer server) implements OpenOutcome {}

    /// Another program listens at the address.
    record PortTaken(int port) implements OpenOutcome {}

    /// The folder cannot be created or written.
    record FolderUnwritable(String folder) implements OpenOutcome {}

    /// Another coordinator has the folder.
    record FolderInUse(String folder) implements OpenOutcome {}

    /// The database is that of coordinators that sign with another key.
    record OtherServer(ServerId known) implements OpenOutcome {}

    /// What was settled so far is settled on another contract, which alone pays it out.
    record OtherContract(CoordinatorConfig.RewardsContract known) implements OpenOutcome {}

    /// The database or the bucket that was named cannot be used.
    ///
    /// @param place its address, without secrets
    record StoreUnavailable(Reason reason, String place) implements OpenOutcome {}
}
