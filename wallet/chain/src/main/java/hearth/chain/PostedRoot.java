package hearth.chain;

import hearth.protocol.Wei;

import java.time.Instant;

/// The root that the chain has for an epoch.
///
/// @param root 64 hex digits
/// @param total sum of all leaves
/// @param dataHash SHA-256 of the published leaf file, 64 hex digits
/// @param validAt when its claims start to count
public record PostedRoot(long epoch, String root, Wei total, String dataHash, Instant validAt) {}
