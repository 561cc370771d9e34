package hearth.coordinator;

import hearth.protocol.JobId;

/// A round whose checkpoint is public now.
///
/// @param round number, from 0
public record PublishedRound(JobId job, int round) {}
