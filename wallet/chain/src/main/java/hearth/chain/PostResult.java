package hearth.chain;

/// What became of posting an epoch's root.
public sealed interface PostResult {
    /// @param hash of the transaction that posted it now
    record Posted(String hash, long block) implements PostResult {}

    /// The chain has this very root already.
    record AlreadyPosted(PostedRoot root) implements PostResult {}

    /// The chain has another root for this epoch: somebody else posts, or our books were changed.
    record Conflict(PostedRoot root) implements PostResult {}

    /// The contract does not take it, for example because too little is funded.
    record Refused(Refusal reason) implements PostResult {}

    /// Sent, or not even that; post the same again later.
    record Unreachable() implements PostResult {}
}
